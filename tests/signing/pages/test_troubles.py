"""What goes wrong between the page and the service, said in plain words, with a way on."""

import re

import httpx
from playwright.sync_api import Route, expect

from tests.browsing import Visit
from tests.signing.pages.conftest import Sign
from tests.signing.pages.office import Office
from tests.signing.pages.steps import button, reach, screen, told

OFFLINE = "This service can’t be reached. Check your connection to the internet, then try again. Nothing is lost."
MOVED = "Something has changed since this page was opened, perhaps in another window. Please go on from here."


def test_a_step_that_failed_offline_can_be_taken_online_again(office: Office, sign: Sign) -> None:
    out = office.sent()
    visit = sign(out)
    page = reach(visit, "consent")
    visit.context.set_offline(True)
    button(page, "I agree").click()
    told(page, OFFLINE)
    assert out.statuses()[0] == "authenticated"
    visit.context.set_offline(False)
    button(page, "I agree").click()
    screen(page, "adopt")


def test_a_page_opened_offline_says_so_and_can_be_tried_again(office: Office, sign: Sign) -> None:
    out = office.sent()
    visit = sign(out)
    visit.cut("**/api/**")
    visit.page.reload()
    screen(visit.page, "failed")
    told(visit.page, OFFLINE)
    visit.mend("**/api/**")
    button(visit.page, "Try again").click()
    screen(visit.page, "read")


def test_a_page_image_that_failed_can_be_loaded_again(office: Office, sign: Sign) -> None:
    out = office.sent()
    visit = sign(out)
    visit.cut("**/pages/1.png")
    page = visit.page
    page.reload()
    expect(page.get_by_text("Page 1 could not be loaded.")).to_be_visible()
    visit.mend("**/pages/1.png")
    page.locator('.sheet[data-number="1"]').get_by_role("button", name="Try again").click()
    page.wait_for_function("() => document.querySelector('.sheet img').naturalWidth > 0")
    expect(page.get_by_text("Page 1 could not be loaded.")).to_be_hidden()


def test_a_signer_who_asks_too_often_is_told_to_wait(office: Office, sign: Sign) -> None:
    out = office.sent()
    page = reach(sign(out), "consent")
    path = f"{office.origin}/api/public/sign/{out.tokens[0]}"
    with httpx.Client(trust_env=False) as client:
        for _ in range(300):
            answer = client.post(path, json={"action": "jump"})
            # Counted by the minute; near its end the button would find the next minute.
            if answer.status_code == 429 and int(answer.headers["Retry-After"]) > 20:
                break
    button(page, "I agree").click()
    told(page, re.compile(r"That was too often in a short time\. Wait \d+ seconds?, then try again\."))
    assert button(page, "I agree").is_enabled()


def test_each_refusal_of_the_service_is_told_in_plain_words(office: Office, sign: Sign) -> None:
    out = office.sent()
    visit = sign(out)
    page = reach(visit, "consent")
    for status, words in (
        (503, "The service can’t do this right now. Wait a moment, then try again. Nothing is lost."),
        (500, "Something went wrong on our side. Try again; if it happens again, tell the sender."),
        (400, "This was not accepted. Check what you typed, then try again."),
    ):
        visit.answer(f"{office.origin}/api/**", status=status, json={"error": "x", "message": "Not for people."})
        button(page, "I agree").click()
        told(page, words)
        visit.mend(f"{office.origin}/api/**")
    button(page, "I agree").click()
    screen(page, "adopt")


def test_a_page_moves_on_when_another_window_went_on(office: Office, sign: Sign) -> None:
    out = office.sent()
    page = sign(out).page
    out.step(0, "authenticate")
    button(page, "I have read it: continue").click()
    screen(page, "consent")
    told(page, MOVED)


def test_a_page_ends_when_another_window_signed(office: Office, sign: Sign) -> None:
    out = office.sent()
    page = reach(sign(out), "confirm")
    out.step(0, "sign")
    button(page, "Sign the document").click()
    screen(page, "gone")
    expect(page.get_by_text("Your answer may have been recorded")).to_be_hidden()


def test_a_signer_is_told_when_the_answer_to_signing_was_lost_and_is_not_kept_any_more(
    office: Office, sign: Sign
) -> None:
    """The signature arrived, but the page could not know. Its answer is kept for ten minutes, by the key."""
    out = office.sent()
    visit = sign(out)
    page = reach(visit, "confirm")
    lose_answers(visit)
    button(page, "Sign the document").click()
    told(page, OFFLINE)
    assert out.statuses()[0] == "signed"
    visit.mend("**/api/**")
    page.evaluate("history.replaceState({...history.state, asked: null}, '')")
    button(page, "Sign the document").click()
    screen(page, "gone")
    expect(page.get_by_text("Your answer may have been recorded")).to_be_visible()
    assert out.trail().count("signed") == 1


def test_a_signer_is_told_when_the_answer_to_declining_was_lost(office: Office, sign: Sign) -> None:
    out = office.sent()
    visit = sign(out)
    page = visit.page
    button(page, "I do not want to sign").click()
    lose_answers(visit)
    button(page, "Decline to sign").click()
    told(page, OFFLINE)
    assert out.statuses()[0] == "declined"
    visit.mend("**/api/**")
    button(page, "Decline to sign").click()
    screen(page, "gone")
    expect(page.get_by_text("Your answer may have been recorded")).to_be_visible()
    assert out.trail().count("declined") == 1


def lose_answers(visit: Visit) -> None:
    """What is sent arrives, and no answer comes back."""

    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
        route.abort()

    visit.context.route("**/api/**", lose)
