"""Senders of outreach in the back office."""

from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from documents.chattel.outreach.senders import actions
from documents.chattel.outreach.senders.models import OutreachSender
from safeclose.actors import Actor
from safeclose.backoffice.badges import States
from safeclose.backoffice.buttons import Answers, Button
from safeclose.backoffice.filters import Named
from safeclose.backoffice.searching import number
from safeclose.backoffice.tables import ReadOnly, adds_buttons
from safeclose.records.lifecycle import Kind
from workspace.identity.groups import OPERATE
from workspace.models import Organization, User


class SenderState(Named):
    """Those that may send, that may not, or that a complaint has paused."""

    title = "state"
    parameter_name = "state"
    values = ("approved", "not approved", "paused")

    def queryset(self, request: HttpRequest, queryset: "QuerySet[OutreachSender]") -> "QuerySet[OutreachSender]":
        """Those rows, or all of them."""
        if self.value() == "paused":
            return queryset.filter(paused_at__isnull=False)
        if self.value() in self.values:
            return queryset.filter(approved_at__isnull=self.value() == "not approved")
        return queryset


KINDS = {"approved": Kind.ACTIVE, "not approved": Kind.DRAFT, "paused": Kind.ENDED}


def state_of(sender: OutreachSender) -> str:
    if sender.paused_at:
        return "paused"
    return "approved" if sender.approved_at else "not approved"


def _revoke(sender: OutreachSender, answers: Answers, by: Actor) -> str:
    actions.revoke_approval(sender_id=sender.pk, by=by)
    return f"{sender} can't send outreach any more."


def _lift(sender: OutreachSender, answers: Answers, by: Actor) -> str:
    actions.lift_pause(sender_id=sender.pk, by=by)
    return f"The outreach of {sender} is not paused any more."


@admin.register(OutreachSender)
class OutreachSenders(ReadOnly):
    """Who may send outreach, and who was paused after a complaint."""

    list_display = ("called", "state", "approved_at", "paused_at", "id")
    states: ClassVar = {"state": States(KINDS, of=state_of)}
    list_filter = (SenderState,)
    joins = ("organization", "user")
    finds = {
        "an organization's number": number(OutreachSender, "organization"),
        "an account's number": number(OutreachSender, "user"),
    }
    buttons = (
        Button(
            "revoke", "Revoke approval", OPERATE, "Let this sender send no more outreach?",
            _revoke, offered=lambda sender: sender.approved_at is not None, is_dangerous=True,
        ),
        Button(
            "lift", "Lift pause", OPERATE, "Let this sender send outreach again, after a complaint?",
            _lift, offered=lambda sender: sender.paused_at is not None,
        ),
    )  # fmt: skip


def _approve_organization(organization: Organization, answers: Answers, by: Actor) -> str:
    actions.approve(organization_id=organization.pk, by=by)
    return f"{organization} can send outreach."


def _approve_account(user: User, answers: Answers, by: Actor) -> str:
    actions.approve(user_id=user.pk, by=by)
    return f"{user} can send outreach without an organization."


def _is_not_approved(row: Organization | User) -> bool:
    column = "organization" if isinstance(row, Organization) else "user"
    return not OutreachSender.objects.filter(approved_at__isnull=False, **{column: row.pk}).exists()


adds_buttons(
    Organization,
    Button(
        "approve-outreach", "Approve for outreach", OPERATE,
        "Let this organization send texts and mails to borrowers? Check first who they are.",
        _approve_organization, offered=_is_not_approved,
    ),
)  # fmt: skip
adds_buttons(
    User,
    Button(
        "approve-outreach", "Approve for outreach", OPERATE,
        "Let this account send texts and mails to borrowers without an organization? Check first who they are.",
        _approve_account, offered=_is_not_approved,
    ),
)  # fmt: skip
