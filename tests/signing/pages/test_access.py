"""Everyone can use it: on small screens, with assistive technology, with large letters."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import DESKTOP, PHONE, SMALLEST, Visit
from tests.paper import ANN, BEN
from tests.signing.envelopes.identifying import METHODS
from tests.signing.pages.conftest import Sign
from tests.signing.pages.marking import PURCHASE, QUESTIONS, put_all
from tests.signing.pages.office import Office
from tests.signing.pages.steps import button, screen

# Marks on the pages are as large as the page has them: the panel's list, and its label of a checkbox, do the same.
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input, textarea")]
  .filter((one) => one.checkVisibility() && !one.matches(".skip, .mark, .tick input"))
  .map((one) => [one.textContent || one.id, one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 44).map(([name]) => name)"""


def usable(visit: Visit) -> None:
    """Nothing that axe-core finds, nothing too wide, nothing too small for a finger."""
    assert visit.faults_of_access() == []
    fits(visit)


def fits(visit: Visit) -> None:
    """Nothing too wide, nothing too small for a finger."""
    assert not visit.is_too_wide()
    assert visit.page.evaluate(SMALL_TARGETS) == []


# axe-core, which takes a second each time, judges one narrow layout, in French, and one wide layout, in English.
SIZES = {
    "phone": (PHONE, fits),
    "smallest, French": ({**SMALLEST, "locale": "fr-CA"}, usable),
    "desktop": (DESKTOP, usable),
}


@pytest.mark.parametrize(("size", "usable"), SIZES.values(), ids=SIZES)
def test_every_screen_is_accessible_and_fits(
    office: Office, sign: Sign, size: dict[str, Any], usable: Callable[[Visit], None]
) -> None:
    eve = {**METHODS["kba"], "name": "Eve Featherstonehaugh-Cholmondeley-Marjoribanks", "party": "buyers.0"}
    out = office.sent(eve, BEN, marks=(*QUESTIONS, *PURCHASE))
    visit = sign(out, **size)
    page = visit.page

    def press(what: str) -> None:
        page.locator(f'[data-screen]:not([hidden]) [data-do="{what}"]').click()

    screen(page, "identify")
    usable(visit)
    press("ask")
    page.locator("#answer-0").wait_for()
    press("check-answers")
    usable(visit)
    page.locator("#answer-0").fill("Trois-Rivières")
    page.locator("#answer-1").fill("Volvo 240")
    press("check-answers")
    screen(page, "read")
    usable(visit)
    page.locator('[data-do="text"]').click()
    page.locator("#words section").first.wait_for()
    usable(visit)
    page.locator('[data-do="pages"]').click()
    page.locator('[data-do="larger"]').click()
    usable(visit)
    press("go-on")
    screen(page, "consent")
    usable(visit)
    press("open-decline")
    usable(visit)
    press("leave-decline")
    press("consent")
    screen(page, "adopt")
    page.locator("[data-letters] svg").first.wait_for()
    usable(visit)
    press("draw")
    usable(visit)
    press("type")
    press("adopt")
    screen(page, "walk")
    press("put")
    usable(visit)
    page.locator("#mark-value").fill("Trans-Dominion Fidelity and Guarantee Assurance Corporation of Newfoundland")
    press("put")
    usable(visit)
    page.locator(".walk-all summary").click()
    usable(visit)
    page.locator(".walk-all summary").click()
    page.locator("#mark-checked").check()
    put_all(page)
    usable(visit)
    press("put")
    screen(page, "confirm")
    usable(visit)
    press("sign")
    screen(page, "done")
    usable(visit)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_screen_without_a_step_is_accessible_and_fits(
    office: Office, sign: Sign, visits: Callable[..., Visit], size: dict[str, Any]
) -> None:
    out = office.sent(ANN, BEN, mode="sequential")
    visit = sign(out, 1, **size)
    for name in ("waiting", "gone", "failed", "declined"):
        visit.page.evaluate("name => Safeclose.show(name)", name)
        usable(visit)


def test_page_images_are_loaded_when_they_are_near(office: Office, sign: Sign) -> None:
    out = office.sent()
    visit = sign(out)
    page = visit.page
    images = page.locator("#sheets img")
    assert [image.get_attribute("alt") for image in images.all()] == [
        f"Page {number} of 8; text version available" for number in range(1, 9)
    ]
    page.wait_for_function("() => document.querySelector('.sheet img').naturalWidth > 0")
    page.wait_for_load_state("networkidle")
    last = f"{office.origin}/api/public{out.links[0]}/pages/8.png"
    assert last not in visit.requests, "not before it is near"
    images.last.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.sheet:last-child img').naturalWidth > 0")
    assert visit.requests.count(last) == 1


def test_pages_are_enlarged_and_made_smaller(office: Office, sign: Sign) -> None:
    out = office.sent()
    page = sign(out).page
    image = page.locator("#sheets img").first
    before = width(page)
    button(page, "Larger").click()
    assert page.locator("#zoom").inner_text() == "125%"
    assert width(page) == pytest.approx(before * 1.25, abs=2)
    for _ in range(10):
        button(page, "Smaller").click()
    assert page.locator("#zoom").inner_text() == "50%"
    assert image.is_visible()


def width(page: Page) -> float:
    return float(page.locator("#sheets img").first.bounding_box()["width"])


def test_the_text_version_has_the_words_of_all_pages(office: Office, sign: Sign) -> None:
    out = office.sent()
    page = sign(out).page
    button(page, "Text version").click()
    words = page.get_by_role("region", name="Text of the document")
    expect(words).to_be_focused()
    expect(words.get_by_role("heading", level=2)).to_have_count(8)
    assert "12 Maple Street, Ottawa" in words.inner_text()
    assert not page.locator("#sheets").is_visible()
    button(page, "Pages").click()
    assert page.locator("#sheets").is_visible()


def test_the_document_can_be_downloaded_while_it_is_read(office: Office, sign: Sign) -> None:
    out = office.sent()
    page = sign(out).page
    with page.expect_download() as download:
        page.get_by_role("link", name="Download PDF").click()
    assert download.value.suggested_filename.endswith(".pdf")
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_nothing_moves_for_who_asks_for_less_motion(office: Office, sign: Sign) -> None:
    out = office.sent()
    page = sign(out, reduced_motion="reduce").page
    assert page.evaluate("getComputedStyle(document.querySelector('.button')).transitionProperty") in ("none", "all")
    assert page.evaluate("getComputedStyle(document.querySelector('.button')).transitionDuration") == "0s"


def test_the_page_says_that_it_needs_javascript(office: Office, visits: Callable[..., Visit]) -> None:
    visit = visits(office.origin, java_script_enabled=False)
    visit.open("/sign/anything")
    assert "This page needs JavaScript." in visit.page.locator("main").inner_text()
