"""Documents with marks, and how signers put them."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browsing import Visit
from tests.paper import ANN, BEN
from tests.signing.pages.steps import button, reach, screen

ANN_SIGNS, BEN_SIGNS = {**ANN, "party": "buyers.0"}, {**BEN, "party": "buyers.1"}


def mark(identifier: str, kind: str, page: int, x: float, y: float, **more: Any) -> dict[str, Any]:
    """A mark as a form declares it, of the first buyer."""
    size = {"checkbox": (14, 14), "signature": (200, 36), "initials": (60, 22)}.get(kind, (180, 18))
    place = {"page": page, "x": x, "y": y, "width": size[0], "height": size[1]}
    return {"id": identifier, **place, "kind": kind, "party": "buyers.0", "required": True, "label": "", **more}


PURCHASE = (
    mark("ann.initials", "initials", 2, 480, 730),
    mark("ann.sign", "signature", 6, 72, 400),
    mark("ann.date", "date", 6, 330, 410),
    mark("ann.name", "name", 6, 72, 450),
    mark("ben.sign", "signature", 6, 330, 450, party="buyers.1"),
)
LISTING = (
    *(mark(f"ann.initials.{page}", "initials", page, 480, 730) for page in (1, 3)),
    mark("ann.sign", "signature", 6, 72, 400),
)
QUESTIONS = (
    mark("insurer", "text", 1, 72, 500, label="Name of your insurer"),
    mark("read", "checkbox", 1, 72, 540, label="I have read Schedule A"),
    mark("note", "text", 3, 300, 700, required=False),
    mark("sign", "signature", 6, 72, 400),
)


STILL = """() => new Promise((done) => {
  let last = -1;
  const look = () => {
    if (window.scrollY === last) return done();
    last = window.scrollY;
    return setTimeout(look, 100);
  };
  look();
})"""


def walk(visit: Visit) -> Page:
    """Go on from the first screen to the first mark, with the name that is proposed."""
    page = reach(visit, "adopt")
    button(page, "Continue").click()
    screen(page, "walk")
    settle(page)
    return page


def settle(page: Page) -> None:
    """Until the window has scrolled to the first mark: the panel moves with it, and a press meanwhile can miss."""
    expect(page.locator(".mark[data-now]")).to_be_in_viewport()
    page.evaluate(STILL)


def box(page: Page, identifier: str) -> Locator:
    """A mark on the image of its page."""
    return page.locator(f'.mark[data-mark="{identifier}"]')


def said(page: Page, words: str) -> None:
    """This is read aloud."""
    expect(page.locator("[data-live]")).to_have_text(words)


def put_all(page: Page) -> None:
    """Press what puts a mark until the last is put."""
    main = page.locator('[data-do="put"]')
    while main.inner_text() not in ("Continue", "Continuer"):
        if page.locator("#mark-value").is_visible():
            page.locator("#mark-value").fill("As agreed")
        main.click()
