"""English and French, on the same page, without losing the place."""

import re
from pathlib import Path

from playwright.sync_api import expect

from signing.ceremony import link_disclosure
from tests.environment import ROOT
from tests.signing.envelopes.identifying import METHODS
from tests.signing.pages.conftest import Sign
from tests.signing.pages.office import Office
from tests.signing.pages.steps import button, reach, screen


def test_a_document_is_signed_in_french(office: Office, sign: Sign) -> None:
    out = office.sent()
    page = sign(out, locale="fr-CA").page
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.title().startswith("Signer\u00a0: ")
    for name in ("Je l’ai lu : continuer", "J’accepte", "Continuer", "Signer le document"):
        button(page, name).click()
    expect(page.get_by_role("heading", name="Merci, vous avez signé")).to_be_focused()


def test_the_code_is_mailed_in_the_language_of_the_page(office: Office, sign: Sign) -> None:
    page = sign(office.sent(METHODS["email_otp"]), query="?lang=fr").page
    closed = "Vous pourrez lire le document après avoir confirmé votre identité."
    expect(page.get_by_text(closed).filter(visible=True)).to_have_text(closed)
    button(page, "Envoyer le code par courriel").click()
    expect(page.get_by_label("Code de six chiffres")).to_be_focused()
    assert "Voici votre code pour signer" in office.letters("eve@example.com")[-1]


def test_switching_the_language_keeps_the_screen_and_what_was_typed(office: Office, sign: Sign) -> None:
    out = office.sent()
    visit = sign(out)
    page = reach(visit, "adopt")
    page.get_by_label("Your name").fill("A. Archer")
    loads = len([url for url in visit.requests if "/sign/" in url and "/api/" not in url])
    button(page, "Français").click()
    expect(page.get_by_role("heading", name="Votre signature")).to_be_visible()
    expect(page.get_by_label("Votre nom")).to_have_value("A. Archer")
    assert page.locator("html").get_attribute("lang") == "fr"
    assert len([url for url in visit.requests if "/sign/" in url and "/api/" not in url]) == loads
    page.reload()
    screen(page, "adopt")
    expect(page.get_by_role("heading", name="Votre signature")).to_be_visible()
    button(page, "English").click()
    expect(page.get_by_role("heading", name="Your signature")).to_be_visible()


def test_the_consent_is_to_the_words_that_were_shown(office: Office, sign: Sign) -> None:
    out = office.sent()
    page = reach(sign(out), "consent")
    shown = page.locator("#disclosure")
    assert shown.get_attribute("lang") == "en"
    button(page, "Français").click()
    expect(shown).to_have_attribute("lang", "fr")
    assert shown.inner_text() == link_disclosure.FRENCH.text
    button(page, "J’accepte").click()
    screen(page, "adopt")
    events = office.api.get(f"/api/signatures/{out.id}/events").json()["events"]
    (consented,) = [event for event in events if event["type"] == "consented"]
    assert consented["payload"]["data"] == {
        "disclosureSha256": link_disclosure.FRENCH.sha256, "language": "fr",
    }  # fmt: skip


def test_every_word_of_the_pages_is_there_in_both_languages() -> None:
    for name in ("safeclose/pages/static/pages/words.js", "signing/static/signing/words.js"):
        english, french = (ROOT / name).read_text().split("\n  fr: {")
        assert keys(english) == keys(french)
        for of_english, of_french in zip(values(english), values(french), strict=True):
            assert set(re.findall(r"\{\w+\}", of_english)) == set(re.findall(r"\{\w+\}", of_french))
    template = (ROOT / "signing/templates/signing/page.html").read_text()
    known = {key for path in words() for key in keys(path.read_text())}
    assert set(re.findall(r'data-say(?:-label)?="([^"]+)"', template)) <= known


def words() -> list[Path]:
    return [*ROOT.glob("safeclose/pages/static/pages/words.js"), *ROOT.glob("signing/static/signing/words.js")]


def keys(table: str) -> list[str]:
    return re.findall(r'(?:^ {4}|", )"?([\w.]+)"?: "', table, re.MULTILINE)


def values(table: str) -> list[str]:
    return re.findall(r': "([^"]*)"', table)
