"""Text in the agreement that is long or not English."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from documents import packs
from documents.rendering.typesetting import Typeset
from tests.documents.packs.conftest import AT, TODAY
from tests.documents.packs.editing import changed
from tests.documents.packs.reading_pdf import squeezed, text, words

PURCHASE = packs.get("on/freehold-purchase")
SAMPLE = PURCHASE.sample(TODAY)
Needs = Callable[..., None]


def _render(canonical: dict[str, Any], title: str = "Title") -> Typeset:
    return PURCHASE.render(canonical, title=title, at=AT)


@pytest.mark.parametrize(
    ("body", "least"),
    [("W" * 100_000, 15), ("lorem ipsum " * 1_600, 10), (("word " * 12 + "\n") * 300, 10)],
    ids=["the longest word", "many words", "many lines"],
)
def test_a_long_body_stays_inside_the_margins(body: str, least: int, needs: Needs) -> None:
    needs("pdftotext")
    made = _render(changed(SAMPLE, "schedules.1.body", body.strip()))
    assert made.page_count > least
    assert squeezed(body) in squeezed(text(made.pdf))
    for left, top, right, bottom in words(made.pdf):
        assert left >= 71.5
        assert right <= 612 - 71.5
        assert top >= 60
        assert bottom <= 792 - 20


@pytest.mark.parametrize(
    "path",
    [
        "parties.buyers.0.name",
        "parties.sellers.1.representative.capacity",
        "property.presentUse",
        "lawyers.buyers.firm",
    ],
)
def test_the_longest_word_stays_inside_its_column(path: str, needs: Needs) -> None:
    needs("pdftotext")
    made = _render(changed(SAMPLE, path, "W" * 200), title="W" * 200)
    assert "W" * 200 in squeezed(text(made.pdf))
    assert max(right for _, _, right, _ in words(made.pdf)) <= 612 - 71.5


def test_twenty_parties_sign_on_as_many_pages_as_it_takes(needs: Needs) -> None:
    needs("pdftotext")
    parties = {
        "buyers": [{"name": f"Buyer Number {n}", "address": "line\n" * 20 + "end"} for n in range(10)],
        "sellers": [{"name": f"Seller Number {n}"} for n in range(10)],
    }
    page = text(_render(changed(SAMPLE, "parties", parties)).pdf)
    places = squeezed(page.rpartition("Signatures\n")[2])
    assert all(f"BuyerNumber{n}" in places and f"SellerNumber{n}" in places for n in range(10))


def test_line_breaks_and_accents_are_kept(needs: Needs) -> None:
    needs("pdftotext")
    body = "Première ligne : « garçon, cœur, Noël, où ? »\nDeuxième ligne\n\nNouveau paragraphe — été\n    en retrait"
    page = text(_render(changed(SAMPLE, "schedules.0.body", body)).pdf)
    assert re.search(
        "Première ligne : « garçon, cœur, Noël, où \\? »\nDeuxième ligne\n+Nouveau paragraphe — été\n+\\s*en retrait",
        page,
    )
