"""`/v1/signing/manager/flows`."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.views import RetrieveMixin, reads, statuses
from signing.packages.flows import actions
from signing.packages.flows.models import Flow
from signing.packages.flows.serializers import FlowChangesShape, FlowShape, NewFlowShape
from signing.packages.identities.models import Tier
from signing.packages.managed_viewset import ManagedRowViewSet
from signing.packages.permissions import location_to_write_at
from signing.packages.scope import LocationQueryShape, ScopedListViewSet
from workspace.identity.callers import actor_of


class Flows(ScopedListViewSet, RetrieveMixin, ManagedRowViewSet):
    """The guided orders of steps, by id."""

    tag = "Package setup"
    operations = {
        "list": "listFlows",
        "create": "createFlow",
        "retrieve": "getFlow",
        "partial_update": "updateFlow",
        "destroy": "deleteFlow",
    }
    queries = {"list": LocationQueryShape}
    modules = ("flows",)
    tiers = {"destroy": Tier.FULL}
    serializer_class = FlowShape
    listed_as = "flows"
    ordering = ("id",)
    lookup_url_kwarg = "flow_id"
    numeric_ids = ("flow_id",)

    def get_queryset(self) -> Any:
        if self.action == "list":
            return self.in_scope(Flow.objects.filter(archived_at=None), self.modules)
        return Flow.objects.placed()

    @statuses(201)
    @reads(NewFlowShape)
    def create(self, request: Request, body: dict[str, Any]) -> Response:
        """Add a flow."""
        location = location_to_write_at(request, body.pop("location_id"), self.modules)
        return self.answer(actions.create(location=location, by=actor_of(request), **body), status=201)

    @reads(FlowChangesShape)
    def partial_update(self, request: Request, flow_id: str, body: dict[str, Any]) -> Response:
        """Change a flow, or take it out of use."""
        return self.answer(actions.change(flow_id=self.row.pk, changes=body, by=actor_of(request)))

    @extend_schema(responses={200: FlowShape, 204: OpenApiResponse(description="It was not used, and is gone.")})
    def destroy(self, request: Request, flow_id: str) -> Response:
        """Remove a flow; one that is used is archived instead (200)."""
        archived = actions.delete(flow_id=self.row.pk, by=actor_of(request))
        return self.answer(archived) if archived else Response(status=204)
