"""What counts as the same page, and what does not."""

from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from safeclose.verify.pages import _encoded, _Fingerprints, has_same_content, page_fingerprints
from tests.evidence_examples import plain_pdf, saved


def fingerprint(entries: Any) -> bytes:
    """That of a page with these external graphics states, after it was written and read."""
    with pikepdf.open(BytesIO(plain_pdf(1))) as pdf:
        pdf.pages[0].obj.Resources.ExtGState = Dictionary(entries)
        written = saved(pdf)
    with pikepdf.open(BytesIO(written)) as pdf:
        (found,) = page_fingerprints(pdf)
    return found


def test_a_name_can_not_stand_for_an_entry_and_the_next_name() -> None:
    """Else entries could be taken away: `/A 1` and `/B 2` for one entry with a long name."""
    two = Dictionary({"/A": 1, "/B": 2})
    with pikepdf.new() as pdf:
        value = _Fingerprints(pdf).of(two.A).decode()
    for between in (f"/A{value}/B", f"/A {value}/B", f"/A{value}{_encoded('/B').decode()}", "/A 1 /B"):
        assert fingerprint({"/GS": Dictionary({between: 2})}) != fingerprint({"/GS": two})


@pytest.mark.parametrize(
    "other", [{"/A": 2}, {"/B": 1}, {"/A": 1, "/B": 1}, {"/A": Name("/1")}, {"/A": "1"}, {"/A": [1]}, {}]
)
def test_another_name_or_value_is_another_page(other: Any) -> None:
    assert fingerprint({"/GS": Dictionary(other)}) != fingerprint({"/GS": Dictionary({"/A": 1})})


def test_what_wraps_the_contents_is_taken_off_only_with_an_object_that_was_added() -> None:
    with pikepdf.open(BytesIO(plain_pdf(1))) as presented, pikepdf.open(BytesIO(plain_pdf(1))) as marked:
        page = marked.pages[0].obj
        page.Contents = pikepdf.Array([marked.make_stream(b"q"), *page.Contents, marked.make_stream(b"Q /X Do")])
        assert not has_same_content(marked, presented, 1)
        page.Resources.XObject = Dictionary({"/X": marked.make_stream(b"", Type=Name.XObject, Subtype=Name.Form)})
        assert has_same_content(marked, presented, 1)
        page.Resources.XObject["/Y"] = page.Resources.XObject["/X"]
        assert has_same_content(marked, presented, 1)
        page.Resources.Font["/Y"] = page.Resources.Font["/F1"]
        assert not has_same_content(marked, presented, 1)
