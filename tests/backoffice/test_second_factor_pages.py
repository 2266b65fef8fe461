"""Setting up the second factor and giving a code, in a real browser: on a phone and on a desk, and for everybody."""

import base64
import re
import time
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from tests.backoffice.desk import Desk
from tests.browsing import DESKTOP, PHONE, Visit

FACTOR = "/admin/second-factor/"


def is_fit(visit: Visit) -> bool:
    """Whether a page is as wide as the screen, and shuts nobody out."""
    assert visit.faults_of_access() == []
    return not visit.is_too_wide()


@pytest.mark.parametrize(
    ("login", "options"),
    [("sue", PHONE), ("otto", DESKTOP), ("ada", {**PHONE, "color_scheme": "dark"})],
    ids=["phone", "desktop", "dark"],
)
def test_an_app_is_set_up_and_a_recovery_code_signs_in(
    login: str, options: dict[str, object], desk: Callable[..., Desk]
) -> None:
    first = desk(login, **options)
    page = first.visit.open(FACTOR)
    assert "Set up a second factor" in page.inner_text("h1")
    assert page.locator("img.office-qr").evaluate("image => image.naturalWidth") > 100
    assert is_fit(first.visit)
    secret = page.inner_text("code").replace(" ", "")
    page.fill("[name=code]", "000000")
    page.click("#code-form button")
    assert "This code is wrong" in page.inner_text("[role=alert]")
    assert is_fit(first.visit)
    code = TOTP(base64.b32decode(secret), 6, SHA1(), 30).generate(int(time.time())).decode()
    page.fill("[name=code]", code)
    page.click("#code-form button")
    page.wait_for_selector(".office-codes")
    codes = page.locator(".office-codes code").all_inner_texts()
    assert len(codes) == 10
    assert is_fit(first.visit)
    page.click("text=I have stored them")
    page.wait_for_selector(".office-figures")

    again = desk(login, **options)
    page = again.visit.open(FACTOR)
    assert "Give a code of your app" in page.inner_text("h1")
    assert is_fit(again.visit)
    page.fill("[name=code]", codes[0])
    page.click("#code-form button")
    page.wait_for_selector(".office-figures")
    assert not re.search(rf"{secret}|{codes[0]}", page.content())
