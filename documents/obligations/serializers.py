"""Shapes of obligations."""

from datetime import datetime, timedelta

from rest_framework.serializers import CharField, ChoiceField

from documents.obligations.models import Obligation
from safeclose import clock
from safeclose.http.fields import Timestamp, WholeNumberParameter
from safeclose.http.shapes import ModelShape, Shape

DUE_SOON_WITHIN = timedelta(days=3)
URGENCIES = ("overdue", "due_soon", "pending")


def urgency(obligation: Obligation, now: datetime) -> str:
    """How pressing it is; the obligation comes with its organization."""
    if obligation.is_overdue(now):
        return "overdue"
    return "due_soon" if obligation.due_at <= now + DUE_SOON_WITHIN else "pending"


class ObligationQueryShape(Shape):
    within_days = WholeNumberParameter(min_value=1, max_value=365, default=30, help_text="Days from now.")


class ObligationShape(ModelShape):
    """One date by which something has to happen."""

    document_id = CharField()
    deal_id = CharField(source="document.deal_id", allow_null=True)
    due_date = Timestamp(source="due_at", help_text="The instant; midnight UTC where the document names a day.")
    urgency = ChoiceField(
        URGENCIES, help_text="What is due on a day is overdue when that day is over in the organization's time zone."
    )

    class Meta:
        model = Obligation
        fields: tuple[str, ...] = (
            "id", "document_id", "deal_id", "type", "description", "due_date", "amount_cents", "urgency",
        )  # fmt: skip

    def get_urgency(self, obligation: Obligation) -> str:
        return urgency(obligation, clock.now())


class ResolvedObligationShape(ObligationShape):
    """One that is done."""

    class Meta(ObligationShape.Meta):
        fields = (*ObligationShape.Meta.fields, "resolved_at")
