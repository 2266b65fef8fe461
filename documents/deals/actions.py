"""Everything that is written about deals; what is written about their checklists is beside it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from documents.deals import signed_documents, steps
from documents.deals.checklists import steps as checklists
from documents.deals.lifecycle import DEAL, moved_to
from documents.deals.models import Deal
from safeclose.actors import Actor
from safeclose.http.fields import camel
from safeclose.records import rows
from safeclose.records.rows import locked
from safeclose.records.transactions import action
from workspace.events import bus
from workspace.models import Organization

CHANGEABLE = ("title", "type", "closing_date", "property_address")


@action
def create(
    *,
    organization: Organization,
    title: str,
    type: str,
    closing_date: date | None,
    property_address: str | None,
    by: Actor,
) -> Deal:
    """A new deal, without documents."""
    deal = Deal.objects.create(
        organization=organization,
        created_by_id=by.user_id,
        title=title,
        type=type,
        closing_date=closing_date,
        property_address=property_address,
    )
    bus.publish("deal.created", about=deal, by=by)
    return deal


@action
def change(*, deal_id: str, organization: Organization, changes: Mapping[str, Any], by: Actor) -> Deal:
    """Change what it says (`CHANGEABLE`), and move it to a later `stage`. What changes nothing leaves it as it is.

    Another closing date moves what is not done of its checklist. Raises Unknown, and Conflict where the stage lies
    behind, or where the checklist needs what is to be changed.
    """
    deal = locked(Deal.objects.of(organization), id=deal_id)
    if changed := rows.change(deal, {name: changes[name] for name in CHANGEABLE if name in changes}):
        bus.publish("deal.updated", about=deal, by=by, data={"changed": [camel(name) for name in changed]})
        checklists.follow(deal, changed, by=by)
    if "stage" in changes:
        steps.move(deal, changes["stage"], by=by)
    return deal


@action
def record_signed(*, document_id: str, event_id: str, by: Actor) -> None:
    """Everyone has signed a document: its deal moves on, unless it is as far already, or has ended."""
    document = signed_documents.signed(document_id)
    stage = signed_documents.stage_after(document) if document else None
    if document is None or stage is None:
        return
    deal = locked(Deal.objects.all(), id=document.deal_id)
    if DEAL.allows(deal.stage, moved_to(stage)):
        steps.move(deal, stage, by=by, event_id=event_id)
