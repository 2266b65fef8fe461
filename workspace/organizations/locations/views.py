"""`/v1/workspace/orgs/:id/locations`: where an organization works."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.views import reads, statuses
from workspace.identity.callers import actor_of
from workspace.organizations.locations import actions
from workspace.organizations.locations.serializers import LocationChangesShape, LocationShape, NewLocationShape
from workspace.organizations.models import Location
from workspace.organizations.permissions import OfOrganization, organization_of
from workspace.signed_in import SignedInViewSet


class Locations(ListModelMixin, SignedInViewSet):
    """The locations of one organization, in their order. Every member reads them."""

    tag = "Organizations"
    operations = {
        "list": "listLocations",
        "create": "createLocation",
        "partial_update": "updateLocation",
        "destroy": "deleteLocation",
    }
    permission_classes = (OfOrganization,)
    numeric_ids = ("organization_id", "location_id")
    serializer_class = LocationShape
    lookup_url_kwarg = "location_id"
    listed_as = "locations"
    wrapped_as = "location"
    ordering = ("sort_order", "id")

    @property
    def needs(self) -> tuple[str, ...]:
        """What the caller's role must give."""
        return () if self.action == "list" else ("locations",)

    def get_queryset(self) -> "QuerySet[Location]":
        return Location.objects.of(organization_of(self.request))

    @statuses(201)
    @reads(NewLocationShape)
    def create(self, request: Request, organization_id: str, body: dict[str, Any]) -> Response:
        """Add a location."""
        location = actions.create(organization_id=organization_of(request).pk, by=actor_of(request), **body)
        return self.answer(location, status=201)

    @reads(LocationChangesShape)
    def partial_update(
        self, request: Request, organization_id: str, location_id: str, body: dict[str, Any]
    ) -> Response:
        """Change a location."""
        location = actions.change(
            organization_id=organization_of(request).pk,
            location_id=self.number("location_id"),
            changes=body,
            by=actor_of(request),
        )
        return self.answer(location)

    def destroy(self, request: Request, organization_id: str, location_id: str) -> Response:
        """Delete a location that nothing belongs to."""
        actions.delete(
            organization_id=organization_of(request).pk, location_id=self.number("location_id"), by=actor_of(request)
        )
        return Response(status=204)
