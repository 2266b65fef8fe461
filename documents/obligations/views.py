"""`/api/documents/obligations`: what is due."""

from datetime import timedelta

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action as route
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from documents.obligations import actions
from documents.obligations.models import Obligation
from documents.obligations.serializers import ObligationQueryShape, ObligationShape, ResolvedObligationShape
from safeclose import clock
from workspace.identity.callers import actor_of
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet


class Obligations(ListModelMixin, SignedInViewSet):
    """What is overdue, and what is due within so many days (30 unless said), the soonest first."""

    tag = "Obligations"
    operations = {"list": "listObligations", "resolve": "resolveObligation"}
    queries = {"list": ObligationQueryShape}
    ignores_unknown_parameters = ("list",)
    permission_classes = (InOrganization,)
    serializer_class = ObligationShape
    listed_as = "obligations"
    ordering = ("due_at", "id")
    page_size = max_page_size = 500

    def get_queryset(self) -> "QuerySet[Obligation]":
        until = clock.now() + timedelta(days=self.query["within_days"])
        rows = Obligation.objects.of(organization_of(self.request)).open().due_until(until)
        # A join of the organization, which no other row has, would be planned as one of all organizations.
        return rows.select_related("document").prefetch_related("organization")

    @extend_schema(request=None)
    @route(detail=True, methods=["post"], serializer_class=ResolvedObligationShape)
    def resolve(self, request: Request, pk: str) -> Response:
        """It is done: it leaves the list."""
        obligation = actions.resolve(obligation_id=pk, organization=organization_of(request), by=actor_of(request))
        return self.answer(obligation)
