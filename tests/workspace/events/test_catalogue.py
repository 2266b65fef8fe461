"""The closed list of events, and that docs/events.md says the same."""

import re
from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.environment import ROOT
from workspace.events import catalogue
from workspace.events.models import Event
from workspace.webhooks.retry_schedule import WAITS_BEFORE_TRY

DOCS = (ROOT / "docs" / "events.md").read_text()


def rows(heading: str) -> Iterator[list[str]]:
    """The cells of the table below a heading, without its head."""
    part = DOCS.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    assert lines, heading
    for line in lines[2:]:
        yield [cell.strip() for cell in line.strip("|").split("|")]


def test_the_docs_have_every_type_and_no_other() -> None:
    documented = {cells[0]: cells[1:] for cells in rows("Types")}
    expected = {
        f"`{one.name}`": [one.sentence, ", ".join(f"`{key}`" for key in sorted(one.data))]
        for one in catalogue.types()
        if one.is_of_organizations
    }
    assert documented == expected
    others = {cells[0]: cells[1:] for cells in rows("Never delivered")}
    assert others == {f"`{one.name}`": [one.sentence] for one in catalogue.types() if not one.is_of_organizations}


def test_the_docs_have_the_timetable() -> None:
    words = {"0": "at once", "5": "5 seconds", "300": "5 minutes", "1800": "30 minutes", "7200": "2 hours",
             "18000": "5 hours", "28800": "8 hours"}  # fmt: skip
    expected = [
        [str(number), words[f"{wait.total_seconds():.0f}"]] for number, wait in enumerate(WAITS_BEFORE_TRY, start=1)
    ]
    assert list(rows("Tries")) == expected


@pytest.mark.parametrize("one", catalogue.types(), ids=lambda one: one.name)
def test_a_type_is_a_word_and_a_sentence(one: catalogue.EventType) -> None:
    assert re.fullmatch(r"[a-z]+[._][a-z_]+|DOCUMENT_SIGNED", one.name)
    assert len(one.name) <= Event._meta.get_field("type").max_length
    assert re.fullmatch(r"[A-Z][^.|]*\.", one.sentence)
    assert "event" not in one.data, "in a webhook's body that says which event it is"


def test_a_type_is_contributed_once() -> None:
    known = catalogue.types()[0]
    with pytest.raises(ImproperlyConfigured, match="Two types of events"):
        catalogue.event_types.add_types([catalogue.event_type(known.name, "Otherwise.")])
    assert catalogue.types()[0] == known
