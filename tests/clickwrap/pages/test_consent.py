"""/consent/<agreementId>, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browsing import DESKTOP, PHONE, SMALLEST, Visit
from tests.clickwrap.pages.conftest import LONG, Publisher

Visits = Callable[..., Visit]
SIZES = {"phone": PHONE, "smallest": SMALLEST, "desktop": DESKTOP}


def accept(visit: Visit) -> None:
    """As a person does."""
    visit.page.get_by_role("checkbox", name="I have read the agreement and accept it.").check()
    visit.page.get_by_role("button", name="Accept").click()


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_someone_reads_and_accepts(publisher: Publisher, visits: Visits, size: dict[str, Any]) -> None:
    agreement = publisher.publish(f"page-{len(str(size))}")
    visit = visits(publisher.origin, **size)
    page = visit.open(f"/consent/{agreement['id']}?subjectRef=user-7%20%C3%A9")
    expect(page.get_by_role("heading", level=1, name="Terms of service")).to_be_visible()
    expect(page.get_by_role("region", name="Text of the agreement")).to_have_text(LONG, use_inner_text=True)
    expect(page.locator("[data-from]")).to_have_text("Acme Financial")
    if size is not PHONE:  # which has the layout of the smallest
        assert visit.faults_of_access() == []
    assert not visit.is_too_wide()
    accept(visit)
    expect(page.get_by_role("heading", name="Thank you, you have accepted")).to_be_focused()
    (made,) = publisher.acceptances(agreement)
    expect(page.get_by_text(f"Reference: {made['id']}")).to_be_visible()
    assert (made["subjectRef"], made["versionHash"]) == ("user-7 é", agreement["versionHash"])
    if size is not PHONE:  # which has the layout of the smallest
        assert visit.faults_of_access() == []
    assert not visit.is_too_wide()


def test_an_agreement_is_accepted_by_keyboard_alone(publisher: Publisher, visits: Visits) -> None:
    agreement = publisher.publish("keyboard")
    page = visits(publisher.origin).open(f"/consent/{agreement['id']}")
    expect(page.get_by_role("button", name="Accept")).to_be_visible()
    seen = []
    for _ in range(5):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("(document.activeElement.shadowRoot?.activeElement ?? document.activeElement).id"))
    assert seen[-3:] == ["text", "tick", "accept"]
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Tick the box first, to say that you accept.")
    expect(page.get_by_role("checkbox")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you, you have accepted")).to_be_focused()
    assert len(publisher.acceptances(agreement)) == 1


def test_language_is_switched_without_losing_the_tick(publisher: Publisher, visits: Visits) -> None:
    agreement = publisher.publish("french")
    visit = visits(publisher.origin, **PHONE, locale="fr-CA")
    page = visit.open(f"/consent/{agreement['id']}")
    page.get_by_role("checkbox", name="J’ai lu l’entente et je l’accepte.").check()
    assert visit.faults_of_access() == []
    assert not visit.is_too_wide()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("checkbox", name="I have read the agreement and accept it.")).to_be_checked()
    page.get_by_role("button", name="Français").click()
    page.get_by_role("button", name="Accepter").click()
    expect(page.get_by_role("heading", name="Merci, vous avez accepté")).to_be_focused()


@pytest.mark.parametrize("agreement_id", ["agr_01h455vb4pex5vsknk084sn02q", "x", "%zz", "a%20b"])
def test_an_unknown_agreement_is_not_available(publisher: Publisher, visits: Visits, agreement_id: str) -> None:
    visit = visits(publisher.origin)
    page = visit.open(f"/consent/{agreement_id}")
    expect(page.get_by_role("heading", level=1, name="This agreement is not available")).to_be_visible()
    assert visit.faults_of_access() == []


def test_an_agreement_closed_while_it_is_read_cannot_be_accepted(publisher: Publisher, visits: Visits) -> None:
    agreement = publisher.publish("closed")
    visit = visits(publisher.origin)
    visit.open(f"/consent/{agreement['id']}")
    visit.page.get_by_role("checkbox").check()
    publisher.close(agreement)
    visit.page.get_by_role("button", name="Accept").click()
    expect(visit.page.get_by_role("heading", name="This agreement is not available")).to_be_focused()
    assert publisher.acceptances(agreement) == []


def test_a_text_changed_while_it_is_read_has_to_be_accepted_anew(publisher: Publisher, visits: Visits) -> None:
    publisher.publish("changed", "Old text.")
    agreement = publisher.publish("changed", "Old text.")
    visit = visits(publisher.origin)
    page = visit.open(f"/consent/{agreement['id']}")
    page.get_by_role("checkbox").check()
    new = publisher.publish("changed", "New text.")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("alert")).to_contain_text("The text has changed since you opened it.")
    expect(page.get_by_role("region", name="Text of the agreement")).to_have_text("New text.")
    expect(page.get_by_role("checkbox")).not_to_be_checked()
    assert publisher.acceptances(agreement) == []
    assert visit.faults_of_access() == []
    accept(visit)
    expect(page.get_by_role("heading", name="Thank you, you have accepted")).to_be_focused()
    assert [one["versionHash"] for one in publisher.acceptances(agreement)] == [new["versionHash"]]


def test_a_double_click_is_one_acceptance(publisher: Publisher, visits: Visits) -> None:
    agreement = publisher.publish("double")
    visit = visits(publisher.origin)
    visit.open(f"/consent/{agreement['id']}")
    visit.page.get_by_role("checkbox").check()
    visit.page.get_by_role("button", name="Accept").dblclick()
    expect(visit.page.get_by_role("heading", name="Thank you, you have accepted")).to_be_visible()
    assert len(publisher.acceptances(agreement)) == 1


def test_loading_and_accepting_can_be_tried_again_after_the_network_failed(
    publisher: Publisher, visits: Visits
) -> None:
    agreement = publisher.publish("offline")
    visit = visits(publisher.origin)
    visit.cut("**/api/public/**")
    page = visit.open(f"/consent/{agreement['id']}")
    expect(page.get_by_role("heading", name="This could not be loaded")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("The service can’t be reached.")
    assert visit.faults_of_access() == []
    visit.mend("**/api/public/**")
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("checkbox").check()
    visit.cut("**/api/public/**")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("alert")).to_contain_text("The service can’t be reached.")
    visit.mend("**/api/public/**")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", name="Thank you, you have accepted")).to_be_visible()
    assert len(publisher.acceptances(agreement)) == 1


def test_a_text_is_never_markup(publisher: Publisher, visits: Visits) -> None:
    evil = "<img src=x onerror=alert(1)><script>alert(1)</script> &amp; {{ 1 }}\r\n  two  blanks"
    agreement = publisher.publish("evil", evil, title="<b>Terms</b>")
    page = visits(publisher.origin).open(f"/consent/{agreement['id']}")
    text = page.get_by_role("region", name="Text of the agreement")
    expect(page.get_by_role("heading", name="<b>Terms</b>")).to_be_visible()
    assert text.evaluate("element => element.textContent") == evil
    assert text.evaluate("element => element.children.length") == 0
