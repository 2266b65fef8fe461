"""How a signer takes a signature as theirs: typed, in the letters that are printed, or drawn."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.browsing import PHONE, Visit
from tests.signing.pages.conftest import Sign
from tests.signing.pages.marking import ANN_SIGNS, PURCHASE, put_all
from tests.signing.pages.office import Office
from tests.signing.pages.steps import button, reach, screen, told

ZIGZAG = ((0.1, 0.7), (0.3, 0.2), (0.5, 0.8), (0.7, 0.2), (0.9, 0.6))


def pad(page: Page, name: str) -> Locator:
    return page.get_by_role("img", name=name)


def points(place: Locator, shape: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in shape]


def with_the_mouse(page: Page, place: Locator, shape: tuple[tuple[float, float], ...] = ZIGZAG) -> None:
    first, *others = points(place, shape)
    page.mouse.move(*first)
    page.mouse.down()
    for x, y in others:
        page.mouse.move(x, y, steps=4)
    page.mouse.up()


def with_a_finger(page: Page, place: Locator, shape: tuple[tuple[float, float], ...] = ZIGZAG) -> None:
    finger = page.context.new_cdp_session(page)
    first, *others = points(place, shape)

    def touch(kind: str, *at: tuple[float, float]) -> None:
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in at]})

    touch("touchStart", first)
    for one in others:
        touch("touchMove", one)
    touch("touchEnd")


def sent_to_sign(visit: Visit) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    def look(request: Request) -> None:
        if '"action":"sign"' in (request.post_data or ""):
            found.append(request.post_data_json)

    visit.page.on("request", look)
    return found


def test_a_typed_signature_is_shown_in_the_letters_that_are_printed(office: Office, sign: Sign) -> None:
    out = office.sent(ANN_SIGNS, marks=PURCHASE)
    visit = sign(out)
    with visit.page.expect_response("**/lettering") as proposed:
        page = reach(visit, "adopt")
    expect(page.get_by_label("Your name", exact=True)).to_have_value("Ann Archer")
    expect(page.get_by_label("Your initials", exact=True)).to_have_value("AA")
    shown = page.get_by_role("img", name="Signature: Ann Archer")
    expect(shown.locator("path")).to_have_attribute("d", proposed.value.json()["signature"]["outlines"])
    asked = len([url for url in visit.requests if url.endswith("/lettering")])
    with page.expect_response("**/lettering") as answer:
        page.get_by_label("Your initials", exact=True).press("End")
        page.keyboard.type("rch")
    expect(page.get_by_role("img", name="Initials: AArch").locator("path")).to_have_attribute(
        "d", answer.value.json()["initials"]["outlines"]
    )
    assert len([url for url in visit.requests if url.endswith("/lettering")]) == asked + 1, "once for several letters"
    page.get_by_label("Your initials", exact=True).fill("")
    button(page, "Continue").click()
    told(page, "Type your initials.")
    expect(page.get_by_label("Your initials", exact=True)).to_be_focused()
    assert out.trail() == ["sent", "opened", "authenticated", "consented"], "looking at letters records nothing"


def test_a_letter_that_no_font_has_is_named(office: Office, sign: Sign) -> None:
    page = reach(sign(office.sent()), "adopt")
    page.get_by_label("Your name", exact=True).fill("Ann \U0001fae8")
    button(page, "Continue").click()
    told(page, "“\U0001fae8” can’t be printed here. Write it in another way.")
    page.get_by_label("Your name", exact=True).fill("\u200b")
    button(page, "Continue").click()
    told(page, "This can’t be drawn. Type at least one letter, and not too many.")
    page.get_by_label("Your name", exact=True).fill("Ann")
    button(page, "Continue").click()
    screen(page, "confirm")


def test_initials_are_asked_for_only_where_a_mark_needs_them(office: Office, sign: Sign) -> None:
    page = reach(sign(office.sent()), "adopt")
    expect(page.get_by_label("Your initials", exact=True)).to_be_hidden()
    button(page, "Draw it").click()
    expect(pad(page, "Draw your signature here")).to_be_visible()
    expect(pad(page, "Draw your initials here")).to_be_hidden()


@pytest.mark.parametrize(("draw", "size"), [(with_the_mouse, {}), (with_a_finger, PHONE)], ids=["mouse", "finger"])
def test_a_drawn_signature_is_sent_as_strokes(office: Office, sign: Sign, draw: Any, size: dict[str, Any]) -> None:
    out = office.sent(ANN_SIGNS, marks=PURCHASE)
    visit = sign(out, **size)
    page = reach(visit, "adopt")
    button(page, "Draw it").click()
    signature, initials = pad(page, "Draw your signature here"), pad(page, "Draw your initials here")
    button(page, "Continue").click()
    told(page, "Draw your signature first.")
    draw(page, signature)
    expect(signature.locator("path")).to_have_count(1)
    top = page.evaluate("scrollY")
    draw(page, signature, ((0.2, 0.9), (0.8, 0.1)))
    assert page.evaluate("scrollY") == top, "who draws does not move the page"
    expect(signature.locator("path")).to_have_count(2)
    group = page.get_by_role("group", name="Draw your signature here")
    group.get_by_role("button", name="Undo").click()
    expect(signature.locator("path")).to_have_count(1)
    button(page, "Continue").click()
    told(page, "Draw your initials first.")
    draw(page, initials)
    page.get_by_role("group", name="Draw your initials here").get_by_role("button", name="Clear").click()
    expect(initials.locator("path")).to_have_count(0)
    draw(page, initials)
    button(page, "Continue").click()
    screen(page, "walk")
    page.reload()
    screen(page, "walk")
    put_all(page)
    button(page, "Continue").click()
    screen(page, "confirm")
    expect(page.get_by_role("img", name="Signature drawn by Ann Archer")).to_be_visible()
    expect(page.get_by_role("img", name="Initials drawn by Ann Archer")).to_be_visible()
    sent = sent_to_sign(visit)
    button(page, "Sign the document").click()
    screen(page, "done")
    (body,) = sent
    assert body.keys() == {"action", "signatureStrokes", "initialsStrokes"}
    (stroke,) = body["signatureStrokes"]
    assert all(isinstance(value, int) and 0 <= value <= 10_000 for value in stroke)
    assert stroke[:2] == pytest.approx([1000, 0.7 * 4000], abs=60)
    assert stroke[-2:] == pytest.approx([9000, 0.6 * 4000], abs=60)
    assert out.statuses() == ["signed"]


def test_a_dot_or_a_slip_is_no_signature_and_long_drawings_end(office: Office, sign: Sign) -> None:
    page = reach(sign(office.sent()), "adopt")
    button(page, "Draw it").click()
    surface = pad(page, "Draw your signature here")
    surface.click()
    expect(surface.locator("path")).to_have_count(1)
    button(page, "Continue").click()
    told(page, "Draw your signature first.")
    kept = page.evaluate("""() => {
      const root = document.querySelector('[data-pad="signature"]');
      const pad = new Pad(root, () => null);
      const box = root.querySelector("svg").getBoundingClientRect();
      const preventDefault = pad.surface.setPointerCapture = () => null;
      const at = (x, y) => ({ pointerId: 1, button: 0, clientX: box.left + x, clientY: box.top + y, preventDefault });
      for (let strokes = 0; strokes < 120; strokes += 1) {
        pad.begin(at(0, 0));
        for (let step = 0; step < 90; step += 1) pad.go(at((step % 2) * 100, step));
        pad.end({ pointerId: 1 });
      }
      return [pad.strokes.length, pad.points()];
    }""")
    assert kept[0] <= 100
    assert 3990 < kept[1] <= 4000
