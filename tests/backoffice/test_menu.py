"""The menu: short for Support, all lists for Operations and superusers."""

import re

import pytest
from django.test import Client

from tests.backoffice.staff import TABLES, list_of, signed_in
from workspace.identity.groups import SUPPORT

pytestmark = pytest.mark.django_db
MOST_IN_SHORT_MENU = 10
SHORT = {model for model, table in TABLES.items() if table.in_short_menu}


def menu(client: Client) -> set[str]:
    """The lists that the first page leads to in its menu."""
    page = client.get("/admin/").content.decode()
    beside = page[page.index('id="nav-sidebar-apps"') : page.index('id="main"')]
    return set(re.findall(r'href="(/admin/\w+/\w+/)"', beside)) & {list_of(model) for model in TABLES}


def test_the_menu_of_support_has_what_support_uses() -> None:
    assert menu(signed_in("sue", "Support")) == {list_of(model) for model in SHORT}
    assert 0 < len(SHORT) <= MOST_IN_SHORT_MENU
    assert {
        model for model, table in TABLES.items() if any(one.permission == SUPPORT for one in table.buttons)
    } <= SHORT


@pytest.mark.parametrize("group", ["Operations", None])
def test_the_menu_of_operations_and_superusers_has_all_lists(group: str | None) -> None:
    client = signed_in("otto", group)
    assert menu(client) == {list_of(model) for model in TABLES}
    assert "All lists:" not in client.get("/admin/").content.decode()


def test_support_reaches_the_other_lists_from_the_first_page() -> None:
    client = signed_in("sue", "Support")
    (sentence,) = re.findall(r"All lists: (.*?)</p>", client.get("/admin/").content.decode())
    apps = re.findall(r'href="([^"]+)"', sentence)
    assert set(apps) == {f"/admin/{model._meta.app_label}/" for model in TABLES}
    reached = set()
    for app in apps:
        answer = client.get(app)
        assert answer.status_code == 200
        content = answer.content.decode()
        reached |= set(re.findall(r'href="(/admin/\w+/\w+/)"', content[content.index('id="main"') :]))
    assert {list_of(model) for model in TABLES} <= reached


def test_the_box_above_the_menu_says_when_no_list_is_called_so() -> None:
    client = signed_in("sue", "Support")
    assert "No list is called “&lt;b&gt;”." in client.get("/admin/search/", {"s": "<b>"}).content.decode()
    found = client.get("/admin/search/", {"s": "envelope"}).content.decode()
    assert "/admin/signing/envelope/" in found
    assert "No list is called" not in found
