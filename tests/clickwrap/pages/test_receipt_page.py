"""/receipt/<token>: what the person who accepted keeps."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browsing import DESKTOP, PHONE, SMALLEST, Visit
from tests.clickwrap.pages.conftest import Publisher

Visits = Callable[..., Visit]
TEXTS = {"en": "Be kind.", "fr": "Soyez gentils."}
PICTURES = os.environ.get("PICTURES", "")


def picture(visit: Visit, name: str) -> None:
    """Only where PICTURES names a folder: to be looked at."""
    if PICTURES:
        visit.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("size", [PHONE, DESKTOP, SMALLEST], ids=["phone", "desktop", "smallest"])
def test_someone_accepts_and_gets_their_receipt(publisher: Publisher, visits: Visits, size: dict[str, Any]) -> None:
    agreement = publisher.publish(f"receipt-{len(str(size))}", texts=TEXTS)
    visit = visits(publisher.origin, **size, locale="fr-CA")
    page = visit.open(f"/consent/{agreement['id']}")
    expect(page.get_by_role("region", name="Texte de l’entente")).to_have_text("Soyez gentils.")
    expect(page.get_by_role("button", name="Read this text in English")).to_have_count(0)
    picture(visit, f"consent-{size['viewport']['width']}")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Accepter").click()
    link = page.get_by_role("link", name="Votre reçu, à conserver")
    expect(link).to_have_attribute("rel", "noopener")
    assert visit.faults_of_access() == []
    picture(visit, f"accepted-{size['viewport']['width']}")
    assert publisher.acceptances(agreement)[0]["language"] == "fr"
    with page.expect_popup() as opened:
        link.click()
    visit.page = page = opened.value
    expect(page.get_by_role("heading", level=1, name="Votre reçu")).to_be_focused()
    expect(page.get_by_text("Vous avez accepté « Terms of service » (Acme Financial), le ")).to_be_visible()
    assert visit.faults_of_access() == []
    assert not visit.is_too_wide()
    picture(visit, f"receipt-{size['viewport']['width']}")
    file = page.request.get(
        f"{publisher.origin}{page.get_by_role('link', name='Ouvrir le reçu (PDF)').get_attribute('href')}"
    )
    assert (file.status, file.headers["content-type"], file.body()[:5]) == (200, "application/pdf", b"%PDF-")
    page.get_by_label("Adresse de courriel").fill("ann")
    page.get_by_role("button", name="M’envoyer le reçu").click()
    expect(page.get_by_role("alert")).to_contain_text("Entrez votre adresse complète")
    page.get_by_label("Adresse de courriel").fill("ann@example.com")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Le reçu est en route vers ann@example.com.")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("The receipt is on its way to ann@example.com.")).to_be_visible()
    assert visit.faults_of_access() == []
    picture(visit, f"mailed-{size['viewport']['width']}")


def test_a_link_that_is_over_says_whom_to_ask(publisher: Publisher, visits: Visits) -> None:
    visit = visits(publisher.origin)
    page = visit.open("/receipt/x")
    expect(page.get_by_role("heading", name="This receipt is not available here any more")).to_be_focused()
    assert visit.faults_of_access() == []
    picture(visit, "gone")


def test_another_language_shows_the_other_text_and_takes_the_tick_away(publisher: Publisher, visits: Visits) -> None:
    agreement = publisher.publish("two-languages", texts=TEXTS)
    visit = visits(publisher.origin)
    page = visit.open(f"/consent/{agreement['id']}?lang=en")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Français").click()
    expect(page.get_by_role("region", name="Texte de l’entente")).to_have_text("Soyez gentils.")
    expect(page.get_by_role("checkbox")).not_to_be_checked()
    expect(page.get_by_role("alert")).to_contain_text("Ce texte n’est pas celui que vous avez coché.")
    assert page.get_by_role("region", name="Texte de l’entente").get_attribute("lang") == "fr"
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("region", name="Text of the agreement")).to_have_text("Be kind.")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("link", name="Your receipt, to keep")).to_be_visible()
    assert [one["language"] for one in publisher.acceptances(agreement)] == ["en"]
