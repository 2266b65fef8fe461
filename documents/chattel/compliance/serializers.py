"""Shape of the log."""

from documents.chattel.compliance.models import ComplianceEntry
from safeclose.http.shapes import ModelShape


class ComplianceEntryShape(ModelShape):
    """One thing that was done, or was left undone for a reason that `detail` names."""

    class Meta:
        model = ComplianceEntry
        fields = ("id", "document_id", "campaign_id", "action", "channel", "detail", "by_id", "at")
