"""The chattel register in the back office."""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib import admin

from documents.chattel.loans.statuses import LOAN
from documents.chattel.models import Campaign, ChattelDocument, ComplianceEntry, Loan, Touch
from documents.chattel.outreach import actions
from documents.chattel.outreach.lifecycle import TOUCH
from safeclose.actors import Actor
from safeclose.backoffice.badges import ACTIVITY, States, badge
from safeclose.backoffice.buttons import Answers, Button
from safeclose.backoffice.filters import Since
from safeclose.backoffice.panels import MAX_PANEL_LINES, Panel, moment
from safeclose.backoffice.searching import exact, number
from safeclose.backoffice.tables import ReadOnly
from workspace.identity.groups import SUPPORT


@admin.register(ChattelDocument)
class ChattelDocuments(ReadOnly):
    """Records of movable collateral."""

    list_display = ("title", "chattel_type", "owner", "updated_at", "id")
    list_filter = (Since,)
    joins = ("owner",)
    finds = {
        "the document's id": exact(ChattelDocument, "id"),
        "its owner's number": number(ChattelDocument, "owner"),
    }

    def panels(self, document: ChattelDocument) -> Sequence[Panel]:
        """Its loan, and what was done to reach the borrower."""
        entries = ComplianceEntry.objects.filter(document_id=document.id).order_by("number")[:MAX_PANEL_LINES]
        log = [(one.number, one.action.replace("_", " "), one.channel or "–", moment(one.at)) for one in entries]
        loans = [(one.provider_name, badge(one.status, LOAN), one.remaining_amount, one.currency)
                 for one in Loan.objects.filter(document=document)]  # fmt: skip
        return (
            Panel("Loan", ("Provider", "State", "Remaining", "Currency"), loans),
            Panel("Compliance log", ("No.", "What", "Channel", "At"), log),
        )


@admin.register(ComplianceEntry)
class ComplianceEntries(ReadOnly):
    """The log of outreach: evidence."""

    list_display = ("action", "channel", "at", "number", "document_id", "id")
    list_filter = (Since,)
    finds = {"the entry's id": exact(ComplianceEntry, "id"), "the document's id": exact(ComplianceEntry, "document_id")}


def _record_complaint(campaign: Campaign, answers: Answers, by: Actor) -> str:
    actions.record_complaint(campaign_id=campaign.id, by=by)
    return "The complaint is in the log. Outreach of the sender is paused."


@admin.register(Campaign)
class Campaigns(ReadOnly):
    """Outreach on loans that are behind."""

    in_short_menu = True
    list_display = ("document", "active", "next_touch_at", "touches_made", "id")
    states: ClassVar = {"active": ACTIVITY}
    list_filter = (Since,)
    joins = ("document", "organization")
    buttons = (
        Button(
            "complaint", "Record complaint", SUPPORT,
            "Has the borrower complained? Nothing more is sent to them, and the sender's outreach is paused.",
            _record_complaint, is_dangerous=True,
        ),
    )  # fmt: skip
    finds = {"the campaign's id": exact(Campaign, "id"), "the document's id": exact(Campaign, "document")}


@admin.register(Touch)
class Touches(ReadOnly):
    """Single messages of campaigns."""

    list_display = ("message", "document", "status", "made_at", "campaign_id", "id")
    states: ClassVar = {"status": States(TOUCH.kinds)}
    joins = ("campaign__document",)
    finds = {"the campaign's id": exact(Touch, "campaign"), "number": number(Touch)}

    @admin.display(description="message")
    def message(self, touch: Touch) -> str:
        return f"{touch.channel} {touch.number}"

    @admin.display(description="document")
    def document(self, touch: Touch) -> str:
        return touch.campaign.document.title
