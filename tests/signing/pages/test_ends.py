"""Declining, waiting, and links that are no longer good."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.browsing import PHONE
from tests.paper import ANN, BEN
from tests.signing.pages.conftest import Sign
from tests.signing.pages.marking import said
from tests.signing.pages.office import Office, Out
from tests.signing.pages.steps import button, reach, screen, tap

OWN = {"x-request-id", "date"}


def test_a_signer_declines_with_a_reason(office: Office, sign: Sign) -> None:
    out = office.sent()
    visit = sign(out, **PHONE)
    page = reach(visit, "consent")
    tap(page, "I do not want to sign")
    expect(page.get_by_role("heading", name="Decline to sign?")).to_be_focused()
    tap(page, "Go back")
    screen(page, "consent")
    assert out.show()["status"] == "sent"
    tap(page, "I do not want to sign")
    page.get_by_label("Reason (optional)").fill("The price <b>is</b> too high.\nSorry.")
    tap(page, "Decline to sign")
    expect(page.get_by_role("heading", name="You have declined to sign")).to_be_focused()
    ann, ben = out.signers()
    assert (ann["status"], ann["declineReason"]) == ("declined", "The price <b>is</b> too high.\nSorry.")
    assert (out.show()["status"], ben["status"]) == ("declined", "pending")
    page.reload()
    screen(page, "declined")


def test_a_signer_declines_without_a_reason(office: Office, sign: Sign) -> None:
    out = office.sent()
    page = sign(out).page
    button(page, "I do not want to sign").click()
    button(page, "Decline to sign").click()
    screen(page, "declined")
    assert out.signers()[0]["declineReason"] is None


def test_a_signer_waits_for_their_turn_and_sees_who_asks_for_what(office: Office, sign: Sign) -> None:
    out = office.sent(ANN, BEN, mode="sequential")
    visit = sign(out, 1, **PHONE)
    page = visit.page
    expect(page.get_by_role("heading", name="It is not your turn yet")).to_be_focused()
    shown = page.locator("main").inner_text()
    assert [
        one
        for one in ("Agreement of Purchase and Sale: 12 Maple Street", "Acme Financial", "0 of 2")
        if one not in shown
    ] == []
    assert visit.faults_of_access() == []
    assert not visit.is_too_wide()
    assert not [url for url in visit.requests if "/api/" in url and ("/pages/" in url or "/text" in url)]
    button(page, "Check again").click()
    said(page, "It is still someone else’s turn.")
    assert out.statuses() == ["pending", "pending"]
    out.step(0, "authenticate", "consent", "sign")
    button(page, "Check again").click()
    screen(page, "read")
    expect(page.get_by_role("heading", name="Agreement of Purchase and Sale")).to_be_focused()


def test_who_waits_is_let_in_by_the_page_itself(office: Office, sign: Sign) -> None:
    out = office.sent(ANN, BEN, mode="sequential")
    page = sign(out, 1).page
    out.step(0, "authenticate", "consent", "sign")
    screen(page, "read")
    said(page, "It is your turn now.")


def test_who_finishes_later_is_told_that_nothing_is_lost(office: Office, sign: Sign) -> None:
    out = office.sent(expiresInDays=3)
    visit = sign(out, **PHONE)
    page = reach(visit, "adopt")
    tap(page, "Finish later")
    expect(page.get_by_role("heading", name="You can finish later")).to_be_focused()
    shown = page.locator("main").inner_text()
    assert "Nothing is lost: what you have done so far is saved." in shown
    assert "You have until" in shown
    assert visit.faults_of_access() == []
    tap(page, "Go on now")
    screen(page, "adopt")
    assert out.trail() == ["sent", "opened", "authenticated", "consented"]


def signed(out: Out) -> None:
    out.step(0, "authenticate", "consent", "sign")


def voided(out: Out) -> None:
    out.void()


@pytest.mark.parametrize("end", [signed, voided], ids=["signed", "voided"])
def test_a_link_that_is_no_longer_good_is_like_one_that_never_was(office: Office, sign: Sign, end: object) -> None:
    out = office.sent()
    good = asked(office, out.links[0])
    end(out)
    used = sign(out)
    expect(used.page.get_by_role("heading", name="This link is no longer active")).to_be_focused()
    shown = used.page.locator("body").inner_text(), used.page.title()
    assert asked(office, out.links[0]) == asked(office, "/sign/never-was-one") == good
    out.links[0] = "/sign/never-was-one"
    unknown = sign(out)
    assert (unknown.page.locator("body").inner_text(), unknown.page.title()) == shown


def asked(office: Office, path: str) -> tuple[int, bytes, dict[str, str]]:
    answer = httpx.get(office.origin + path, trust_env=False)
    return answer.status_code, answer.content, {k: v for k, v in answer.headers.items() if k not in OWN}
