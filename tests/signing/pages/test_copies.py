"""The page behind the link to a copy, and the answer to a signature that was lost on its way."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browsing import PHONE, Visit
from tests.paper import ANN
from tests.signing.pages.conftest import Sign
from tests.signing.pages.office import Office
from tests.signing.pages.steps import button, reach, screen

Visits = Callable[..., Visit]


def address(page: Page) -> str:
    """The path of the page for the copy, as the signer is shown it."""
    return urlsplit(page.get_by_label("The link to your copy").input_value()).path


def test_the_page_of_a_copy_waits_until_it_is_ready(office: Office, sign: Sign, visits: Visits) -> None:
    out = office.sent()
    path = address(reach(sign(out), "done"))
    visit = visits(office.origin, **PHONE, locale="fr-CA")
    page = visit.open(path)
    expect(page.get_by_role("heading", name="Votre exemplaire est en préparation")).to_be_focused()
    assert visit.faults_of_access() == []
    out.step(1, "authenticate", "consent", "sign")
    expect(page.get_by_role("heading", name="Votre exemplaire est prêt")).to_be_focused()
    assert visit.faults_of_access() == []
    assert not visit.is_too_wide()
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger votre exemplaire").tap()
    assert download.value.path().read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("token", ["never-was-one", "A" * 43])
def test_a_link_to_no_copy_says_whom_to_ask(office: Office, visits: Visits, token: str) -> None:
    visit = visits(office.origin)
    page = visit.open(f"/copy/{token}")
    expect(page.get_by_role("heading", name="This link is no longer active")).to_be_focused()
    assert "Ask the person who sent you the document for a copy." in page.locator("main").inner_text()
    assert visit.faults_of_access() == []


def lose_answers(page: Page) -> None:
    """From here on a signature arrives, and its answer does not come back."""

    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/api/public/sign/*", lose)


@pytest.mark.parametrize("is_reloaded", [False, True], ids=["pressed again", "reloaded"])
def test_an_answer_that_was_lost_is_there_again(office: Office, sign: Sign, is_reloaded: bool) -> None:
    out = office.sent(ANN)
    page = reach(sign(out), "confirm")
    lose_answers(page)
    button(page, "Sign the document").click()
    expect(page.locator('[data-screen="confirm"] [data-trouble]')).to_contain_text("can’t be reached")
    assert out.statuses() == ["signed"]
    page.unroute_all()
    if is_reloaded:
        page.reload()
    else:
        button(page, "Sign the document").click()
    screen(page, "done")
    page.get_by_role("link", name="Download your copy").wait_for(timeout=60_000)
    assert out.trail().count("signed") == 1
