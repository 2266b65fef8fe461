"""A signer's way through the screens."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browsing import Visit

# The button of each screen that leads to the next one, for a signer whose link is enough.
WAY = (
    ("read", "I have read it: continue"),
    ("consent", "I agree"),
    ("adopt", "Continue"),
    ("confirm", "Sign the document"),
)


def button(page: Page, name: str) -> Locator:
    """A button that is shown."""
    return page.get_by_role("button", name=name, exact=True)


def tap(page: Page, name: str) -> None:
    """With a finger, as fast as people are who read: what follows a tap at once, at the same place, counts as its
    second half.
    """
    page.wait_for_timeout(500)
    button(page, name).tap()


def screen(page: Page, name: str) -> Locator:
    """Wait for a screen."""
    found = page.locator(f'[data-screen="{name}"]:not([hidden])')
    found.wait_for(state="attached")
    return found


def reach(visit: Visit, wanted: str) -> Page:
    """Go on from the first screen to `wanted`, one of `WAY` or `done`."""
    for name, way_on in WAY:
        screen(visit.page, name)
        if name == wanted:
            return visit.page
        button(visit.page, way_on).click()
    screen(visit.page, "done")
    return visit.page


def told(page: Page, words: str | re.Pattern[str]) -> None:
    """This is said to have gone wrong, on the screen that is shown."""
    expect(page.locator("[data-screen]:not([hidden]) [data-trouble]")).to_have_text(words)
