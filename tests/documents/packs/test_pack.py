"""What a form makes of a canonical besides a document."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from documents.packs import Pack, Party
from documents.rendering.typesetting import Unprintable
from tests.documents.packs.conftest import AT, TODAY
from tests.documents.packs.editing import changed, without


def test_the_signing_parties_of_a_purchase_are_buyers_then_sellers(purchase: Pack, sample: dict[str, Any]) -> None:
    assert purchase.signing_parties(sample) == [
        Party("buyers.0", "Beatrice Élodie Tremblay", "bea.tremblay@example.com", "613-555-0142", "buyer"),
        Party("buyers.1", "Benjamin Oyelaran", "ben.oyelaran@example.com", "613-555-0143", "buyer"),
        Party("sellers.0", "Samuel Okafor", "sam.okafor@example.com", "613-555-0188", "seller"),
        Party("sellers.1", "Sophie Larsen for Maple Street Holdings Inc.", "sophie.larsen@example.com", None, "seller"),
    ]


def test_a_party_without_email_signs_too(purchase: Pack, sample: dict[str, Any]) -> None:
    canonical = changed(sample, "parties", {"buyers": [{"name": "Bea"}], "sellers": [{"name": "Sam", "phone": "1"}]})
    assert purchase.signing_parties(canonical) == [
        Party("buyers.0", "Bea", None, None, "buyer"),
        Party("sellers.0", "Sam", None, "1", "seller"),
    ]


@pytest.mark.parametrize(
    ("address", "title"),
    [
        (
            {"street": "1 A St", "unit": "Unit 2", "city": "Ottawa"},
            "Agreement of Purchase and Sale: 1 A St, Unit 2, Ottawa",
        ),
        ({"street": "1 A St", "city": "Ottawa"}, "Agreement of Purchase and Sale: 1 A St, Ottawa"),
        ({"city": "Ottawa"}, "Agreement of Purchase and Sale: Ottawa"),
        ({}, "Agreement of Purchase and Sale"),
    ],
)
def test_a_document_is_named_after_the_property(purchase: Pack, address: dict[str, str], title: str) -> None:
    assert purchase.default_title({"property": {"address": address}}) == title


@pytest.mark.parametrize("draft", [{}, {"property": None}, {"property": {"address": 5}}, {"property": []}])
def test_a_draft_without_an_address_has_a_name(purchase: Pack, draft: dict[str, Any]) -> None:
    assert purchase.default_title(draft) == "Agreement of Purchase and Sale"


@pytest.mark.parametrize("path", ["dates.completionDate", "parties.buyers.0.name", "money.deposit"])
def test_an_incomplete_canonical_is_not_rendered(purchase: Pack, sample: dict[str, Any], path: str) -> None:
    with pytest.raises(ValidationError):
        purchase.render(without(sample, path), title="Title", at=AT)


def test_a_title_without_glyphs_is_refused(purchase: Pack, sample: dict[str, Any]) -> None:
    with pytest.raises(Unprintable) as refused:
        purchase.render(sample, title="\U0001f69a", at=AT)
    assert refused.value.text == "\U0001f69a"


def test_the_time_of_rendering_is_in_the_file_only(purchase: Pack, sample: dict[str, Any]) -> None:
    first = purchase.render(sample, title="Title", at=AT)
    later = purchase.render(sample, title="Title", at=AT + timedelta(seconds=1))
    assert first.pdf != later.pdf
    assert first.page_count == later.page_count


@pytest.fixture
def copied(purchase: Pack, tmp_path: Path) -> Pack:
    """The form, its templates in a folder of their own."""
    for file in purchase.template.parent.glob("*.typ"):
        shutil.copy(file, tmp_path)
    return replace(purchase, template=tmp_path / purchase.template.name)


def test_the_template_version_does_not_depend_on_the_folder(purchase: Pack, copied: Pack) -> None:
    assert copied.template_version == purchase.template_version


@pytest.mark.parametrize("name", ["freehold_purchase.typ", "form_layout.typ"])
def test_the_template_version_changes_with_every_file_used(purchase: Pack, copied: Pack, name: str) -> None:
    file = copied.template.with_name(name)
    file.write_text(file.read_text() + " ")
    assert copied.template_version != purchase.template_version


def test_the_template_version_stays_when_another_form_changes(purchase: Pack, copied: Pack) -> None:
    copied.template.with_name("another.typ").write_text("")
    assert copied.template_version == purchase.template_version


def test_today_does_not_matter_to_the_check(purchase: Pack) -> None:
    assert purchase.check(purchase.sample(TODAY.replace(year=1999))).issues == []
