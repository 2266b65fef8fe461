"""Forms with faults that were found in the field, uploaded and printed over the API."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Pdf, String

from documents.forms.fillable_pdf.languages import usable
from documents.forms.fillable_pdf.reading import blank_paper
from documents.intake.opening import LOCKED
from documents.intake.presenting import presentable
from documents.models import UploadedTemplate
from safeclose.child_processes.confined import UnfitError
from tests.documents.forms.forms import FormMaker
from tests.documents.forms.test_as_shown import by_poppler
from tests.documents.forms.test_templates import draft, made, upload
from tests.people import Caller

FAULTS = Path(__file__).parent / "faults"
PAGE = ["Page", "text", "of", "the", "form"]


def fault(name: str) -> bytes:
    return (FAULTS / f"{name}.pdf").read_bytes()


def printed(caller: Caller, template: dict[str, Any], fields: dict[str, Any] | None = None) -> bytes:
    document = draft(caller, template, fields or {}).json()
    assert document["issues"] == []
    generated = caller.post(f"/api/documents/{document['id']}/generate")
    assert generated.status_code == 200, generated.json()
    return bytes(caller.get(f"/api/documents/{document['id']}/file").content)


def words(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return sorted(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


@pytest.mark.parametrize(
    ("name", "values", "left_out", "shown"),
    [
        ("direct-widget", {"Normal": "plain", "Direct": "direct value"}, [], [*PAGE, "plain", "direct", "value"]),
        (
            "appearance-without-value", {"Normal": "plain", "NoV": "shown, not stored"}, [],
            [*PAGE, "plain", "shown,", "not", "stored"],
        ),
        (
            "formatted-values", {"Rate": "5.00 %", "Price": "$1,250,000.00"}, ["scripts"],
            [*PAGE, "5.00", "%", "$1,250,000.00"],
        ),
        ("reader-extended", {"Name": None}, ["usage rights"], PAGE),
        ("language-x-unknown", {"Name": None}, [], []),
        ("seal-two-page-form", {"Name": None}, [], [*PAGE, *["Second", "page:", "only", "text,", "no", "field"]]),
    ],
)  # fmt: skip
def test_a_form_with_a_fault_is_printed_as_it_was_seen(
    alice: Caller, name: str, values: dict[str, Any], left_out: list[str], shown: list[str]
) -> None:
    template = made(alice, fault(name))
    assert {field["name"]: field["value"] for field in template["fields"]} == values
    assert template["leftOut"] == left_out
    pdf = printed(alice, template)
    assert words(pdf) == by_poppler(pdf) == sorted(shown)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "annotations-without-appearance",
            "Page 1 has a FreeText annotation without an appearance.",
        ),
        ("encrypted-and-damaged", LOCKED),
    ],
)
def test_a_form_that_cannot_be_kept_as_it_is_seen_is_refused(alice: Caller, name: str, said: str) -> None:
    answer = upload(alice, fault(name))
    assert (answer.status_code, answer.json()["fields"]) == (400, {"file": [said]})


def test_a_locked_and_damaged_file_is_refused_as_something_to_sign() -> None:
    with pytest.raises(UnfitError) as refused:
        presentable(fault("encrypted-and-damaged"))
    assert str(refused.value) == LOCKED


def test_the_values_of_the_answer_are_taken_back_as_answers(alice: Caller) -> None:
    """A client may send all values that it was given, though one is longer than its field allows."""
    form = FormMaker()
    form.text("price", [72, 700, 272, 720], MaxLen=7, V=String("1250000"), AP=form.saying("$1,250,000.00"))
    form.choice("trade", [72, 660, 272, 680], [("el", "Electrician")], Ff=1 << 17, AP=form.saying("- choose -"))
    template = made(alice, form.bytes())
    values = {field["name"]: field["value"] for field in template["fields"]}
    assert values == {"price": "$1,250,000.00", "trade": "- choose -"}
    assert words(printed(alice, template, values)) == sorted(["$1,250,000.00", "-", "choose", "-"])
    other = draft(alice, template, {"price": "$1,250,000.01"})
    assert other.json()["fields"] == {"canonical.fields.price": ["Must have at most 7 characters."]}


def test_a_template_that_was_stored_with_an_unusable_language_is_printed(alice: Caller) -> None:
    template = made(alice, fault("language-x-unknown"))
    UploadedTemplate.objects.update(language="x-unknown")
    pdf = printed(alice, template, {"Name": "Ana"})
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == "en"
    assert words(pdf) == ["Ana"]


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"), ("EN-CA", "en-CA"), ("fr_CA", "fr-CA"), ("kab", "kab"), ("zh-Hant-TW", "zh-Hant-TW"),
        ("x-unknown", None), ("i-klingon", None), ("und", None), ("", None), (None, None), ("english", None),
        ("en-", None), ("e", None), ("en\u0000", None), ("\u00e9n", None), ("en" + "-abcdefgh" * 5, None),
    ],
)  # fmt: skip
def test_a_language_is_used_where_documents_can_be_printed_in_it(tag: str | None, language: str | None) -> None:
    assert usable(tag) == language


@pytest.mark.parametrize("tag", ["fr-CA", "x-unknown", "i-klingon", "english", "e", "\u00e9n", "en" + "-abcdefgh" * 5])
def test_a_form_in_any_language_is_printed(alice: Caller, tag: str) -> None:
    def change(pdf: Pdf) -> None:
        pdf.Root.Lang = String(tag)

    form = FormMaker()
    form.text("name", [72, 700, 272, 720])
    assert words(printed(alice, made(alice, form.bytes(change)), {"name": "Ana"})) == ["Ana"]


@pytest.mark.parametrize("count", [0, -1, 2, 100_000, String("x"), None], ids=repr)
def test_a_wrong_count_of_pages_is_mended(alice: Caller, count: Any) -> None:
    def change(pdf: Pdf) -> None:
        pdf.Root.Pages.Count = 1 if count is None else count
        if count is None:
            del pdf.Root.Pages.Count

    form = FormMaker()
    form.text("name", [72, 700, 272, 720])
    template = made(alice, form.bytes(change))
    assert template["pageCount"] == 1
    for pdf in (blank_paper(form.bytes(change)).pdf, printed(alice, template, {"name": "Ana"})):
        with pikepdf.open(BytesIO(pdf)) as opened:
            assert opened.Root.Pages.Count == 1
    assert words(printed(alice, template, {"name": "x" * 300})) != []
