"""PDFs that may not be signed as they are: refused with the reason, and nothing is stored."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name, String

from documents.intake.presenting import presentable
from safeclose.storage import files
from signing.packages.models import SigningDocument, Template
from tests.evidence_examples import plain_pdf, sealed_example, typeset_pdf
from tests.signing.packages.stage import BASE, Package, Stage, draft, ok, refused, uploaded

LIMIT = 25 * 1024 * 1024


def script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def changed(change: Callable[[pikepdf.Pdf], None], **options: Any) -> bytes:
    with pikepdf.open(io.BytesIO(plain_pdf())) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, **options)
        return out.getvalue()


def opening_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = script()


def named_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), pdf.make_indirect(script())])))


def closing_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AA = Dictionary(WC=script())


def page_script(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=script())


def annotation(action: Dictionary) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])

    return change


def launch_at_opening(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.Launch, F=String("cmd.exe"))


def chained_at_opening(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=String("x"), Next=script())


def attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["hidden.exe"] = b"MZ"


def form(pdf: pikepdf.Pdf) -> None:
    field = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("name")))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


def usage_rights(pdf: pikepdf.Pdf) -> None:
    signature = Dictionary(Type=Name.Sig, ByteRange=Array([0, 1, 2, 3]), Contents=String("x"))
    pdf.Root.Perms = Dictionary(UR3=pdf.make_indirect(signature))


def nothing(pdf: pikepdf.Pdf) -> None:
    """The control."""


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "The file is not a PDF."),
    "text": (lambda: b"Hello", "The file is not a PDF."),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "The file is not a PDF."),
    "page of the web": (lambda: b"<html>%PDF-1.7</html>", "The file is not a PDF that can be read."),
    "head of a PDF": (lambda: b"%PDF-1.7 and nothing else", "The file is not a PDF that can be read."),
    "encrypted": (
        lambda: changed(nothing, encryption=pikepdf.Encryption(owner="o", user="")), "The PDF is encrypted.",
    ),
    "locked": (
        lambda: changed(nothing, encryption=pikepdf.Encryption(owner="o", user="u")),
        "The PDF is protected by a password.",
    ),
    "script at opening": (lambda: changed(opening_script), "The PDF has an action that starts when it is opened."),
    "launch at opening": (lambda: changed(launch_at_opening), "The PDF has an action that starts when it is opened."),
    "chain at opening": (lambda: changed(chained_at_opening), "The PDF has an action that starts when it is opened."),
    "script by name": (lambda: changed(named_script), "The PDF contains scripts."),
    "script at closing": (lambda: changed(closing_script), "The PDF has actions of its own."),
    "script of a page": (lambda: changed(page_script), "Page 1 has an action of its own."),
    "script of a link": (lambda: changed(annotation(script())), "Page 1 has an annotation with an action."),
    "launch by a link": (
        lambda: changed(annotation(Dictionary(S=Name.Launch, F=String("x")))),
        "Page 1 has an annotation with an action.",
    ),
    "other file by a link": (
        lambda: changed(annotation(Dictionary(S=Name.GoToR, F=String("x")))),
        "Page 1 has an annotation with an action.",
    ),
    "sending by a link": (
        lambda: changed(annotation(Dictionary(S=Name.SubmitForm, F=String("x")))),
        "Page 1 has an annotation with an action.",
    ),
    "attachment": (lambda: changed(attachment), "The PDF contains other files."),
    "form": (lambda: changed(form), "The PDF has form fields or signatures; print it to a new PDF first."),
    "sealed": (sealed_example, "The PDF is sealed already, or holds what looks like a seal."),
}  # fmt: skip


def stored() -> set[str]:
    """All files in the storage."""
    folders, _ = default_storage.listdir("") if default_storage.exists("") else ([], [])
    return {name for folder in folders for name in default_storage.listdir(folder)[1]}


def to_package(package: Package, file: Any, **fields: Any) -> Any:
    return package.manager.post(f"{package.path}/documents", {"file": file, **fields}, format="multipart")


def to_template(stage: Stage, file: Any, **fields: Any) -> Any:
    body = {"file": file, "name": "Template", "locationId": str(stage.toronto.pk), **fields}
    return stage.mia.post(f"{BASE}/templates", body, format="multipart")


@pytest.mark.parametrize("kind", REFUSED)
def test_an_unfit_file_is_refused_with_the_reason_and_not_stored(stage: Stage, kind: str) -> None:
    package = stage.draft()
    make, reason = REFUSED[kind]
    content, before = make(), stored()
    refused(to_package(package, uploaded(content)), 400, f"file: {reason}")
    refused(to_template(stage, uploaded(content)), 400, f"file: {reason}")
    assert stored() == before
    assert not SigningDocument.objects.exists()
    assert not Template.objects.exists()
    assert ok(stage.mia.get(f"{package.path}/documents")) == {"documents": []}


@pytest.mark.parametrize("make", [plain_pdf, typeset_pdf, lambda: changed(nothing)], ids=["plain", "tagged", "saved"])
def test_ordinary_files_are_taken_and_kept_as_they_came(stage: Stage, make: Callable[[], bytes]) -> None:
    package, content = stage.draft(), make()
    document = ok(to_package(package, uploaded(content)), 201)["document"]
    shown = presentable(content).pdf
    assert (document["pageCount"], document["leftOut"]) == (2, [])
    assert document["fileSha256"] == files.sha256(shown)
    assert document["receivedSha256"] == files.sha256(content)
    assert files.read(files.sha256(content)) == content
    assert stage.mia.get(f"{package.path}/documents/{document['id']}/file").content == shown


def test_usage_rights_are_stripped_and_named(stage: Stage) -> None:
    package = stage.draft()
    document = ok(to_package(package, uploaded(changed(usage_rights))), 201)["document"]
    assert document["leftOut"] == ["usage rights"]
    assert b"ByteRange" not in files.read(document["fileSha256"])


def test_a_link_to_the_web_does_no_harm(stage: Stage) -> None:
    content = changed(annotation(Dictionary(S=Name.URI, URI=String("https://example.com"))))
    ok(to_package(draft(stage.mia, stage.toronto), uploaded(content)), 201)


@pytest.mark.parametrize("more", [1, 2 * 1024 * 1024])
def test_a_file_that_is_too_large_is_refused(stage: Stage, more: int) -> None:
    package = stage.draft()
    before = stored()
    content = b"%PDF-1.7\n" + bytes(LIMIT - 9 + more)
    for answer in (to_package(package, uploaded(content)), to_template(stage, uploaded(content))):
        refused(answer, 413, "The body is larger than 25 MiB.")
    assert stored() == before


def test_a_file_of_the_largest_size_is_read(stage: Stage) -> None:
    """It is looked at then: what follows the head of a PDF here is no PDF."""
    content = b"%PDF-1.7\n" + bytes(LIMIT - 9)
    answer = to_package(draft(stage.mia, stage.toronto), uploaded(content))
    refused(answer, 400, "file: The file is not a PDF that can be read.")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"required": "perhaps"}, "required: Must be a valid boolean."),
        ({"position": "first"}, "position: A valid integer is required."),
        ({"position": "-1"}, "position: Ensure this value is greater than or equal to 0."),
        ({"title": "x" * 501}, "title: Ensure this field has no more than 500 characters."),
        ({"title": "a\x00b"}, "Invalid body."),
        ({"title": ["one", "two"]}, "Invalid body."),
    ],
    ids=repr,
)
def test_invalid_fields_are_refused(stage: Stage, fields: dict[str, Any], sentence: str) -> None:
    refused(to_package(stage.draft(), uploaded(), **fields), 400, sentence)
    assert not SigningDocument.objects.exists()


def test_a_form_without_a_file_is_refused(stage: Stage) -> None:
    package = stage.draft()
    answer = package.manager.post(f"{package.path}/documents", {"title": "x"}, format="multipart")
    refused(answer, 400, "file: No file was submitted.")
    refused(
        to_package(package, "text"),
        400,
        "file: The submitted data was not a file. Check the encoding type on the form.",
    )


def test_a_body_that_is_no_form_is_refused(stage: Stage) -> None:
    package = stage.draft()
    path = f"{package.path}/documents"
    for content_type in ("multipart/form-data", "multipart/form-data; boundary=x"):
        answer = package.manager.generic("POST", path, b"nonsense", content_type=content_type)
        assert answer.status_code == 400, answer.json()
    answer = package.manager.generic("POST", path, b"a=b", content_type="application/x-www-form-urlencoded")
    refused(answer, 415, "The body must be application/json.")


def test_the_title_is_the_name_of_the_file(stage: Stage) -> None:
    package = stage.draft()
    for name, title in (("Offer of May.pdf", "Offer of May"), ("../../etc/passwd.pdf", "passwd"), (".pdf", ".pdf")):
        file = SimpleUploadedFile("x", plain_pdf())
        file.name = name.rpartition("/")[2]
        assert ok(to_package(package, file), 201)["document"]["title"] == title
