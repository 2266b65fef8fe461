"""`/v1/signing/manager/settings/:locationId`."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.views import read
from signing.packages.hierarchy.views import LOCATION_ID, PLACED
from signing.packages.permissions import ManagesSomewhere, managed
from signing.packages.settings import actions
from signing.packages.settings.models import LocationSettings
from signing.packages.settings.serializers import OneLocationSettings, SettingsChanges, shown_settings
from workspace.identity.callers import actor_of
from workspace.models import Location
from workspace.signed_in import SignedInViewSet

MODULES = ("settings",)


@extend_schema(parameters=[LOCATION_ID])
class Settings(SignedInViewSet):
    """What a location sets for its packages."""

    permission_classes = (ManagesSomewhere,)
    modules = MODULES
    queryset = LocationSettings.objects.none()
    serializer_class = OneLocationSettings
    lookup_url_kwarg = "location_id"
    lookup_value_regex = "[^/]+"

    def retrieve(self, request: Request, location_id: str) -> Response:
        """The settings; those that nobody has changed are null."""
        location = _location(request, location_id)
        row = LocationSettings.objects.filter(location=location).first() or LocationSettings(location=location)
        return Response({"settings": shown_settings(row)})

    @extend_schema(request=SettingsChanges)
    def partial_update(self, request: Request, location_id: str) -> Response:
        """Change some of them, for packages that are activated from now on."""
        location = _location(request, location_id)
        row = actions.change(location_id=location.pk, changes=read(SettingsChanges, request), by=actor_of(request))
        return Response({"settings": shown_settings(row)})


def _location(request: Request, given: str) -> Location:
    return managed(request, PLACED, "locationId", given, modules=MODULES)
