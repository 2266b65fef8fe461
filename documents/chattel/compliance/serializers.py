"""Shape of the log."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from documents.chattel.compliance.models import ComplianceEntry
from safeclose.http.fields import ModelSerializer


class ComplianceEntryAnswer(ModelSerializer):
    """One thing that was done, or was left undone for a reason that `detail` names."""

    class Meta:
        model = ComplianceEntry
        fields = ("id", "document_id", "campaign_id", "action", "channel", "detail", "by_id", "at")
        read_only_fields = fields


@extend_schema_serializer(many=False)
class ComplianceEntryPage(serializers.Serializer[Any]):
    """The log, oldest first."""

    entries = ComplianceEntryAnswer(many=True)
    nextCursor = serializers.CharField(required=False)
