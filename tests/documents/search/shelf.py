"""Many documents at once, made without the API."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from documents.models import Document, Passage
from documents.search.texts import digest, passages
from safeclose import clock
from tests.model_server import DIMENSIONS, vector
from tests.paper import FORM
from tests.people import Caller

STREETS = ("Maple", "Cedar", "Birch", "Willow", "Granite", "Harbour", "Market", "Station", "Orchard", "Quarry")
TOWNS = ("Ottawa", "Kingston", "Guelph", "Sudbury", "Barrie", "Windsor", "Oshawa")
NAMES = ("Ann Archer", "Ben Bowman", "Chidi Achebe", "Dora Diaz", "Emil Ek", "Fatima Fazil", "Gus Grant")


def canonical(number: int) -> dict[str, Any]:
    """What a purchase says, different for each number."""
    day = date(2026, 1, 5) + timedelta(days=number)
    name = NAMES[number % len(NAMES)]
    return {
        "parties": {"buyers": [{"name": f"{name} {number}", "email": f"buyer{number}@example.com"}]},
        "property": {
            "address": {
                "street": f"{number} {STREETS[number % 10]} Street",
                "city": TOWNS[number % 7],
                "province": "ON",
            }
        },
        "money": {"priceCents": 50_000_000 + number * 100_000, "currency": "CAD"},
        "dates": {"completionDate": day.isoformat()},
    }


def generated(
    caller: Caller, *canonicals: dict[str, Any], title: str = "Agreement", form: str = FORM
) -> list[Document]:
    """Documents that are no drafts, with this data."""
    rows = [
        Document(
            organization=caller.organization, form_key=form, title=title, canonical=one, status="GENERATED",
            sha256="0" * 64, page_count=1, generated_at=clock.now(),
        )
        for one in canonicals
    ]  # fmt: skip
    made = Document.objects.in_bulk([one.id for one in Document.objects.bulk_create(rows)])
    return [made[one.id] for one in rows]  # as the database has them: it orders the keys of objects


def shelved(documents: Iterable[Document]) -> None:
    """Their passages, with the vectors of the stand-in, without asking it."""
    rows = []
    for document in documents:
        text_sha256 = digest(document)
        rows += [
            Passage(
                document=document, organization_id=document.organization_id, number=number, model="stand-in",
                dimensions=DIMENSIONS, text_sha256=text_sha256, embedding=unit(text),
            )
            for number, text in enumerate(passages(document))
        ]  # fmt: skip
    Passage.objects.bulk_create(rows)


def unit(text: str) -> list[float]:
    """The stand-in's vector, of length 1."""
    found = vector(text)
    length = sum(one * one for one in found) ** 0.5
    return [one / length for one in found]
