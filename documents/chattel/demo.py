"""Demo data: what Alice holds as collateral, with a loan that is behind, and outreach on it."""

from decimal import Decimal
from typing import Any

from documents.chattel.models import Campaign, ChattelDocument
from documents.chattel.outreach import actions as outreach
from documents.chattel.outreach.senders import actions as senders
from documents.chattel.register import actions
from safeclose.actors import SYSTEM
from workspace.models import Organization, User

RECORDS: dict[str, tuple[str, str, tuple[str, str, str] | None]] = {
    "vehicle": ("2021 pickup truck", "vehicle", ("Maple Leaf Credit", "18400.50", "BEHIND")),
    "boat": ("Aluminium fishing boat", "watercraft", ("Harbour Savings", "7250.00", "CURRENT")),
    "piano": ("Upright piano", "other", None),
}
PLAN = {"sms": False, "email": False, "call": True, "tone": "friendly", "cadence": "weekly", "notes": None}


def seed(ids: dict[str, dict[str, str]]) -> None:
    """Make what is missing."""
    alice = User.objects.get(clerk_user_id="user_demo_alice")
    found = ids.setdefault("chattelDocuments", {})
    for name, (title, chattel_type, loan) in RECORDS.items():
        document = ChattelDocument.objects.of(alice.pk).filter(title=title).first()
        document = document or actions.create(
            owner_id=alice.pk,
            title=title,
            description=None,
            chattel_type=chattel_type,
            loan=_columns(*loan) if loan else None,
            by=alice.acting(),
        )
        found[name] = document.id
    senders.approve(organization_id=Organization.objects.get(slug="acme-financial").pk, by=SYSTEM)
    ids.setdefault("campaigns", {})["vehicle"] = _campaign(alice, found["vehicle"]).id


def _columns(provider: str, remaining: str, status: str) -> dict[str, Any]:
    return {
        "provider_name": provider,
        "original_amount": Decimal("32000.00"),
        "remaining_amount": Decimal(remaining),
        "currency": "CAD",
        "maturity_date": None,
        "status": status,
        "borrower_name": "Robin Borrower",
        "borrower_email": "robin@example.com",
        "borrower_phone": None,
    }


def _campaign(alice: User, document_id: str) -> Campaign:
    found: Campaign | None = Campaign.objects.filter(document_id=document_id).first()
    return found or outreach.start(
        owner_id=alice.pk,
        document_id=document_id,
        organization_id=Organization.objects.get(slug="acme-financial").pk,
        plan=PLAN,
        by=alice.acting(),
    )
