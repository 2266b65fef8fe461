"""Rules that hold for all tables of the back office, over all of them: a new one is covered the day it is born."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext

from safeclose.backoffice.tables import ReadOnly, Table
from signing.models import Envelope
from tests.backoffice.staff import TABLES, fill, list_of, page_of, signed_in
from workspace.models import User

pytestmark = pytest.mark.django_db
EACH = pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
MAX_QUERIES = 50  # queries
# What staff edit by hand. Everything else is written by actions.
EDITED = {"documents.ChecklistTemplate"}


def asked(client: Client, address: str) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, address
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", answer.content.decode()), "a foreign host"
    return len(queries)


def test_tables_were_found() -> None:
    names = {model._meta.label for model in TABLES}
    assert {"signing.Envelope", "workspace.Event", "clickwrap.Acceptance", "procrastinate.ProcrastinateJob"} <= names


@EACH
def test_every_table_is_read_only_unless_it_is_listed_as_edited(model: type[models.Model]) -> None:
    table = TABLES[model]
    assert isinstance(table, Table)
    assert isinstance(table, ReadOnly) != (model._meta.label in EDITED)
    assert type(table).__doc__


@EACH
def test_a_list_and_a_page_take_as_many_queries_for_ten_rows_as_for_three(model: type[models.Model]) -> None:
    client = signed_in("super")
    counts = []
    for number in (3, 10):
        fill(model, number - model._default_manager.count())
        row = model._default_manager.order_by("-pk").first()
        assert row
        opened = asked(client, list_of(model)), asked(client, page_of(row)), asked(client, f"{list_of(model)}?q=7")
        counts.append(opened)
    assert max(max(one) for one in counts) < MAX_QUERIES
    assert counts[0][0] == counts[1][0], "of the list"
    assert counts[1][1] <= counts[0][1], "of a page"
    assert counts[1][2] <= counts[0][2] + 3, "of a search, which reads no rows where it finds none"


@EACH
def test_a_superuser_cannot_add_change_or_delete_rows_by_hand(model: type[models.Model]) -> None:
    if model._meta.label in EDITED:
        return
    client = signed_in("super")
    fill(model, 2)
    row = model._default_manager.order_by("-pk").first()
    before = list(model._default_manager.order_by("pk").values())
    for method in ("get", "post"):
        for address in (f"{list_of(model)}add/", page_of(row, "delete/")):
            assert getattr(client, method)(address, {"post": "yes"}).status_code == 403
    assert client.post(page_of(row), {"name": "x", "title": "x", "_save": "1"}).status_code == 403
    client.post(list_of(model), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    assert list(model._default_manager.order_by("pk").values()) == before


def test_who_is_not_staff_sees_the_sign_in_page_and_no_more() -> None:
    stranger = Client(raise_request_exception=False)
    customer = signed_in("customer", "Support", is_staff=False)
    for client in (stranger, customer):
        for model in TABLES:
            answer = client.get(list_of(model))
            assert (answer.status_code, answer.headers["Location"]) == (302, f"/admin/login/?next={list_of(model)}")


def test_support_may_look_at_everything() -> None:
    client = signed_in("sue", "Support")
    assert max(asked(client, list_of(model)) for model in TABLES) < MAX_QUERIES


def test_staff_of_no_group_see_nothing() -> None:
    client = signed_in("new", "Support")
    User.objects.get(username="new").groups.clear()
    refused = {client.get(list_of(model)).status_code for model in TABLES}
    assert refused == {403}


def buttons() -> list[Any]:
    return [(model, button) for model, table in TABLES.items() for button in table.buttons]


def test_every_button_says_what_it_does_and_needs_a_right() -> None:
    known = {"workspace.support", "workspace.operate", "workspace.change_user"}
    for model, button in buttons():
        assert button.permission in known, model
        assert button.question.endswith("?") or "?" in button.question, button
        assert re.fullmatch("[a-z]+(-[a-z]+)*", button.name)


@pytest.mark.parametrize(
    ("model", "button"), buttons(), ids=[f"{model.__name__}-{one.name}" for model, one in buttons()]
)
def test_who_lacks_a_right_can_neither_see_nor_press_its_button(model: type[models.Model], button: Any) -> None:
    client = signed_in("sue", "Support")
    fill(model, 1)
    row = model._default_manager.order_by("-pk").first()
    before = list(model._default_manager.order_by("pk").values())
    address = page_of(row, f"do/{button.name}/")
    may = button.permission == "workspace.support"
    assert client.get(address).status_code == (200 if may else 403)
    if not may:
        assert client.post(address, {"reason": "x"}).status_code == 403
        assert address not in client.get(page_of(row)).content.decode()
    assert list(model._default_manager.order_by("pk").values()) == before


def test_the_first_page_takes_no_more_queries_for_more_envelopes() -> None:
    client = signed_in("super")
    few = asked(client, "/admin/")
    fill(Envelope, 30)
    assert asked(client, "/admin/") == few < MAX_QUERIES


def test_the_librarys_own_page_of_jobs_is_gone() -> None:
    assert all(type(table).__module__.split(".")[0] != "procrastinate" for table in admin.site._registry.values())
