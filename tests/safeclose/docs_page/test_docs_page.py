"""`/docs`: the API description, to be read and searched. What no page may do, `visits` checks at each end."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.browsing import DESKTOP, PHONE, SMALLEST, Visit
from tests.processes import Service

Visits = Callable[..., Visit]


def described(shop: Service) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{shop.address}/openapi.json").json()
    return found


def opened(visits: Visits, shop: Service, path: str = "/docs", **options: Any) -> Visit:
    visit = visits(shop.address, **options)
    visit.open(path).wait_for_selector("details.operation")
    return visit


def names(visit: Visit, selector: str = "details.operation") -> list[str]:
    found: list[str] = visit.page.eval_on_selector_all(
        f"{selector}:not([hidden]) > summary h3", "found => found.map(one => one.innerText.replace(/\\s+/g, ' '))"
    )
    return found


def test_each_operation_is_listed_once(visits: Visits, shop: Service) -> None:
    visit = opened(visits, shop)
    paths = described(shop)["paths"]
    every = [f"{method.upper()} {path}" for path, methods in paths.items() for method in methods]
    assert sorted(names(visit)) == sorted(every)
    assert visit.page.inner_text("#found") == f"{len(every)} operations"


def test_each_operation_and_answer_can_be_opened(visits: Visits, shop: Service) -> None:
    """And whatever is folded in it, once: no shape of the description is one that the page can't show."""
    visit = opened(visits, shop)
    visit.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    visit.page.wait_for_function("document.querySelectorAll('details.operation > .inside').length > 100")
    visit.page.evaluate("for (const one of document.querySelectorAll('.answer')) one.open = true")
    visit.page.wait_for_function("[...document.querySelectorAll('.answer')].every(one => one.children.length === 2)")
    assert "undefined" not in visit.page.inner_text("main")
    assert "[object" not in visit.page.inner_text("main")


def test_an_operation_shows_its_parameters_answers_and_example(visits: Visits, shop: Service) -> None:
    visit = opened(visits, shop, "/docs#sendDocument")
    page = visit.page
    operation = page.locator("#sendDocument")
    operation.locator(".inside").wait_for()
    text = operation.inner_text()
    assert "Send the document for signature." in text
    assert "The answer holds each signer's link; nothing else ever does." in text
    assert "Authorization: A Clerk session token." in text
    assert "expiresInDays integer, 1 to 365 or null" in text
    assert "Idempotency-Key string, 1 to 255 characters" in text
    assert f"curl -X POST {shop.address}/api/documents/{{id}}/signature" in text
    assert '-H "Authorization: Bearer $TOKEN"' in text
    operation.locator(".answer > summary", has_text="409").click()
    operation.locator(".answer", has_text='"cannot_send_for_signature"').wait_for()
    operation.locator(".answer > summary", has_text="201").click()
    operation.locator(".answer", has_text="201").locator("summary", has_text="Example").click()
    operation.locator(".answer pre", has_text='"envelopeId": "env_').wait_for()


def test_search_leaves_only_operations_with_all_words(visits: Visits, shop: Service) -> None:
    visit = opened(visits, shop)
    visit.page.get_by_label("Search").fill("GET checkpoint api/sig")
    assert names(visit) == ["GET /api/signatures/{id}/checkpoint"]
    assert visit.page.inner_text("#found") == "1 operation"
    assert visit.page.locator("nav li:visible").count() == 1
    visit.page.get_by_label("Search").fill("no such thing")
    assert names(visit) == []
    assert visit.page.inner_text("#found") == "0 operations"


@pytest.mark.parametrize("device", [DESKTOP, PHONE, SMALLEST], ids=["desktop", "phone", "smallest"])
def test_the_page_is_accessible_and_fits_every_screen(visits: Visits, shop: Service, device: dict[str, Any]) -> None:
    visit = opened(visits, shop, "/docs#createDocument", **device)
    visit.page.locator("#createDocument .inside").wait_for()
    if device is not PHONE:  # which has the layout of the smallest; axe-core takes seconds for all operations
        assert visit.faults_of_access() == []
    assert not visit.is_too_wide()


def test_an_operation_is_found_and_opened_by_keyboard_alone(visits: Visits, shop: Service) -> None:
    visit = opened(visits, shop)
    page = visit.page
    page.get_by_label("Search").focus()
    page.keyboard.type("verify")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('details.operation > summary')"):
            break
    page.keyboard.press("Enter")
    page.locator("details.operation[open] .inside").wait_for()
    assert page.locator("details.operation[open]").count() == 1


def test_the_page_says_when_the_description_cannot_be_loaded(visits: Visits, shop: Service) -> None:
    visit = visits(shop.address)
    visit.answer(f"{shop.address}/openapi.json", status=503, json={"error": "unavailable"})
    visit.open("/docs").wait_for_function("document.getElementById('trouble').textContent !== ''")
    assert visit.page.inner_text("#trouble") == (
        "The description can't be loaded now. Load this page again in a moment."
    )


def test_the_page_is_the_same_for_everyone_and_has_a_strict_policy(shop: Service) -> None:
    one, other = (httpx.get(f"{shop.address}/docs", headers={"Accept-Language": code}) for code in ("en", "fr"))
    assert one.content == other.content
    policy = one.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert one.headers["X-Frame-Options"] == "DENY"
