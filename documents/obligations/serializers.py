"""Shapes of obligations."""

from datetime import datetime, timedelta
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from documents.obligations.models import Obligation
from safeclose import clock
from safeclose.http.fields import ModelSerializer, Timestamp

SOON = timedelta(days=3)
URGENCIES = ("overdue", "due_soon", "pending")


def urgency(due_at: datetime, now: datetime) -> str:
    """How pressing something is that is due at that instant."""
    if due_at < now:
        return "overdue"
    return "due_soon" if due_at <= now + SOON else "pending"


class ObligationAnswer(ModelSerializer):
    """One date by which something has to happen."""

    document_id = serializers.CharField()
    deal_id = serializers.CharField(source="document.deal_id", allow_null=True)
    due_date = Timestamp(source="due_at", help_text="The instant; midnight UTC where the document names a day.")
    urgency = serializers.SerializerMethodField("get_urgency")

    class Meta:
        model = Obligation
        fields: tuple[str, ...] = (
            "id", "document_id", "deal_id", "type", "description", "due_date", "amount_cents", "urgency",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(URGENCIES))
    def get_urgency(self, obligation: Obligation) -> str:
        """By the clock: `due_soon` is within three days."""
        return urgency(obligation.due_at, clock.now())


class ResolvedObligation(ObligationAnswer):
    """One that is done."""

    class Meta(ObligationAnswer.Meta):
        fields = (*ObligationAnswer.Meta.fields, "resolved_at")
        read_only_fields = fields


class ObligationPage(serializers.Serializer[Any]):
    """What is due, the soonest first."""

    obligations = ObligationAnswer(many=True)
    nextCursor = serializers.CharField(required=False)
