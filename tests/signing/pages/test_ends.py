"""Declining, waiting, and links that are no longer good."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.browsing import PHONE
from tests.paper import ANN, BEN
from tests.signing.pages.conftest import Sign
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


def test_a_signer_waits_for_their_turn_and_sees_nothing_before(office: Office, sign: Sign) -> None:
    out = office.sent(ANN, BEN, mode="sequential")
    visit = sign(out, 1)
    page = visit.page
    expect(page.get_by_role("heading", name="It is not your turn yet")).to_be_focused()
    assert "Maple" not in page.content()
    button(page, "Check again").click()
    expect(page.get_by_role("status")).to_have_text("It is still someone else’s turn.")
    assert out.statuses() == ["pending", "pending"]
    out.step(0, "authenticate", "consent", "sign")
    button(page, "Check again").click()
    screen(page, "read")
    expect(page.get_by_role("heading", name="Agreement of Purchase and Sale")).to_be_focused()


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
