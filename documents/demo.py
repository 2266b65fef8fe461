"""Demo data: an agreement as a draft, and one that is ready to be sent."""

from documents import packs
from documents.chattel import demo as chattel
from documents.deals import demo as deals
from documents.models import Document
from documents.paper import actions
from safeclose import clock
from safeclose.actors import SYSTEM
from workspace.models import Organization

FORM = "on/freehold-purchase"


def seed(ids: dict[str, dict[str, str]]) -> None:
    """Make what is missing."""
    acme = Organization.objects.get(slug="acme-financial")
    found = ids.setdefault("documents", {})
    found["draft"] = made(acme, "Offer for 12 Maple Street, not finished").id
    found["generated"] = made(acme, "Offer for 12 Maple Street", generate=True).id
    chattel.seed(ids)
    deals.seed(ids)


def made(organization: Organization, title: str, *, generate: bool = False) -> Document:
    """The document of that title; made from the form's sample unless it is there."""
    document: Document | None = Document.objects.of(organization).filter(title=title).first()
    if document is None:
        document = actions.create(
            organization=organization,
            form_key=FORM,
            title=title,
            canonical=packs.get(FORM).sample(clock.now().date()),
            provenance={},
            deal_id=None,
            by=SYSTEM,
        )
    if generate and document.status == Document.Status.DRAFT:
        document = actions.generate(document_id=document.id, organization=organization, by=SYSTEM)
    return document
