"""What the notice promises to people who would rather not sign here: a paper copy, and the consent taken back."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import DESKTOP, PHONE, Visit
from tests.signing.envelopes.identifying import METHODS
from tests.signing.pages.conftest import Sign
from tests.signing.pages.marking import ANN_SIGNS, PURCHASE, box, walk
from tests.signing.pages.office import Office, Out
from tests.signing.pages.steps import button, reach, screen, tap, told
from tests.signing.pages.test_access import usable
from tests.signing.pages.test_ceremony import tab_to
from tests.signing.pages.test_troubles import OFFLINE

SIZES = {
    "phone": PHONE, "phone, French": {**PHONE, "locale": "fr-CA"}, "desktop": DESKTOP,
    "desktop, French": {**DESKTOP, "locale": "fr-CA"},
}  # fmt: skip


def reasons(out: Out, type: str) -> list[Any]:
    """Of all such objections, as the sender reads them in the activity."""
    events = out.office.api.get("/v1/workspace/activity").json()["events"]
    return [one["data"]["reason"] for one in events if one["type"] == f"envelope.{type}" and one["subjectId"] == out.id]


def test_a_signer_asks_for_paper_and_can_still_sign(office: Office, sign: Sign) -> None:
    out = office.sent()
    visit = sign(out, **PHONE)
    page = visit.page
    tap(page, "Other ways")
    expect(page.get_by_role("heading", name="Other ways than to sign here")).to_be_focused()
    assert not button(page, "Withdraw my consent").is_visible(), "there is none yet"
    tap(page, "Ask for a paper copy")
    expect(page.get_by_role("heading", name="Ask for a paper copy?")).to_be_focused()
    expect(page.get_by_text("The sender is told that you want a copy to sign by hand")).to_be_visible()
    assert out.trail() == ["sent", "opened"]
    page.get_by_role("textbox", name="Message to the sender (optional)").fill("Large print, please.\n12 Maple Street")
    tap(page, "Ask for the copy")
    expect(page.get_by_role("heading", name="You have asked for a paper copy")).to_be_focused()
    assert reasons(out, "paper_requested") == ["Large print, please.\n12 Maple Street"]
    tap(page, "Go on here")
    screen(page, "read")
    page.reload()
    screen(page, "read")
    tap(page, "Other ways")
    expect(page.get_by_text("You asked for a paper copy on")).to_be_visible()
    assert not button(page, "Ask for a paper copy").is_visible(), "it is asked for once"
    tap(page, "Go back")
    reach(visit, "done")
    assert out.trail()[-4:] == ["paper_requested", "authenticated", "consented", "signed"]


def test_a_signer_withdraws_the_consent_and_gives_it_again(office: Office, sign: Sign) -> None:
    out = office.sent(ANN_SIGNS, marks=PURCHASE)
    visit = sign(out)
    page = walk(visit)
    with page.expect_response("**/marks"):
        button(page, "Put initials here").click()
    button(page, "Other ways").click()
    button(page, "Withdraw my consent").click()
    expect(page.get_by_role("heading", name="Withdraw your consent?")).to_be_focused()
    button(page, "Go back").click()
    screen(page, "walk")
    assert out.statuses() == ["consented"]
    button(page, "Other ways").click()
    button(page, "Withdraw my consent").click()
    page.get_by_role("textbox", name="Message to the sender (optional)").fill("I want to think.")
    button(page, "Withdraw my consent").click()
    expect(page.get_by_role("heading", name="You have withdrawn your consent")).to_be_focused()
    assert out.statuses() == ["authenticated"]
    assert reasons(out, "consent_withdrawn") == ["I want to think."]
    page.reload()
    screen(page, "consent")
    button(page, "Other ways").click()
    assert not button(page, "Withdraw my consent").is_visible()
    button(page, "Go back").click()
    button(page, "I agree").click()
    screen(page, "walk")
    expect(box(page, "ann.initials")).to_have_attribute("data-done", "true")


def test_who_has_withdrawn_can_ask_for_paper(office: Office, sign: Sign) -> None:
    out = office.sent()
    page = reach(sign(out), "adopt")
    button(page, "Other ways").click()
    button(page, "Withdraw my consent").click()
    button(page, "Withdraw my consent").click()
    screen(page, "withdrawn")
    button(page, "Ask for a paper copy").click()
    button(page, "Ask for the copy").click()
    screen(page, "papered")
    assert reasons(out, "paper_requested") == [None]
    button(page, "Go on here").click()
    screen(page, "consent")


def test_who_has_not_shown_yet_that_it_is_them_can_ask_for_paper(office: Office, sign: Sign) -> None:
    out = office.sent(METHODS["kba"])
    page = sign(out).page
    screen(page, "identify")
    button(page, "Other ways").click()
    button(page, "Ask for a paper copy").click()
    button(page, "Ask for the copy").click()
    screen(page, "papered")
    assert out.data("paper_requested") == [{"reason": None, "identified": False}]
    button(page, "Go on here").click()
    screen(page, "identify")


def test_a_request_for_paper_that_another_window_made_is_told(office: Office, sign: Sign) -> None:
    out = office.sent()
    one, other = sign(out).page, sign(out).page
    for page in (one, other):
        button(page, "Other ways").click()
        button(page, "Ask for a paper copy").click()
    button(one, "Ask for the copy").click()
    screen(one, "papered")
    button(other, "Ask for the copy").click()
    screen(other, "read")
    told(other, "Something has changed since this page was opened, perhaps in another window. Please go on from here.")
    button(other, "Other ways").click()
    expect(other.get_by_text("You asked for a paper copy on")).to_be_visible()
    assert out.trail().count("paper_requested") == 1


def test_a_withdrawal_that_does_not_arrive_is_told_and_can_be_sent_again(office: Office, sign: Sign) -> None:
    out = office.sent()
    visit = sign(out)
    page = reach(visit, "adopt")
    button(page, "Other ways").click()
    button(page, "Withdraw my consent").click()
    page.get_by_role("textbox", name="Message to the sender (optional)").fill("I want to think.")
    visit.cut("**/withdraw")
    button(page, "Withdraw my consent").click()
    told(page, OFFLINE)
    visit.mend("**/withdraw")
    button(page, "Withdraw my consent").click()
    screen(page, "withdrawn")
    assert reasons(out, "consent_withdrawn") == ["I want to think."]


def test_paper_is_asked_for_with_the_keyboard_alone(office: Office, sign: Sign) -> None:
    out = office.sent()
    page = sign(out).page
    for name in ("Other ways", "Ask for a paper copy", "Ask for the copy"):
        press(page, name)
    expect(page.get_by_role("heading", name="You have asked for a paper copy")).to_be_focused()
    press(page, "Go on here")
    screen(page, "read")


def press(page: Page, name: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_every_screen_about_other_ways_is_accessible_and_fits(office: Office, sign: Sign, size: dict[str, Any]) -> None:
    out = office.sent()
    visit: Visit = sign(out, **size)
    page = visit.page

    def do(what: str) -> None:
        page.locator(f'[data-screen]:not([hidden]) [data-do="{what}"]').click()
        usable(visit)

    for name, way_on in (("read", "go-on"), ("consent", "consent")):
        screen(page, name)
        page.locator(f'[data-screen]:not([hidden]) [data-do="{way_on}"]').click()
    screen(page, "adopt")
    do("open-ways")
    do("open-withdraw")
    page.locator('[data-screen]:not([hidden]) [data-do="withdraw"]').click()
    screen(page, "withdrawn")
    usable(visit)
    do("open-paper")
    page.locator('[data-screen]:not([hidden]) [data-do="paper"]').click()
    screen(page, "papered")
    usable(visit)
    do("leave-ways")
    do("open-ways")
