"""`/api/documents/obligations`: what is due."""

from datetime import timedelta

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action as route
from rest_framework.request import Request
from rest_framework.response import Response

from documents.obligations import actions
from documents.obligations.models import Obligation
from documents.obligations.serializers import ObligationAnswer, ObligationPage, ResolvedObligation
from safeclose import clock
from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from safeclose.refusals import Code, Invalid
from workspace.identity.callers import actor_of
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet

CAP = 500
DAYS = 30
MOST_DAYS = 365


class Obligations(SignedInViewSet):
    """What the documents of the caller's organization oblige to."""

    parameters = {"list": ("withinDays", "cursor", "limit")}
    fixed = ("list",)
    permission_classes = (InOrganization,)
    queryset = Obligation.objects.none()
    serializer_class = ObligationAnswer
    lookup_value_regex = "[^/]+"

    @extend_schema(
        responses=ObligationPage,
        parameters=[
            OpenApiParameter("withinDays", int, description="1 to 365."),
            *PAGED,
        ],
    )
    def list(self, request: Request) -> Response:
        """What is overdue, and what is due within so many days (30 unless said), the soonest first."""
        until = clock.now() + timedelta(days=_within_days(request))
        rows = Obligation.objects.of(organization_of(request)).open().due_until(until).select_related("document")
        found, cursor = page(rows, request, order=["due_at", "id"], cap=CAP)
        return Response(listed("obligations", ObligationAnswer(found, many=True).data, cursor))

    @extend_schema(request=None, responses=ResolvedObligation)
    @route(detail=True, methods=["post"])
    def resolve(self, request: Request, pk: str) -> Response:
        """It is done: it leaves the list."""
        obligation = actions.resolve(obligation_id=pk, organization=organization_of(request), by=actor_of(request))
        return Response(ResolvedObligation(obligation).data)


def _within_days(request: Request) -> int:
    text = request.query_params.get("withinDays", str(DAYS))
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MOST_DAYS):
        raise Invalid(f"withinDays must be a whole number from 1 to {MOST_DAYS}.", code=Code.INVALID_PARAMETER)
    return int(text)
