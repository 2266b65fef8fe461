"""Campaigns of outreach on loans that are behind."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from documents.chattel.outreach.lifecycle import TOUCH, TouchStatus
from documents.chattel.register.models import ChattelDocument
from safeclose import clock
from safeclose.records import ids
from workspace.models import Organization

CHANNELS = ("sms", "email", "call")


def _none() -> list[str]:
    return []


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def overdue(self, now: datetime) -> "CampaignQuerySet":
        """Those whose next touch is due."""
        return self.filter(active=True, next_touch_at__lte=now)


class Campaign(models.Model):
    """What an owner has set up to reach the borrower, again and again, until the loan is current or they opt out."""

    id = ids.TypeIDField(prefix="cmp", primary_key=True, editable=False)
    document = models.ForeignKey(ChattelDocument, on_delete=models.CASCADE, related_name="campaigns", db_index=False)
    # Whose name and clock hold: that of the token with which it was started, if any.
    organization = models.ForeignKey(Organization, on_delete=models.SET_NULL, null=True, related_name="+")
    sms = models.BooleanField()
    email = models.BooleanField()
    call = models.BooleanField()
    tone = models.CharField(max_length=80)
    cadence = models.CharField(max_length=80)
    notes = models.CharField(max_length=2000, null=True)
    active = models.BooleanField(default=True)
    opted_out = ArrayField(models.CharField(max_length=5), default=_none)
    next_touch_at = models.DateTimeField(null=True)
    touches_made = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = CampaignQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["document", "-id"], name="campaign_list_of_document"),
            models.Index(fields=["next_touch_at"], condition=Q(active=True), name="campaign_with_a_touch_ahead"),
        )
        constraints = (
            models.CheckConstraint(
                name="active_campaign_has_a_channel",
                condition=Q(active=False) | Q(sms=True) | Q(email=True) | Q(call=True),
            ),
            models.CheckConstraint(
                name="inactive_campaign_has_no_touch_ahead", condition=Q(active=True) | Q(next_touch_at=None)
            ),
            models.CheckConstraint(
                name="campaign_keeps_out_of_opted_out_channels",
                condition=(
                    (Q(sms=False) | ~Q(opted_out__contains=["sms"]))
                    & (Q(email=False) | ~Q(opted_out__contains=["email"]))
                    & (Q(call=False) | ~Q(opted_out__contains=["call"]))
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.id}: {self.tone}, {self.cadence}"

    @property
    def channels(self) -> list[str]:
        """Those that are on."""
        return [channel for channel in CHANNELS if getattr(self, channel)]


class TouchQuerySet(models.QuerySet["Touch"]):
    """Querysets for outreach messages."""

    def under_way(self, document_id: str, since: datetime) -> "TouchQuerySet":
        """Those that may be sent at this moment."""
        return self.filter(campaign__document_id=document_id, status=TouchStatus.SENDING, claimed_at__gt=since)


class Touch(models.Model):
    """One message to the borrower: the n-th of its campaign, over one channel; made once, sent once."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="touches", db_index=False)
    number = models.PositiveIntegerField()
    channel = models.CharField(max_length=5)
    status = models.CharField(max_length=7, default=TOUCH.initial)
    tries = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)
    claimed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = TouchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "touches"
        indexes = (
            models.Index(
                fields=["made_at"],
                condition=Q(status__in=[TouchStatus.DUE, TouchStatus.SENDING]),
                name="touch_not_ended",
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["campaign", "number", "channel"], name="touch_is_made_once"),
            models.CheckConstraint(name="touch_status_is_known", condition=Q(status__in=TOUCH.states)),
            models.CheckConstraint(name="touch_goes_by_sms_or_email", condition=Q(channel__in=["sms", "email"])),
            models.CheckConstraint(
                name="touch_that_is_sent_was_claimed",
                condition=~Q(status__in=[TouchStatus.SENDING, TouchStatus.SENT, TouchStatus.FAILED])
                | Q(claimed_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.number} {self.channel}: {self.status}"
