"""`/v1/documents/:id/compliance`."""

from django.db.models import QuerySet
from rest_framework.mixins import ListModelMixin

from documents.chattel.account_views import AccountViewSet
from documents.chattel.compliance.models import ComplianceEntry
from documents.chattel.compliance.serializers import ComplianceEntryShape
from documents.chattel.register.former_owners import refuse_never_owned
from safeclose.records.rows import found
from safeclose.refusals import Unknown
from workspace.identity.callers import user_of


class Compliance(ListModelMixin, AccountViewSet):
    """The log of outreach on one chattel document, oldest first; also of a document that was deleted."""

    tag = "Chattel documents"
    operations = {"list": "listOutreachLog"}
    serializer_class = ComplianceEntryShape
    listed_as = "entries"
    ordering = ("number",)

    def get_queryset(self) -> "QuerySet[ComplianceEntry]":
        document_id = self.kwargs["document_id"]
        try:
            found(self.own_documents(), id=document_id)
        except Unknown:
            refuse_never_owned(user_of(self.request).pk, document_id)
        return ComplianceEntry.objects.filter(document_id=document_id)
