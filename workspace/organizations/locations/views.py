"""`/v1/workspace/orgs/:id/locations`: where an organization works."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.numeric_ids import numeric_id
from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from safeclose.http.views import read
from workspace.identity.callers import actor_of
from workspace.organizations.locations import actions
from workspace.organizations.locations.serializers import (
    LocationAnswer,
    LocationChanges,
    LocationList,
    LocationResult,
    NewLocation,
)
from workspace.organizations.models import Location
from workspace.organizations.parameters import ORGANIZATION_ID, id_in_path
from workspace.organizations.permissions import OfOrganization, organization_of
from workspace.organizations.queries import locations_of
from workspace.signed_in import SignedInViewSet

LOCATION_ID = id_in_path("location_id")


@extend_schema(parameters=[ORGANIZATION_ID])
class Locations(SignedInViewSet):
    """The locations of one organization. Every member reads them."""

    permission_classes = (OfOrganization,)
    parameters = {"list": ("cursor", "limit")}
    queryset = Location.objects.none()
    serializer_class = LocationResult
    lookup_url_kwarg = "location_id"

    @property
    def needs(self) -> tuple[str, ...]:
        """What the caller's role must give."""
        return () if self.action == "list" else ("locations",)

    @extend_schema(responses=LocationList, parameters=PAGED)
    def list(self, request: Request, organization_id: str) -> Response:
        """The locations, in their order."""
        locations, cursor = page(locations_of(organization_of(request)), request, order=["sort_order", "id"])
        return Response(listed("locations", LocationAnswer(locations, many=True).data, cursor))

    @extend_schema(request=NewLocation, responses={201: LocationResult})
    def create(self, request: Request, organization_id: str) -> Response:
        """Add a location."""
        location = actions.create(
            organization_id=organization_of(request).pk, **read(NewLocation, request), by=actor_of(request)
        )
        return Response({"location": LocationAnswer(location).data}, status=201)

    @extend_schema(request=LocationChanges, parameters=[LOCATION_ID])
    def partial_update(self, request: Request, organization_id: str, location_id: str) -> Response:
        """Change a location."""
        location = actions.change(
            organization_id=organization_of(request).pk,
            location_id=numeric_id("locationId", location_id),
            changes=read(LocationChanges, request),
            by=actor_of(request),
        )
        return Response({"location": LocationAnswer(location).data})

    @extend_schema(parameters=[LOCATION_ID])
    def destroy(self, request: Request, organization_id: str, location_id: str) -> Response:
        """Remove a location that nothing belongs to."""
        actions.delete(
            organization_id=organization_of(request).pk,
            location_id=numeric_id("locationId", location_id),
            by=actor_of(request),
        )
        return Response(status=204)
