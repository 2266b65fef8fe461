"""No page of the back office shuts anybody out: in light and dark, on a desk and on a phone."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.backoffice.desk import Desk
from tests.backoffice.staff import TABLES, list_of
from tests.browsing import DESKTOP, PHONE, Visit
from tests.paper import ANN, BEN
from tests.signing.pages.office import Office, Out

ENVELOPES = "/admin/signing/envelope/"
TEMPLATES = "/admin/documents/checklisttemplate/"
DARK = {"color_scheme": "dark"}
LOOKS: dict[str, dict[str, Any]] = {
    "desktop": DESKTOP,
    "phone": PHONE,
    "desktop dark": {**DESKTOP, **DARK},
    "phone dark": {**PHONE, **DARK},
}
# Boxes with more in them than they show.
CUT = """[...document.querySelectorAll(`#result_list td, #result_list th, .office-says, .office-panel td, .office-badge,
  .office-nothing, .office-question, .readonly`)].filter((one) => one.offsetParent
    && (one.scrollHeight > one.clientHeight + 2 || one.scrollWidth > one.clientWidth + 2)
    && getComputedStyle(one).display !== "inline").map((one) => one.outerHTML.slice(0, 200))"""
# What is wider than the screen and not in a box that scrolls.
OUT_OF_SIGHT = """[...document.querySelectorAll("#content td, #content th, #content p, #content a, #content code, h2")]
  .filter((one) => one.offsetParent && one.getBoundingClientRect().right > window.innerWidth + 1
    && !one.closest(".office-scroll, .simplebar-content-wrapper")).map((one) => one.outerHTML.slice(0, 200))"""


def page_of(out: Out, what: str = "change/") -> str:
    return f"{ENVELOPES}{out.id.replace('_', '_5F')}/{what}"


def faults(visit: Visit, within: str = "") -> dict[str, Any]:
    """What is wrong with the page that is open; empty where nothing is."""
    found = {
        "axe": visit.faults_of_access("serious", "critical", within=within),
        "too wide": visit.is_too_wide(),
        "cut off": visit.page.evaluate(CUT),
        "out of sight": visit.page.evaluate(OUT_OF_SIGHT),
    }
    return {what: value for what, value in found.items() if value}


@pytest.fixture(scope="module")
def envelopes(office: Office) -> dict[str, Out]:
    """One that waits, one that is sealed, one with a title of many words."""
    sealed = office.sent(ANN)
    sealed.step(0, "authenticate", "consent", "sign")
    office.running.wait(lambda: sealed.show()["sealedUrl"], seconds=180)
    return {"waits": office.sent(ANN, BEN, mode="sequential"), "sealed": sealed}


@pytest.mark.parametrize("options", LOOKS.values(), ids=LOOKS)
def test_a_page_of_each_kind_is_open_to_everybody(
    options: dict[str, Any], envelopes: dict[str, Out], desk: Callable[..., Desk], visits: Callable[..., Visit],
    office: Office,
) -> None:  # fmt: skip
    stranger = visits(office.origin, **options)
    stranger.open("/admin/")
    assert faults(stranger) == {}, "sign-in"
    ada = desk("ada", **options)
    download = ada.status_of(page_of(envelopes["sealed"], "see/certificate/"))
    assert download == 200, "which the first page lists as a recent action"
    pages = {
        "first page": "/admin/",
        "lists of an app": "/admin/signing/",
        "list": ENVELOPES,
        "search without result": f"{ENVELOPES}?q=nobody.at.all@example.com",
        "filters without result": f"{ENVELOPES}?status__exact=expired",
        "page": page_of(envelopes["waits"]),
        "page of a sealed one": page_of(envelopes["sealed"]),
        "verification": page_of(envelopes["sealed"], "see/verification/"),
        "question": page_of(envelopes["waits"], "do/fresh-link/"),
        "question that asks for a reason": page_of(envelopes["waits"], "do/void/"),
        "history": page_of(envelopes["waits"], "history/"),
        "form of a new row": f"{TEMPLATES}add/",
        "form of a row": f"{TEMPLATES}1/change/",
        "deletion": f"{TEMPLATES}1/delete/",
        "second factor": "/admin/second-factor/",
        "own password": "/admin/password_change/",
        "no such page": "/admin/nope/",
    }
    wrong = {}
    for kind, address in pages.items():
        ada.visit.open(address)
        if found := faults(ada.visit):
            wrong[kind] = found
    assert wrong == {}


def test_the_menu_opens_on_a_phone_and_is_open_to_everybody(desk: Callable[..., Desk]) -> None:
    sue = desk("sue", **PHONE, **DARK)
    sue.page.locator("[x-on\\:click*=sidebarMobileOpen]:visible").first.click()
    sue.page.get_by_role("link", name="Envelopes").wait_for()
    assert faults(sue.visit) == {}


@pytest.mark.parametrize("part", range(len(LOOKS)), ids=LOOKS)
def test_every_list_is_open_to_everybody(part: int, desk: Callable[..., Desk]) -> None:
    """Each list in one of the looks, and without the menu, so that all of them take seconds."""
    ada = desk("ada", **list(LOOKS.values())[part])
    wrong = {}
    for model in list(TABLES)[part :: len(LOOKS)]:
        ada.visit.open(list_of(model))
        if found := faults(ada.visit, within="#main"):
            wrong[model._meta.label] = found
    assert wrong == {}
