"""Signers who have to show that it is they."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browsing import DESKTOP, PHONE
from tests.paper import BEN
from tests.signing.envelopes.identifying import METHODS, QUESTIONS, wrong
from tests.signing.pages.conftest import Sign
from tests.signing.pages.office import Office
from tests.signing.pages.steps import button, screen, tap, told

WRONG = "This code is not right, or no longer good. Check it, or ask for a new one."
EVE = "eve@example.com"
CLOSED = "You can read the document after you have shown that it is you."


def test_a_signer_is_identified_by_a_mailed_code(office: Office, sign: Sign) -> None:
    before = len(office.codes(EVE))
    out = office.sent(METHODS["email_otp"])
    page = sign(out, **PHONE).page
    expect(page.get_by_role("heading", name="Show that it is you")).to_be_focused()
    assert len(office.codes(EVE)) == before, "it is sent when it is asked for"
    tap(page, "Send the code by e-mail")
    field = page.get_by_label("Six-digit code")
    expect(field).to_be_focused()
    assert "e•••@example.com" in page.locator("#code-sent").inner_text()

    (code,) = office.codes(EVE)[before:]
    tap(page, "Check the code")
    told(page, "Type the six digits of the code.")
    for _ in range(5):
        field.fill(wrong(code))
        tap(page, "Check the code")
        told(page, WRONG)
        expect(field).to_have_attribute("aria-invalid", "true")
    field.fill(code)
    tap(page, "Check the code")
    expect(page.get_by_role("alert").filter(has_text="That was too many tries.")).to_be_visible()

    page.reload()
    screen(page, "identify")
    tap(page, "Send a new code")
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    *_, code = office.running.wait(lambda: (found := office.codes(EVE)[before:])[1:] and found)
    field.fill(f"{code[:3]} {code[3:]}")
    page.keyboard.press("Enter")
    screen(page, "read")
    expect(page.locator("#sheets img").first).to_be_visible()
    tap(page, "I have read it: continue")
    screen(page, "consent")
    assert out.trail() == ["sent", "opened", "code_sent", "code_sent", "authenticated"]


def test_a_signer_is_identified_by_questions(office: Office, sign: Sign) -> None:
    out = office.sent(METHODS["kba"])
    page = sign(out).page
    button(page, "Show the questions").click()
    first, second = (page.get_by_label(one["question"]) for one in QUESTIONS)
    expect(first).to_be_focused()
    first.fill("trois-rivières")
    button(page, "Check the answers").click()
    told(page, "Answer every question.")
    expect(second).to_be_focused()
    second.fill("a bicycle")
    button(page, "Check the answers").click()
    told(page, "These answers are not all right. Check them and try again.")
    expect(first).to_have_value("trois-rivières")
    second.fill("volvo 240")
    button(page, "Check the answers").click()
    screen(page, "read")


def test_a_code_entered_in_another_window_is_not_asked_for_again(office: Office, sign: Sign) -> None:
    before = len(office.codes(EVE))
    out = office.sent(METHODS["email_otp"])
    page = sign(out).page
    button(page, "Send the code by e-mail").click()
    field = page.get_by_label("Six-digit code")
    expect(field).to_be_focused()
    (code,) = office.codes(EVE)[before:]
    other = sign(out).page
    screen(other, "identify")
    other.get_by_label("Six-digit code").fill(code)
    button(other, "Check the code").click()
    screen(other, "read")
    field.fill(code)
    button(page, "Check the code").click()
    told(page, WRONG)
    page.reload()
    screen(page, "read")
    button(page, "I have read it: continue").click()
    screen(page, "consent")
    button(page, "I agree").click()
    screen(page, "adopt")
    page.reload()
    screen(page, "adopt")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("method", ["email_otp", "kba"])
def test_nothing_of_the_document_is_loaded_or_shown_before_identification(
    office: Office, sign: Sign, method: str, size: dict[str, Any]
) -> None:
    out = office.sent(METHODS[method], BEN)
    visit = sign(out, **size)
    page = visit.page
    screen(page, "identify")
    page.wait_for_load_state("networkidle")
    assert [url for url in visit.requests if re.search(r"/(file|text|pages/\d+\.png)$", url)] == []
    expect(page.get_by_text(CLOSED).filter(visible=True)).to_have_text(CLOSED)
    for hidden in ("#reading", "#download", "#sheets", '[data-do="text"]', '[data-do="back"]'):
        expect(page.locator(hidden).filter(visible=True)).to_have_count(0)
    shown = page.locator("main").inner_text()
    assert "Agreement of Purchase and Sale" in shown
    assert "Eve Ellis" not in shown
    assert page.locator("#facts dt").all_inner_texts() in (["From"], [""])


def test_the_answers_are_given_by_keyboard_and_the_document_follows(office: Office, sign: Sign) -> None:
    page = sign(office.sent(METHODS["kba"])).page
    expect(page.get_by_role("heading", name="Show that it is you")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label(QUESTIONS[0]["question"])).to_be_focused()
    page.keyboard.type("Trois-Rivières")
    page.keyboard.press("Tab")
    page.keyboard.type("Volvo 240")
    page.keyboard.press("Enter")
    expect(page.locator("#title")).to_be_focused()
    expect(page.locator("#sheets img").first).to_be_visible()
    assert page.locator("#facts dt").all_inner_texts()[:2] == ["From", "For"]


def test_a_signer_declines_without_being_identified(office: Office, sign: Sign) -> None:
    out = office.sent(METHODS["kba"])
    page = sign(out).page
    button(page, "I do not want to sign").click()
    screen(page, "decline")
    button(page, "Go back").click()
    screen(page, "identify")
    button(page, "I do not want to sign").click()
    button(page, "Decline to sign").click()
    screen(page, "declined")
    assert out.trail() == ["sent", "opened", "declined"]


def test_a_locked_link_says_what_to_do_and_lets_the_signer_decline(office: Office, sign: Sign) -> None:
    out = office.sent(METHODS["kba"])
    for times in (5, 2):
        out.guess(0, times)
    visit = sign(out, **PHONE)
    page = visit.page
    screen(page, "locked")
    assert (visit.faults_of_access(), visit.is_too_wide()) == ([], False)
    expect(page.get_by_role("heading", name="This link is locked")).to_be_focused()
    assert page.locator("#closed").get_attribute("hidden") is not None, "it is no promise that can be kept"
    expect(page.get_by_text("Ask the person who sent you the link for a new one.").filter(visible=True)).to_be_visible()
    tap(page, "I do not want to sign")
    screen(page, "decline")
    tap(page, "Go back")
    screen(page, "locked")


def test_the_answer_that_locks_the_link_leads_to_the_explanation(office: Office, sign: Sign) -> None:
    out = office.sent(METHODS["kba"])
    for times in (5, 1):
        out.guess(0, times)
    page = sign(out).page
    screen(page, "identify")
    for one in QUESTIONS:
        page.get_by_label(one["question"]).fill("Bicycle")
    button(page, "Check the answers").click()
    expect(page.get_by_role("heading", name="This link is locked")).to_be_focused()
