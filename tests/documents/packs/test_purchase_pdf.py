"""The agreement as a file: its pages, tags, bookmarks and fonts."""

from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from typing import Any

import pikepdf
import rfc8785

from documents import packs
from documents.rendering.typesetting import Typeset
from tests.documents.packs.conftest import TODAY
from tests.documents.packs.reading_pdf import poppler, squeezed, text

SAMPLE = packs.get("on/freehold-purchase").sample(TODAY)
Needs = Callable[..., None]


def test_the_pages_are_letters_with_their_number_title_and_hash(document: Typeset, needs: Needs) -> None:
    needs("pdftotext")
    pages = text(document.pdf, footer=True).split("\f")[:-1]
    assert len(pages) == document.page_count >= 6
    digest = sha256(rfc8785.dumps(SAMPLE)).hexdigest()
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Agreement of Purchase and Sale: 12 Maple Street, Ottawa" in page
        assert "This is not the OREA 100 form." in page
        assert digest in page
    assert squeezed("This is not the OREA form.") in squeezed(pages[0])
    with pikepdf.open(BytesIO(document.pdf)) as opened:
        assert {tuple(map(float, page.mediabox)) for page in opened.pages} == {(0, 0, 612, 792)}


def test_the_pdf_is_tagged_and_says_what_it_is(document: Typeset) -> None:
    with pikepdf.open(BytesIO(document.pdf)) as opened:
        root = opened.Root
        assert root.MarkInfo.Marked is True
        assert root.Lang == "en-CA"
        assert root.ViewerPreferences.DisplayDocTitle is True
        assert opened.docinfo["/Title"] == "Agreement of Purchase and Sale: 12 Maple Street, Ottawa"
        assert opened.docinfo["/Author"] == "Safeclose"
        assert opened.docinfo["/CreationDate"] == "D:20260601120000Z"
        metadata = opened.open_metadata()
        assert metadata["dc:language"] == {"en-CA"}
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        tags = _tags(root.StructTreeRoot)
        assert tags.count("/H1") == 16
        assert tags.count("/P") > 60
        assert "/L" in tags


def test_the_pdf_does_nothing_by_itself(document: Typeset) -> None:
    with pikepdf.open(BytesIO(document.pdf)) as opened:
        assert set(opened.Root.keys()).isdisjoint({"/OpenAction", "/AA", "/AcroForm", "/Names"})
        assert all(set(page.keys()).isdisjoint({"/AA", "/Annots"}) for page in opened.pages)


def test_bookmarks_lead_to_the_parts(document: Typeset) -> None:
    with pikepdf.open(BytesIO(document.pdf)) as opened, opened.open_outline() as outline:
        assert [entry.title for entry in outline.root] == [
            "1 The parties",
            "2 The property",
            "3 Price and payment",
            "4 Dates",
            "5 Conditions",
            "6 What comes with the property",
            "7 Title",
            "8 Completion",
            "9 The sellers’ statements",
            "10 Tax residency and family",
            "11 Notices",
            "12 Brokerages",
            "13 General",
            "Signatures",
            "Schedule A: Additional terms",
            "Schedule B: Work before completion",
        ]


def test_fonts_are_embedded(document: Typeset, needs: Needs) -> None:
    needs("pdffonts")
    listed = [line.split() for line in poppler("pdffonts", "-", pdf=document.pdf).splitlines()[2:]]
    assert {name.partition("+")[2].partition("-")[0] for name, *_ in listed} == {"LibertinusSerif", "DejaVuSansMono"}
    embedded, subset, in_unicode = zip(*(font[-5:-2] for font in listed), strict=True)
    assert {*embedded, *subset, *in_unicode} == {"yes"}


def _tags(node: Any) -> list[str]:
    if isinstance(node, pikepdf.Array):
        return [tag for kid in node.as_list() for tag in _tags(kid)]
    if not isinstance(node, pikepdf.Dictionary):
        return []
    own = [str(node.S)] if "/S" in node else []
    return own + (_tags(node.K) if "/K" in node else [])
