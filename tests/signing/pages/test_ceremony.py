"""From the link to the copy."""

import re
from collections.abc import Callable

import httpx
from playwright.sync_api import Page, expect

from tests.browsing import PHONE, Visit
from tests.signing.pages.conftest import Sign
from tests.signing.pages.office import Office
from tests.signing.pages.steps import WAY, button, reach, screen, tap

THANKS = "Thank you, you have signed"


def test_two_people_sign_one_agreement(office: Office, sign: Sign) -> None:
    out = office.sent()
    with_a_finger(sign(out, 0, **PHONE))
    by_keyboard(sign(out, 1))
    assert out.show()["status"] == "completed"
    assert out.statuses() == ["signed", "signed"]
    assert out.trail()[:9] == [
        "sent", "opened", "authenticated", "consented", "signed", "opened", "authenticated", "consented", "signed",
    ]  # fmt: skip
    log = office.running.log()
    assert "/sign/<token>" in log
    assert not [token for token in out.tokens if token in log]


def with_a_finger(ann: Visit) -> None:
    page = ann.page
    assert page.title() == "Sign: Agreement of Purchase and Sale: 12 Maple Street, Ottawa"
    for name, way_on in WAY:
        screen(page, name)
        assert not ann.is_too_wide()
        tap(page, way_on)
    expect(page.get_by_role("heading", name=THANKS)).to_be_focused()
    assert "Others have still to sign." in page.locator("main").inner_text()
    address = page.get_by_label("The link to your copy").input_value()
    waiting = httpx.get(address.replace("/copy/", "/api/public/copy/"), trust_env=False)
    assert (waiting.status_code, waiting.json()) == (202, {"state": "pending"})


def by_keyboard(ben: Visit) -> None:
    """Nothing is touched but Tab, Enter and letters; the focus is always to be seen, and comes to each new screen."""
    page = ben.page
    expect(page.get_by_role("heading", name="Agreement of Purchase and Sale")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    assert page.get_by_role("link", name="Skip to the content").bounding_box()["y"] >= 0
    for name, way_on in WAY:
        screen(page, name)
        if name == "adopt":
            tab_to(page, "Your name")
            page.keyboard.press("ControlOrMeta+a")
            page.keyboard.type("Benjamin Bowman")
        else:
            tab_to(page, way_on)
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=THANKS)).to_be_focused()
    link = page.get_by_role("link", name="Download your copy")
    link.wait_for(timeout=60_000)
    tab_to(page, "Download your copy")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.path().read_bytes().startswith(b"%PDF-")


FOCUSED = """() => {
  const one = document.activeElement;
  const ring = getComputedStyle(one).outlineStyle !== "none";
  return [one.getAttribute("aria-label") || one.labels?.[0]?.textContent || one.textContent, ring];
}"""


def tab_to(page: Page, name: str) -> None:
    """Tab until this has the focus; every stop on the way is to be seen."""
    for _ in range(25):
        page.keyboard.press("Tab")
        found, is_seen = page.evaluate(FOCUSED)
        assert is_seen, found
        if found.strip().casefold() == name.casefold():
            return
    raise AssertionError(f"The keyboard does not reach {name}.")


def test_the_name_that_was_typed_is_the_signature(office: Office, sign: Sign) -> None:
    out = office.sent()
    page = reach(sign(out), "adopt")
    name = page.get_by_label("Your name")
    expect(name).to_have_value("Ann Archer")
    name.fill("  ")
    button(page, "Continue").click()
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert").filter(has_text="Type the name that you sign with.")).to_be_visible()
    name.fill('Ann "<b>Æ</b>" Archer')
    button(page, "Continue").click()
    expect(page.get_by_role("img", name='Signature: Ann "<b>Æ</b>" Archer')).to_be_visible()
    button(page, "Go back").click()
    expect(name).to_have_value('Ann "<b>Æ</b>" Archer')
    assert out.statuses()[0] == "consented"


def test_a_double_click_signs_once_and_confirms_nothing(office: Office, sign: Sign) -> None:
    """On a phone the button that signs comes where the one before it was."""
    out = office.sent()
    page = reach(sign(out, **PHONE), "adopt")
    button(page, "Continue").dblclick()
    screen(page, "confirm")
    page.wait_for_timeout(300)
    assert out.statuses()[0] == "consented", "the second click hit the button that signs"
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    page.evaluate("""() => {
      const button = document.querySelector('[data-do="sign"]');
      for (let presses = 0; presses < 5; presses += 1) button.click();
    }""")
    screen(page, "done")
    assert sent == ['{"action":"sign","signatureText":"Ann Archer"}']
    assert out.trail().count("signed") == 1


def test_a_reload_goes_on_where_the_signer_was(office: Office, sign: Sign) -> None:
    out = office.sent()
    visit = sign(out)
    page = visit.page
    for name, way_on in WAY:
        page.reload()
        screen(page, "adopt" if name == "confirm" else name)
        if name == "confirm":
            button(page, "Continue").click()
        button(page, way_on).click()
    screen(page, "done")
    address = page.get_by_label("The link to your copy").input_value()
    page.reload()
    screen(page, "done")
    assert page.get_by_label("The link to your copy").input_value() == address


def test_the_document_can_be_read_again_before_signing(office: Office, sign: Sign) -> None:
    out = office.sent()
    page = reach(sign(out, **PHONE), "adopt")
    assert not page.locator("#sheets").is_visible()
    button(page, "Read the document again").click()
    screen(page, "read")
    assert page.locator("#sheets").is_visible()
    button(page, "I have read it: continue").click()
    screen(page, "adopt")
    assert out.trail() == ["sent", "opened", "authenticated", "consented"]


def test_the_demo_link_opens_the_page(office: Office, visits: Callable[..., Visit]) -> None:
    shown = office.running.manage("show_demo")
    (path,) = re.findall(rf"{office.origin}(/sign/\S+)", shown)
    visit = visits(office.origin)
    visit.open(path)
    screen(visit.page, "read")
