"""`/v1/signing/manager/flows`."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from safeclose.http.views import read
from safeclose.refusals import Invalid
from signing.packages.flows import actions
from signing.packages.flows.models import Flow
from signing.packages.flows.serializers import (
    FlowAnswer,
    FlowChanges,
    FlowList,
    NewFlow,
    shown_flow,
    stored_steps,
)
from signing.packages.identities.models import Tier
from signing.packages.permissions import (
    ManagesSomewhere,
    access_of,
    location_filter,
    location_named,
    managed,
)
from workspace.identity.callers import actor_of
from workspace.organizations.parameters import id_in_path
from workspace.signed_in import SignedInViewSet

CAP = 500
MODULES = ("flows",)
FLOW_ID = id_in_path("flow_id")


class Flows(SignedInViewSet):
    """The guided orders of steps."""

    parameters = {"list": ("locationId", "cursor", "limit")}
    permission_classes = (ManagesSomewhere,)
    modules = MODULES
    queryset = Flow.objects.none()
    serializer_class = FlowAnswer
    lookup_url_kwarg = "flow_id"
    lookup_value_regex = "[^/]+"

    @extend_schema(
        responses=FlowList,
        parameters=[OpenApiParameter("locationId"), *PAGED],
    )
    def list(self, request: Request) -> Response:
        """Flows, by id."""
        access = access_of(request)
        rows = Flow.objects.filter(access.locations(MODULES, "location"), archived_at=None)
        if (location := location_filter(request, MODULES)) is not None:
            rows = rows.filter(location_id=location)
        flows, cursor = page(rows, request, order=["id"], cap=CAP)
        return Response({**listed("flows", [shown_flow(flow) for flow in flows], cursor), "scope": access.scope})

    @extend_schema(request=NewFlow, responses={201: FlowAnswer})
    def create(self, request: Request) -> Response:
        """Add a flow."""
        body = read(NewFlow, request)
        location = location_named(request, body["locationId"], MODULES)
        if location is None:
            raise Invalid("There is no such location.")
        steps = stored_steps(body["steps"])
        flow = actions.create(location=location, name=body["name"], steps=steps, by=actor_of(request))
        return Response(shown_flow(flow), status=201)

    @extend_schema(parameters=[FLOW_ID])
    def retrieve(self, request: Request, flow_id: str) -> Response:
        """One flow."""
        return Response(shown_flow(_flow(request, flow_id)))

    @extend_schema(request=FlowChanges, parameters=[FLOW_ID])
    def partial_update(self, request: Request, flow_id: str) -> Response:
        """Change a flow, or take it out of use."""
        flow = _flow(request, flow_id)
        changes: dict[str, Any] = read(FlowChanges, request)
        if "steps" in changes:
            changes["steps"] = stored_steps(changes["steps"])
        return Response(shown_flow(actions.edit(flow_id=flow.pk, changes=changes, by=actor_of(request))))

    @extend_schema(
        parameters=[FLOW_ID],
        responses={200: FlowAnswer, 204: OpenApiResponse(description="It was not used, and is gone.")},
    )
    def destroy(self, request: Request, flow_id: str) -> Response:
        """Remove a flow; one that is used is archived instead (200)."""
        found = _flow(request, flow_id, Tier.FULL)
        archived = actions.delete(flow_id=found.pk, by=actor_of(request))
        return Response(shown_flow(archived)) if archived else Response(status=204)


def _flow(request: Request, given: str, tier: Tier | None = None) -> Flow:
    return managed(request, Flow.objects.placed(), "flowId", given, modules=MODULES, tier=tier)
