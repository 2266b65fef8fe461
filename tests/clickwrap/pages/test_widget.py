"""/consent/widget.js in a page of somebody else's, at another origin, with a strict policy of its own."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browsing import PHONE, Visit
from tests.clickwrap.pages.conftest import Publisher, Site

Visits = Callable[..., Visit]


def embedding(visits: Visits, site: Site, *elements: str, language: str = "en", **options: object) -> Visit:
    """Someone with that page open."""
    visit = visits(site.origin, **options)
    visit.allowed.add(site.safeclose)
    # Headers that a driver adds are ones that another origin would have to allow.
    visit.context.set_extra_http_headers({})
    visit.open(site.page(*elements, language=language))
    return visit


def element(agreement_id: str, rest: str = "") -> str:
    return f'<div data-safeclose-agreement="{agreement_id}" {rest}></div>'


def test_loaded_and_accepted_events_reach_the_embedding_page(publisher: Publisher, site: Site, visits: Visits) -> None:
    agreement = publisher.publish("widget")
    visit = embedding(visits, site, element(agreement["id"], 'data-subject-ref="user-7"'))
    page = visit.page
    expect(page.get_by_role("heading", level=2, name="Terms of service")).to_be_visible()
    assert visit.faults_of_access() == []
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", name="Thank you, you have accepted")).to_be_focused()
    (made,) = publisher.acceptances(agreement)
    assert made["subjectRef"] == "user-7"
    loaded = {"title": "Terms of service", "organization": "Acme Financial", "versionHash": agreement["versionHash"]}
    accepted = {
        "acceptanceId": made["id"],
        "versionHash": made["versionHash"],
        "acceptedAt": made["acceptedAt"],
        "language": None,
    }
    assert page.evaluate("window.heard") == [
        ["safeclose:loaded", {"agreementId": agreement["id"], **loaded}],
        ["safeclose:accepted", {"agreementId": agreement["id"], **accepted}],
    ]
    assert visit.faults_of_access() == []
    assert page.context.cookies() == []


def test_the_widget_is_styled_without_any_style_of_the_page(publisher: Publisher, site: Site, visits: Visits) -> None:
    """No style is inline, which the page's policy would refuse; that nothing was refused, the visit itself checks."""
    agreement = publisher.publish("look")
    visit = embedding(visits, site, element(agreement["id"]), **PHONE)
    button = visit.page.get_by_role("button", name="Accept")
    expect(button).to_have_css("background-color", "rgb(29, 79, 145)")
    assert (button.bounding_box() or {})["height"] >= 44
    text = visit.page.get_by_role("region", name="Text of the agreement")
    expect(text).to_have_css("white-space-collapse", "preserve")
    assert not visit.is_too_wide()


def test_a_changed_text_is_shown_anew_and_reported_to_the_page(
    publisher: Publisher, site: Site, visits: Visits
) -> None:
    agreement = publisher.publish("widget-changed", "Old text.")
    visit = embedding(visits, site, element(agreement["id"], 'data-language="fr"'))
    visit.page.get_by_role("checkbox").check()
    publisher.publish("widget-changed", "New text.")
    visit.page.get_by_role("button", name="Accepter").click()
    expect(visit.page.get_by_role("alert")).to_contain_text("Le texte a changé depuis que vous l’avez ouvert.")
    expect(visit.page.get_by_role("region", name="Texte de l’entente")).to_have_text("New text.")
    assert visit.page.evaluate("window.heard.at(-1)") == [
        "safeclose:error", {"agreementId": agreement["id"], "reason": "changed"},
    ]  # fmt: skip
    assert publisher.acceptances(agreement) == []


def test_several_widgets_on_one_page_are_independent(publisher: Publisher, site: Site, visits: Visits) -> None:
    one, two = publisher.publish("one", "One."), publisher.publish("two", "Two.", title="Privacy")
    visit = embedding(visits, site, element(one["id"]), element(two["id"]), element("agr_none"), language="fr")
    page = visit.page
    expect(page.get_by_role("heading", level=2)).to_have_text(
        ["Terms of service", "Privacy", "Cette entente n’est pas disponible"]
    )
    page.evaluate(
        """(id) => {
          const made = document.createElement("div");
          made.dataset.safecloseAgreement = id;
          document.querySelector("main").append(made);
          SafecloseClickwrap.mount(made);
          SafecloseClickwrap.mount(made);
        }""",
        one["id"],
    )
    expect(page.get_by_role("heading", level=2)).to_have_count(4)
    errors = [detail for name, detail in page.evaluate("window.heard") if name == "safeclose:error"]
    assert errors == [{"agreementId": "agr_none", "reason": "gone"}]
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_role("button", name="Accepter").nth(1).click()
    expect(page.get_by_role("heading", name="Merci, vous avez accepté")).to_have_count(1)
    assert (len(publisher.acceptances(one)), len(publisher.acceptances(two))) == (0, 1)


def test_a_text_can_be_read_in_its_other_language(publisher: Publisher, site: Site, visits: Visits) -> None:
    agreement = publisher.publish("widget-languages", texts={"en": "Be kind.", "fr": "Soyez gentils."})
    visit = embedding(visits, site, element(agreement["id"]))
    page = visit.page
    expect(page.get_by_role("region", name="Text of the agreement")).to_have_text("Be kind.")
    page.get_by_role("button", name="Lire ce texte en français").click()
    expect(page.get_by_role("region", name="Texte de l’entente")).to_have_text("Soyez gentils.")
    expect(page.get_by_role("button", name="Read this text in English")).to_be_focused()
    assert visit.faults_of_access() == []
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Accepter").click()
    expect(page.get_by_role("link", name="Votre reçu, à conserver")).to_be_visible()
    assert visit.faults_of_access() == []
    assert [one["language"] for one in publisher.acceptances(agreement)] == ["fr"]
