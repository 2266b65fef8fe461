"""`/api/clickwrap/:id/…`: who has accepted."""

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action as route
from rest_framework.request import Request
from rest_framework.response import Response

from clickwrap.acceptances.models import Acceptance
from clickwrap.acceptances.receipt import make_receipt
from clickwrap.acceptances.serializers import COLUMNS, AcceptancePage, AcceptanceStatus, answered, standing
from clickwrap.agreements.models import Agreement
from safeclose.http.csv_files import attached, lines
from safeclose.http.downloads import download
from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from safeclose.records.rows import found
from safeclose.refusals import Code, Invalid
from safeclose.storage import files
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet

SUBJECT = OpenApiParameter("subjectRef", description="Who accepted, as the acceptance says.")
WANTED = OpenApiParameter("subjectRef", required=True, description="Who may have accepted.")


class Acceptances(SignedInViewSet):
    """Acceptances of an agreement of the caller's organization."""

    parameters = {"acceptances": ("subjectRef", "cursor", "limit"), "table": ("subjectRef",), "status": ("subjectRef",)}
    fixed = ("acceptances",)
    permission_classes = (InOrganization,)
    queryset = Agreement.objects.none()
    lookup_value_regex = "[^/]+"

    @extend_schema(responses=AcceptancePage, parameters=[SUBJECT, *PAGED])
    @route(detail=True)
    def acceptances(self, request: Request, pk: str) -> Response:
        """Newest first, 200 at a time."""
        acceptances, cursor = page(_wanted(request, _agreement(request, pk)), request, order=["-id"], cap=200)
        return Response(listed("acceptances", [answered(one) for one in acceptances], cursor))

    @extend_schema(
        responses={(200, "text/csv"): OpenApiTypes.STR},
        parameters=[SUBJECT],
        operation_id="api_clickwrap_acceptances_table",
    )
    @route(detail=True, url_path=r"acceptances\.csv")
    def table(self, request: Request, pk: str) -> StreamingHttpResponse:
        """All of them as CSV, oldest first, streamed. Nothing in it is taken for a formula by a spreadsheet."""
        agreement = _agreement(request, pk)
        rows = _wanted(request, agreement).order_by("id").iterator(chunk_size=1000)
        cells = (answered(one).values() for one in rows)
        return attached(lines(COLUMNS, cells), name=f"acceptances of {agreement.key}.csv")

    @extend_schema(responses=AcceptanceStatus, parameters=[WANTED])
    @route(detail=True)
    def status(self, request: Request, pk: str) -> Response:
        """Whether someone has accepted, and whether what they accepted is the current version."""
        agreement = _agreement(request, pk)
        return Response(standing(agreement, Acceptance.objects.standing(agreement, _subject(request))))


class Receipts(SignedInViewSet):
    """Proofs of single acceptances."""

    permission_classes = (InOrganization,)
    queryset = Acceptance.objects.none()
    lookup_value_regex = "[^/]+"

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @route(detail=True)
    def receipt(self, request: Request, pk: str) -> HttpResponse:
        """Who accepted what, and when, as a PDF that shows the text and carries its exact bytes."""
        acceptance = found(Acceptance.objects.shown().filter(organization=organization_of(request)), id=pk)
        pdf = make_receipt(acceptance)
        return download(request, pdf, sha256=files.sha256(pdf), name=f"receipt {acceptance.id}.pdf")


def _agreement(request: Request, pk: str) -> Agreement:
    return found(Agreement.objects.of(organization_of(request)), id=pk)


def _wanted(request: Request, agreement: Agreement) -> Any:
    rows = Acceptance.objects.of(agreement)
    return rows.by_subject(_subject(request)) if "subjectRef" in request.query_params else rows


def _subject(request: Request) -> str:
    subject = request.query_params.get("subjectRef", "").strip()
    if not subject:
        raise Invalid("subjectRef must be given.", code=Code.INVALID_PARAMETER)
    return subject
