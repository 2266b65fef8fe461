"""Deals forget people who are erased: where their address stands, and who is a party to a document of theirs."""

import pytest

from documents.deals.checklists.models import Milestone
from documents.deals.models import Deal
from tests.documents.deals.asking import canonical, closes, made, milestones, patch, shown, signed
from tests.people import Caller
from tests.workspace.erasure.forgetting import NAME, PHONE, Zelda
from workspace.models import Event


@pytest.fixture
def zelda() -> Zelda:
    return Zelda()


def note(caller: Caller, deal: dict[str, object], text: str) -> None:
    path = f"/api/deals/{deal['id']}/checklist/{milestones(caller, deal)[0]['id']}"
    assert caller.patch(path, {"note": text}).status_code == 200


def test_erasing_a_person_clears_the_deals_of_their_documents(zelda: Zelda, alice: Caller) -> None:
    deal = closes(alice, "2030-08-30")
    patch(alice, deal, {"title": f"Purchase from {NAME}", "propertyAddress": f"c/o {NAME}\n12 Maple Street"})
    note(alice, deal, f"{NAME} is at {PHONE}")
    data = canonical()
    data["parties"]["sellers"] = [{"name": NAME, "email": zelda.email, "phone": PHONE}]
    signed(alice, deal, data=data)
    other = made(alice, title=f"Purchase from {NAME}, a namesake")
    zelda.erase()
    found = shown(alice, deal)
    assert (found["title"], found["propertyAddress"]) == ("Purchase from (erased)", "c/o (erased)\n12 Maple Street")
    assert Milestone.objects.exclude(note=None).get().note == "(erased) is at (erased)"
    titles = [one.data.get("title") for one in Event.objects.filter(subject_id=deal["id"])]
    assert set(titles) == {None, "12 Maple Street"}, "what was told of it names nobody either"
    assert len(titles) == 6
    assert shown(alice, other) == other


@pytest.mark.parametrize("place", ["title", "property_address", "note"])
def test_erasing_a_person_removes_their_address_from_every_text_of_a_deal(
    zelda: Zelda, alice: Caller, place: str
) -> None:
    deal = closes(alice, "2030-08-30")
    text = f"Ask {zelda.email}"
    if place == "note":
        note(alice, deal, text)
    else:
        Deal.objects.update(**{place: text})
    assert zelda.traces() == {zelda.email.lower()}
    assert zelda.erase()["known"]
    assert zelda.traces() == set()


def test_an_erased_title_stays_within_its_length(zelda: Zelda, alice: Caller) -> None:
    deal = made(alice, title=(f"{'x' * 150} {zelda.email}"))
    Deal.objects.update(title=f"{zelda.email} {'x' * 199}"[:200])
    zelda.erase()
    assert shown(alice, deal)["title"].startswith("(erased) xxx")
