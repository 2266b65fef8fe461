"""Deals as people make them, and signed documents in them, made without paper."""

from datetime import UTC, datetime
from typing import Any

from documents import packs
from documents.deals.jobs import advance_deal, spawn_checklist
from documents.paper.models import Document
from safeclose import clock
from tests.people import Caller
from workspace.models import Event

ROUTE = "/api/deals"
NOW = datetime(2026, 5, 4, 15, tzinfo=UTC)
PURCHASE, LEASE = "on/freehold-purchase", "on/condo-lease"
STAGES = ["new", "offer_submitted", "conditional", "firm", "closing", "closed", "lost"]


def made(caller: Caller, **body: Any) -> dict[str, Any]:
    """A deal."""
    answer = caller.post(ROUTE, {"title": "12 Maple Street", "type": "purchase", **body})
    assert answer.status_code == 201, answer.json()
    return dict(answer.json())


def patch(caller: Caller, deal: dict[str, Any], body: Any, status: int = 200) -> Any:
    """The answer's body, once its status is as expected."""
    answer = caller.patch(f"{ROUTE}/{deal['id']}", body)
    assert answer.status_code == status, answer.json()
    return answer.json()


def shown(caller: Caller, deal: dict[str, Any]) -> dict[str, Any]:
    """The deal, as it is now."""
    answer = caller.get(f"{ROUTE}/{deal['id']}")
    assert answer.status_code == 200
    return dict(answer.json())


def canonical(form: str = PURCHASE, *, closing: str | None = None, waivers: list[str] | None = None) -> dict[str, Any]:
    """A form's sample, with the day on which it closes, and the last days of its conditions."""
    sample = packs.get(form).sample(clock.now().date())
    if waivers is not None:
        sample["conditions"] = [{"kind": "other", "description": "x", "waiverDate": day} for day in waivers]
    if closing:
        part, name = ("dates", "completionDate") if "purchase" in form else ("lease", "startDate")
        sample[part] = {**sample[part], name: closing}
    return sample


def signed(
    caller: Caller, deal: dict[str, Any] | None, form: str = PURCHASE, data: dict[str, Any] | None = None
) -> Document:
    """A document that everyone signed just now."""
    at = clock.now()
    found: Document = Document.objects.create(
        organization=caller.organization, form_key=form, title="Agreement", status="FULLY_SIGNED",
        canonical=canonical(form) if data is None else data, deal_id=deal and deal["id"], sha256="0" * 64,
        page_count=1, generated_at=at, first_sent_at=at, signed_at=at,
    )  # fmt: skip
    return found


def told(document: Document) -> Event:
    """The news of it, and both handlers run once."""
    event = Event.objects.create(
        type="DOCUMENT_SIGNED", organization=document.organization, subject_type="envelope", subject_id="env_x",
        actor={"kind": "signer"}, data={"documentId": document.id, "dealId": document.deal_id},
    )  # fmt: skip
    advance_deal(event)
    spawn_checklist(event)
    return event


def closes(caller: Caller, day: str, **body: Any) -> dict[str, Any]:
    """A deal whose purchase agreement is signed, and that closes on that day."""
    deal = made(caller, **body)
    told(signed(caller, deal, data=canonical(closing=day, waivers=[])))
    return shown(caller, deal)


def checklist(caller: Caller, deal: dict[str, Any]) -> dict[str, Any]:
    """Its closing checklist."""
    answer = caller.get(f"{ROUTE}/{deal['id']}/checklist")
    assert answer.status_code == 200, answer.json()
    return dict(answer.json()["checklist"])


def milestones(caller: Caller, deal: dict[str, Any]) -> list[dict[str, Any]]:
    """All of it, in order."""
    found = checklist(caller, deal)
    return [*found["before"], *found["after"]]


def events(*types: str) -> list[dict[str, Any]]:
    """What was told of these types, oldest first."""
    return [one.data for one in Event.objects.filter(type__in=types).order_by("id")]
