"""Signers who have to show that it is they."""

from playwright.sync_api import expect

from tests.browsing import PHONE
from tests.signing.envelopes.identifying import METHODS, QUESTIONS, wrong
from tests.signing.pages.conftest import Sign
from tests.signing.pages.office import Office
from tests.signing.pages.steps import button, screen, tap, told

WRONG = "This code is not right, or no longer good. Check it, or ask for a new one."
EVE = "eve@example.com"


def test_a_signer_is_identified_by_a_mailed_code(office: Office, sign: Sign) -> None:
    before = len(office.codes(EVE))
    out = office.sent(METHODS["email_otp"])
    page = sign(out, **PHONE).page
    tap(page, "I have read it: continue")
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
    screen(page, "consent")
    assert out.trail() == ["sent", "opened", "code_sent", "code_sent", "authenticated"]


def test_a_signer_is_identified_by_questions(office: Office, sign: Sign) -> None:
    out = office.sent(METHODS["kba"])
    page = sign(out).page
    button(page, "I have read it: continue").click()
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
    screen(page, "consent")


def test_a_code_entered_in_another_window_is_not_asked_for_again(office: Office, sign: Sign) -> None:
    before = len(office.codes(EVE))
    out = office.sent(METHODS["email_otp"])
    page = sign(out).page
    button(page, "I have read it: continue").click()
    button(page, "Send the code by e-mail").click()
    field = page.get_by_label("Six-digit code")
    expect(field).to_be_focused()
    (code,) = office.codes(EVE)[before:]
    other = sign(out).page
    screen(other, "identify")
    other.get_by_label("Six-digit code").fill(code)
    button(other, "Check the code").click()
    screen(other, "consent")
    field.fill(code)
    button(page, "Check the code").click()
    told(page, WRONG)
    page.reload()
    screen(page, "consent")
