"""`/api/clickwrap/:id/…`: who has accepted."""

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action as route
from rest_framework.request import Request
from rest_framework.response import Response

from clickwrap.acceptances.models import Acceptance
from clickwrap.acceptances.serializers import (
    AcceptanceFilterShape,
    AcceptanceShape,
    AcceptanceStatusShape,
    StatusQueryShape,
)
from clickwrap.agreements.models import Agreement
from safeclose.http.csv_files import attached, lines
from safeclose.http.shapes import keys_of
from safeclose.records import replica
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet


class Acceptances(SignedInViewSet):
    """Acceptances of an agreement of the caller's organization."""

    tag = "Agreements"
    operations = {"acceptances": "listAcceptances", "table": "exportAcceptances", "status": "getAcceptanceStatus"}
    queries = {
        "acceptances": AcceptanceFilterShape,
        "table": AcceptanceFilterShape,
        "status": StatusQueryShape,
    }
    ignores_unknown_parameters = ("acceptances",)
    permission_classes = (InOrganization,)
    serializer_class = AcceptanceShape
    page_size = 200

    def get_queryset(self) -> "QuerySet[Agreement]":
        return Agreement.objects.of(organization_of(self.request))

    @route(detail=True, listed_as="acceptances")
    def acceptances(self, request: Request, pk: str) -> Response:
        """Newest first, 200 at a time."""
        return self.answer_list(self._wanted(self.get_object()))

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR})
    @route(detail=True, url_path="acceptances.csv")
    def table(self, request: Request, pk: str) -> StreamingHttpResponse:
        """All of them as CSV, oldest first, streamed. Nothing in it is taken for a formula by a spreadsheet."""
        agreement: Agreement = self.get_object()
        # In the opposite order of the index `acceptances_of_agreement`.
        rows = self._wanted(agreement).order_by("-agreement_id", "id").using(replica.alias()).iterator(chunk_size=1000)
        shape = AcceptanceShape()
        cells = (shape.to_representation(row).values() for row in rows)
        return attached(lines(keys_of(AcceptanceShape), cells), name=f"acceptances of {agreement.key}.csv")

    @route(detail=True, serializer_class=AcceptanceStatusShape)
    def status(self, request: Request, pk: str) -> Response:
        """Whether someone has accepted, and whether what they accepted is the current version."""
        agreement: Agreement = self.get_object()
        return self.answer(Acceptance.objects.status_of(agreement, self.query["subject_ref"]))

    def _wanted(self, agreement: Agreement) -> "QuerySet[Acceptance]":
        rows = Acceptance.objects.of(agreement)
        subject: str | None = self.query.get("subject_ref")
        return rows if subject is None else rows.by_subject(subject)
