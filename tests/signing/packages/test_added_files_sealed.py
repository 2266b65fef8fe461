"""A package to which a signer added a file, sealed: the file has a sealed PDF of its own, and is named in all."""

import json
from io import BytesIO, StringIO

import pikepdf
import pypdfium2
from django.core.management import call_command

from documents.intake.presenting import presentable
from safeclose.proof.commitments import reveal
from safeclose.records.erasure import ERASED
from safeclose.storage import files
from safeclose.verify import verify
from signing.evidence.audit import fault_of
from signing.evidence.export import export_files
from signing.evidence.jobs import seal
from signing.evidence.known_files import trusted_certificates
from signing.evidence.models import Seal, Trail, TrailEvent
from signing.packages.models import SigningDocument
from tests.people import Caller
from tests.signing.packages.stage import Package, Stage, ok, pdf, uploaded
from tests.signing.packages.test_following import BUYER, SELLER, following, link_of, step


def completed(stage: Stage) -> tuple[Package, str, str]:
    """With the id of the added file, and the address of Sue's copy."""
    package, _, _ = following(stage, step("upload", "Licence", signers=["buyer"]), BUYER, SELLER)
    package.activate()
    sue, tim = link_of(package, "sue").consent(), link_of(package, "tim")
    added = ok(sue.add(file=uploaded(pdf(1), name="My licence.pdf")), 201)["added"]["id"]
    copy = ok(sue.take("sign"))["copyUrl"].removeprefix("https://safeclose.example.test")
    ok(tim.consent().take("sign"))
    seal(trail_id=f"signing:{package.id}")
    return package, added, copy


def text_of(content: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))


def test_an_added_file_is_sealed_with_the_package(stage: Stage) -> None:
    package, added, copy = completed(stage)
    presented = presentable(pdf(1)).pdf
    for path, caller in (
        (f"{package.path}/documents/{added}/sealed", stage.mia),
        (f"{package.queue}/documents/{added}/sealed", stage.tim),
    ):
        content = caller.get(path).content
        with pikepdf.open(BytesIO(content)) as sealed:
            assert sealed.attachments["presented.pdf"].get_file().read_bytes() == presented
        report = verify(content, trust=trusted_certificates())
        assert (report.result, [one["title"] for one in report.added]) == ("genuine", ["My licence"])
    listed = ok(Caller(None).get(copy))["documents"]
    assert [one["title"] for one in listed] == ["Document 1", "My licence"]
    assert Caller(None).get(f"{copy}?document={added}").content == content


def test_certificate_and_evidence_tell_of_an_added_file(stage: Stage) -> None:
    package, _, _ = completed(stage)
    trail = Trail.objects.get()
    presented = files.sha256(presentable(pdf(1)).pdf)
    told = text_of(stage.mia.get(f"{package.path}/certificate").content)
    for words in ("Files added by signers", "Added by", "My licence", "Added a file", presented[:32], presented[32:]):
        assert words in told
    bundle = json.loads(stage.mia.get(f"{package.path}/evidence").content)
    assert [one["title"] for one in bundle["documents"]] == ["Document 1"]
    assert fault_of(trail) is None
    assert sorted(name for name, _ in export_files(trail)) == [
        "README.txt", "certificate.pdf", "evidence.json", "sealed-1.pdf", "sealed-2.pdf", "trust.pem",
    ]  # fmt: skip
    assert Seal.objects.get().files.filter(document_sha256=presented).exists()


def test_the_file_of_a_signer_who_is_erased_goes_and_the_trail_still_verifies(stage: Stage) -> None:
    package, added, _ = completed(stage)
    document = SigningDocument.objects.get(pk=added)
    others = SigningDocument.objects.filter(signing=package.id, upload=None).values_list("file_sha256", flat=True)
    call_command("erase_person", "sue@example.com", "--yes", "--json", stdout=StringIO())
    for digest in (document.file_sha256, document.received_sha256):
        assert files.is_erased(str(digest))
    assert not any(files.is_erased(digest) for digest in others)
    document.refresh_from_db()
    assert document.title == ERASED
    payload = reveal(json.loads(bytes(TrailEvent.objects.get(type="uploaded").payload)), {})
    kept = TrailEvent.objects.get(type="uploaded").kept
    assert ("My licence" in json.dumps(kept), payload["data"]["documentSha256"]) == (False, document.file_sha256)
    assert fault_of(Trail.objects.get()) is None
