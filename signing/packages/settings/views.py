"""`/v1/signing/manager/settings/:locationId`."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.views import reads
from signing.packages.managed_viewset import ManagedRowViewSet
from signing.packages.settings import actions
from signing.packages.settings.models import LocationSettings
from signing.packages.settings.serializers import LocationSettingsShape, SettingsChangesShape
from workspace.identity.callers import actor_of
from workspace.models import Location


class Settings(ManagedRowViewSet):
    """What a location sets for its packages."""

    tag = "Package setup"
    operations = {"retrieve": "getPackageSettings", "partial_update": "updatePackageSettings"}
    modules = ("settings",)
    serializer_class = LocationSettingsShape
    wrapped_as = "settings"
    lookup_url_kwarg = "location_id"
    numeric_ids = ("location_id",)

    def get_queryset(self) -> "QuerySet[Location]":
        """Locations: many have no row of settings."""
        return Location.objects.all()

    # Not from the mixin: a location without a row of settings is answered with nulls.
    def retrieve(self, request: Request, location_id: str) -> Response:
        """The settings; those that nobody has changed are null."""
        location: Location = self.get_object()
        row = LocationSettings.objects.filter(location=location).first() or LocationSettings(location=location)
        return self.answer(row)

    @reads(SettingsChangesShape)
    def partial_update(self, request: Request, location_id: str, body: dict[str, Any]) -> Response:
        """Change some of them, for packages that are activated from now on."""
        return self.answer(actions.change(location_id=self.row.pk, changes=body, by=actor_of(request)))
