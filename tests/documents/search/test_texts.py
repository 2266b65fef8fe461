"""What of a document can be searched."""

from typing import Any

import pytest

from documents.models import Document
from documents.search import texts
from documents.search.texts import digest, passages


def document(canonical: dict[str, Any], title: str = "House", form_key: str = "on/freehold-purchase") -> Document:
    return Document(title=title, form_key=form_key, canonical=canonical)


def test_labels_and_values_are_searched_as_people_say_them() -> None:
    canonical = {
        "assignment": "with_consent",
        "property": {"address": {"street": "12 Maple Street", "postalCode": "K2P 0A1"}, "rollNumber": "06 14"},
        "money": {"priceCents": 124_950_000, "deposit": {"amountCents": 5, "timing": "within_24_hours"}},
        "dates": {"completionDate": "2026-07-20", "irrevocableUntil": "2026-05-07T23:59:00-04:00"},
        "parties": {"buyers": [{"name": "Ann\n Archer"}, {"name": "Ben"}]},
        "warranties": [{"survives": True}, {"survives": False}],
        "inclusions": ["stove", "Blue_Chair"],
        "tenancies": [],
    }
    assert passages(document(canonical)) == [
        "\n".join(
            [
                "House (Agreement of Purchase and Sale)",
                "assignment with consent",
                "property: roll number 06 14",
                "property address: street 12 Maple Street, postal code K2P 0A1",
                "money: price $1,249,500.00",
                "money deposit: amount $0.05, timing within 24 hours",
                "dates: completion date Monday, 20 July 2026, irrevocable until 11:59 p.m. (Eastern Time) on Thursday, "
                "7 May 2026",
                "parties buyers: name Ann Archer",
                "parties buyers: name Ben",
                "warranties: survives yes",
                "warranties: survives no",
                "inclusions: stove",
                "inclusions: Blue_Chair",
            ]
        )
    ]


def test_a_document_without_data_is_searched_by_its_title() -> None:
    assert passages(document({})) == ["House (Agreement of Purchase and Sale)"]


@pytest.mark.parametrize(
    ("title", "form_key", "head"),
    [
        ("Agreement of Purchase and Sale: 1 Elm", "on/freehold-purchase", "Agreement of Purchase and Sale: 1 Elm"),
        ("House", "template/tpl_01h455vb4pex5vsknk084sn02q", "House"),
        ("House", "on/forgotten", "House"),
    ],
)
def test_a_passage_begins_with_title_and_form(title: str, form_key: str, head: str) -> None:
    assert passages(document({}, title, form_key)) == [head]


def test_long_texts_come_in_parts_that_all_have_the_title() -> None:
    body = " ".join(f"word{number}" for number in range(1_000))
    found = passages(document({"schedules": [{"title": "More", "body": body}]}))
    assert len(found) > 10
    assert all(part.startswith("House (Agreement of Purchase and Sale)\n") for part in found)
    assert all(len(part) <= texts.MAX_PASSAGE_LENGTH + 60 for part in found)
    joined = " ".join(part.partition("\n")[2] for part in found)
    assert joined.split() == f"schedules: title More, body {body}".split()


def test_the_number_of_passages_is_limited() -> None:
    found = passages(document({"schedules": [{"body": "x" * 90_000}, {"body": "y" * 90_000}]}))
    assert len(found) == texts.MAX_PASSAGES


def test_a_digest_is_of_what_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    one = digest(document({"inclusions": ["stove"]}))
    assert digest(document({"inclusions": ["stove"]})) == one
    assert digest(document({"inclusions": ["oven"]})) != one
    assert digest(document({"inclusions": ["stove"]}, title="Home")) != one
    monkeypatch.setattr(texts, "EDITION", "next")
    assert digest(document({"inclusions": ["stove"]})) != one
