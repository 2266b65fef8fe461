"""Shape of the log."""

from rest_framework.serializers import CharField, IntegerField, ListField

from documents.chattel.compliance.models import ComplianceEntry
from safeclose.http.shapes import ModelShape, Shape


class DetailShape(Shape):
    """What the action says: its keys depend on it."""

    channels = ListField(child=CharField(), required=False)
    tone = CharField(required=False)
    cadence = CharField(required=False)
    touch = IntegerField(required=False)
    reason = CharField(required=False)
    code = CharField(required=False)
    receipt = CharField(required=False)


class ComplianceEntryShape(ModelShape):
    """One thing that was done, or was left undone for a reason that `detail` names."""

    detail = DetailShape()

    class Meta:
        model = ComplianceEntry
        fields = ("id", "document_id", "campaign_id", "action", "channel", "detail", "by_id", "at")
