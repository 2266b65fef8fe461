"""Demo data: a purchase, with the agreement that is ready to be sent."""

from documents.deals import actions
from documents.deals.models import Deal
from documents.paper import actions as paper
from documents.paper.models import Document
from safeclose.actors import SYSTEM
from workspace.models import Organization

TITLE = "Purchase of 12 Maple Street"


def seed(ids: dict[str, dict[str, str]]) -> None:
    """Make what is missing, and put the generated document into it unless that has gone its own way."""
    acme = Organization.objects.get(slug="acme-financial")
    deal = Deal.objects.of(acme).filter(title=TITLE).first() or _made(acme)
    ids.setdefault("deals", {})["purchase"] = deal.id
    document = Document.objects.get(id=ids["documents"]["generated"])
    if document.deal_id is None and document.status == Document.Status.GENERATED:
        paper.edit(document_id=document.id, organization=acme, changes={"deal_id": deal.id}, by=SYSTEM)


def _made(organization: Organization) -> Deal:
    return actions.create(
        organization=organization,
        title=TITLE,
        type=Deal.Type.PURCHASE,
        closing_date=None,
        property_address="12 Maple Street\nOttawa, Ontario",
        by=SYSTEM,
    )
