"""Reading on a phone: how large letters are, where the reader is, what is printed, and the words by themselves."""

from io import BytesIO

import pytest
from pikepdf import Pdf
from playwright.sync_api import Page, expect

from tests.browsing import DESKTOP, PHONE, Visit
from tests.signing.pages.conftest import Sign
from tests.signing.pages.office import Office
from tests.signing.pages.steps import button, screen, tap

# Of what is printed on the first page: how wide the window shows it, and whether it is cut off.
SHOWN = """() => {
  const leaf = document.querySelector(".leaf").getBoundingClientRect();
  return { leaf: [leaf.left, leaf.right], window: innerWidth };
}"""
THERE = "() => [...document.querySelectorAll('.sheet img')].every((one) => one.complete && one.naturalWidth > 0)"


@pytest.fixture
def phone(office: Office, sign: Sign) -> Visit:
    visit = sign(office.sent(), **PHONE)
    visit.page.wait_for_selector('.sheet[data-number="1"][data-there]')
    return visit


def leaf(page: Page) -> list[float]:
    return list(page.evaluate(SHOWN)["leaf"])


def at_page(page: Page) -> str:
    return page.locator("#at-page").inner_text()


def test_on_a_phone_the_width_is_for_what_is_printed(phone: Visit) -> None:
    """The paper's margins are outside the window; all letters are inside."""
    start, end = leaf(phone.page)
    width = end - start
    assert width > 430, "the paper is wider than the window"
    assert start < -20
    assert not phone.is_too_wide()


def test_on_a_desktop_the_whole_paper_is_shown(office: Office, sign: Sign) -> None:
    page = sign(office.sent(), **DESKTOP).page
    page.wait_for_selector('.sheet[data-number="1"][data-there]')
    frame = page.locator(".frame").first.bounding_box()
    start, end = leaf(page)
    assert frame["x"] <= start
    assert end <= frame["x"] + frame["width"] + 1


def test_two_taps_and_two_fingers_enlarge(phone: Visit) -> None:
    page = phone.page
    before = leaf(page)
    touch(page, [[(100, 500)], [], [(102, 500)], []])
    expect(page.locator("#zoom")).to_have_text("200%")
    now = leaf(page)
    assert now[1] - now[0] == pytest.approx(2 * (before[1] - before[0]), abs=4)
    touch(page, [[(100, 500)], [], [(102, 500)], []])
    expect(page.locator("#zoom")).to_have_text("100%")
    touch(page, [[(150, 400), (250, 400)], [(100, 400), (300, 400)], []])
    expect(page.locator("#zoom")).to_have_text("200%")
    assert not phone.is_too_wide()


def touch(page: Page, steps: list[list[tuple[int, int]]]) -> None:
    """Fingers on the glass: where they are, step by step; none where they are lifted."""
    session = page.context.new_cdp_session(page)
    down: list[tuple[int, int]] = []
    for fingers in steps:
        kind = "touchEnd" if not fingers else "touchMove" if down else "touchStart"
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(fingers)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        down = fingers
    session.detach()


def test_the_reader_comes_back_to_their_page(phone: Visit) -> None:
    page = phone.page
    expect(page.locator("#at-page")).to_have_text("Page 1 of 8")
    page.evaluate("document.querySelector('.sheet[data-number=\"5\"]').scrollIntoView()")
    expect(page.locator("#at-page")).to_have_text("Page 5 of 8")
    page.wait_for_function("() => history.state?.reading?.page >= 4")
    other = page.context.new_page()  # such as from the mail, a second time
    other.goto(page.url)
    screen(other, "read")
    expect(other.locator("#at-page")).to_have_text("Page 5 of 8")
    other.close()
    button(page, "I have read it: continue").tap()
    screen(page, "consent")
    tap(page, "Read the document again")
    screen(page, "read")
    expect(page.locator("#at-page")).to_have_text("Page 5 of 8")
    page.reload()
    screen(page, "read")
    expect(page.locator("#at-page")).to_have_text("Page 5 of 8")


def test_a_page_that_is_on_its_way_has_its_size(office: Office, sign: Sign) -> None:
    out = office.sent()
    visit = sign(out, **PHONE)
    visit.cut("**/pages/*.png")
    visit.page.reload()
    screen(visit.page, "read")
    ratio = visit.page.locator(".sheet img").last.evaluate("(one) => getComputedStyle(one).aspectRatio")
    assert ratio == "auto 612 / 792"


def test_all_pages_are_there_before_they_are_printed(phone: Visit) -> None:
    page = phone.page
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function(THERE)


@pytest.mark.parametrize("paper", ["Letter", "A4", "Tabloid"])
def test_each_page_is_printed_on_one_sheet_and_nothing_else_is(phone: Visit, paper: str) -> None:
    page = phone.page
    page.wait_for_function("() => [...document.images].forEach((one) => (one.loading = 'eager')) ?? true")
    page.wait_for_function(THERE)
    margin = dict.fromkeys(("top", "right", "bottom", "left"), "1cm")
    with Pdf.open(BytesIO(page.pdf(format=paper, margin=margin))) as printed:
        assert [len(one.get_images()) for one in printed.pages] == [1] * 8


def test_the_words_have_the_structure_of_the_document(office: Office, sign: Sign) -> None:
    visit = sign(office.sent(), locale="fr-CA")
    page = visit.page
    button(page, "Version texte").click()
    words = page.locator("#words")
    expect(words.get_by_role("heading", level=2).first).to_have_text("Page 1 sur 8")
    expect(words.get_by_role("heading", name="1 The parties", exact=True)).to_be_visible()
    assert words.get_by_role("list").count() > 0
    assert words.get_attribute("lang") == "en"
    assert words.get_by_role("heading", level=2).first.get_attribute("lang") == "fr"
    assert visit.faults_of_access() == []
