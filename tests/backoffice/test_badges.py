"""States are shown as badges, of every model that has one: in its list and on its page."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import models

import safeclose
from safeclose.backoffice.badges import badge
from safeclose.management.commands.write_diagrams import lifecycles
from safeclose.records.lifecycle import Kind
from signing.models import Envelope, Signer
from tests.backoffice.staff import TABLES, fill, list_of, page_of, signed_in
from tests.people import Caller
from tests.prepared import sent

LIFECYCLES = list(lifecycles())
CSS = (Path(safeclose.__file__).parent / "static/backoffice/office.css").read_text()
STATE_NAMES = {"status", "state", "active", "is_active"}
LEAST_CONTRAST = 4.5  # of WCAG, for small letters


def states_of(model: type[models.Model]) -> Iterator[Any]:
    """The columns of a model that hold a state: of a lifecycle, or named like one."""
    enums = {tuple(type(one.initial).choices) for one in LIFECYCLES}
    initials = {type(one.initial) for one in LIFECYCLES}
    for field in model._meta.concrete_fields:
        if type(field.default) in initials or tuple(field.choices or ()) in enums or field.name in STATE_NAMES:
            yield field


def values_of(field: Any) -> set[str]:
    lifecycle = next((one for one in LIFECYCLES if type(one.initial) is type(field.default)), None)
    return set(lifecycle.states) if lifecycle else {str(value) for value, _ in field.flatchoices}


WITH_STATES = [(model, field) for model in TABLES for field in states_of(model)]


def test_models_with_states_were_found() -> None:
    found = {f"{model.__name__}.{field.name}" for model, field in WITH_STATES}
    assert {"Envelope.status", "Touch.status", "Deal.stage", "StageChange.to_stage", "Membership.status"} <= found
    stored = {type(field.default) for model in TABLES for field in model._meta.concrete_fields if field.name != "id"}
    assert {type(one.initial) for one in LIFECYCLES} - stored == {type(Signer._meta.get_field("status").default)}


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda one: one.noun)
def test_every_state_of_a_lifecycle_has_a_kind(lifecycle: Any) -> None:
    assert set(lifecycle.kinds) == set(lifecycle.states)
    assert Kind.DONE in lifecycle.kinds.values()


@pytest.mark.parametrize(("model", "field"), WITH_STATES, ids=lambda one: getattr(one, "__name__", str(one)))
def test_a_column_with_a_state_is_shown_as_a_badge(model: type[models.Model], field: Any) -> None:
    table: Any = TABLES[model]
    # A job's status alone does not say whether it is tried again: it is shown with that.
    name = "how" if (model._meta.label, field.name) == ("procrastinate.ProcrastinateJob", "status") else field.name
    assert name in table.states
    shown = table._badges[name]
    assert shown in table.get_list_display(None)
    if table.states[name].of is None:
        assert values_of(field) <= set(table.states[name].kinds)


@pytest.mark.django_db
@pytest.mark.parametrize("model", [one for one, table in TABLES.items() if table.states], ids=lambda one: one.__name__)
def test_lists_and_pages_have_the_badge(model: type[models.Model]) -> None:
    client = signed_in("sue", "Support")
    fill(model, 2)
    row = model._default_manager.order_by("-pk").first()
    assert row
    number = len(TABLES[model].states)
    page = client.get(page_of(row)).content.decode()
    assert len(re.findall("office-badge office-badge-", page)) >= number
    listed = client.get(list_of(model)).content.decode()
    assert len(re.findall("office-badge office-badge-", listed)) >= 2 * number
    for name in TABLES[model].states:
        assert f"field-{TABLES[model]._badges[name]}" in listed


def test_signers_on_the_page_of_an_envelope_have_badges(alice: Caller) -> None:
    sent(alice)
    Signer.objects.update(locked_at=Envelope.objects.get().created_at)
    page = signed_in("sue", "Support").get(page_of(Envelope.objects.get())).content.decode()
    badges = re.findall(r'<span class="office-badge office-badge-(\w+)">([^<]+)</span>', page)
    assert badges[0] == ("active", "sent")
    assert {("draft", "pending"), ("ended", "locked")} <= set(badges)


def test_the_word_is_always_there_and_is_escaped() -> None:
    kinds = {"SENT_FOR_SIGNATURE": Kind.ACTIVE}
    assert badge("SENT_FOR_SIGNATURE", kinds) == (
        '<span class="office-badge office-badge-active">sent for signature</span>'
    )
    assert badge("<b>", kinds) == '<span class="office-badge office-badge-draft">&lt;b&gt;</span>'
    assert badge("", kinds) == badge(None, kinds) == "–"


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("mode", ["", r"\.dark "], ids=["light", "dark"])
def test_letters_of_badges_have_contrast(kind: Kind, mode: str) -> None:
    rule = rf"^{mode}\.office-badge-{kind} {{ background: (#\w{{6}}); color: (#\w{{6}}); }}$"
    ((ground, letters),) = re.findall(rule, CSS, re.MULTILINE)
    lighter, darker = sorted((_luminance(ground), _luminance(letters)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= LEAST_CONTRAST


def _luminance(colour: str) -> float:
    """Relative luminance, as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
