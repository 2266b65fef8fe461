"""Chattel documents as people make them: through the API."""

from typing import Any

from documents.models import OutreachSender
from safeclose import clock
from tests.matching import A_TIME, an_id
from tests.people import Caller, Person
from workspace.models import Event, User

BASE = "/v1/documents"
NOT_FOUND = (404, {"error": "Not found."})
INVALID_BODY = (400, {"error": "Invalid body."})
NO_REDIS = (503, {"error": "Redis not configured."})
LOAN: dict[str, Any] = {"providerName": "Maple Credit", "originalAmount": 32000, "remainingAmount": 18400.5}
WHOLE_LOAN: dict[str, Any] = {**LOAN, "currency": "USD", "maturityDate": None, "status": "CURRENT"}
BEHIND: dict[str, Any] = {
    **LOAN,
    "status": "BEHIND",
    "borrower": {"name": "Robin", "email": "robin@example.com", "phone": "+1 613 555 0100"},
}
PLAN: dict[str, Any] = {"sms": True, "email": True, "call": False, "tone": "friendly", "cadence": "weekly"}


def said(answer: Any) -> tuple[int, Any]:
    """Status and body."""
    return answer.status_code, answer.json()


def made(caller: Caller, **body: Any) -> dict[str, Any]:
    """A new document."""
    answer = caller.post(BASE, {"title": "Truck", "chattelType": "vehicle", **body})
    assert answer.status_code == 201, answer.json()
    document: dict[str, Any] = answer.json()["document"]
    assert document["id"] == an_id("doc")
    return document


def started(caller: Caller, document: dict[str, Any], **plan: Any) -> dict[str, Any]:
    """A new campaign of a sender that staff approved."""
    approved(caller)
    answer = caller.post(f"{BASE}/{document['id']}/rcm", {**PLAN, **plan})
    assert answer.status_code == 201, answer.json()
    campaign: dict[str, Any] = answer.json()["campaign"]
    return campaign


def approved(caller: Caller) -> None:
    """Staff let the organization of the caller's token send outreach, or the account where it names none."""
    assert caller.person
    organization = caller.person.organization
    sender = {"organization": organization} if organization else {"user": caller.person.user}
    OutreachSender.objects.get_or_create(**sender, defaults={"approved_at": clock.now()})


def log(caller: Caller, document: dict[str, Any]) -> list[dict[str, Any]]:
    """The compliance log without what no test can know."""
    entries = caller.get(f"{BASE}/{document['id']}/compliance").json()["entries"]
    for entry in entries:
        assert entry.pop("id") == an_id("log")
        assert entry.pop("at") == A_TIME
        assert entry.pop("documentId") == document["id"]
    return list(entries)


def told() -> list[tuple[str, str]]:
    """All events: type and subject."""
    return list(Event.objects.order_by("id").values_list("type", "subject_type"))


def user_of(caller: Caller) -> User:
    """Who calls."""
    assert caller.person
    return caller.person.user


def outside(caller: Caller) -> Caller:
    """The same person, with a token that names no organization."""
    return Caller(Person(user_of(caller), None))
