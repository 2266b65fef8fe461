"""`/` and an unknown address in a browser: what this is, and where to go."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browsing import DESKTOP, PHONE, SMALLEST, Visit
from tests.signing.pages.office import Office
from tests.signing.pages.test_access import usable

Visits = Callable[..., Visit]
SIZES = {"phone": PHONE, "smallest, French": {**SMALLEST, "locale": "fr-CA"}, "desktop": DESKTOP}


@pytest.mark.parametrize("path", ["/", "/no/such/page"])
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_the_front_page_is_accessible_and_fits(office: Office, visits: Visits, size: dict[str, Any], path: str) -> None:
    visit = visits(office.origin, **size)
    visit.open(path)
    usable(visit)


def test_the_front_page_leads_on_in_either_language(office: Office, visits: Visits) -> None:
    page = visits(office.origin).open("/no/such/page")
    expect(page.get_by_role("heading", name="There is nothing at this address")).to_be_visible()
    page.get_by_role("link", name="Français").click()
    expect(page.get_by_role("heading", name="Il n’y a rien à cette adresse")).to_be_visible()
    page.get_by_role("link", name="Vérifier un document signé").click()
    expect(page.get_by_role("heading", name="Vérifier un document signé")).to_be_visible()
