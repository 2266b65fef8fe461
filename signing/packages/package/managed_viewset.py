"""What the viewsets of managers for one package share."""

from typing import Any

from rest_framework.request import Request

from safeclose.records.rows import found
from signing.packages.managed_viewset import ManagedViewSet
from signing.packages.package.models import Signing

MODULES = ("signings",)


class InPackageViewSet(ManagedViewSet):
    """What belongs to one package: `self.signing`, which is found, and the tier asked for, before the body is read."""

    modules = MODULES
    signing: Signing

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises Invalid for an id that is no number, Unknown for one that no row has, Forbidden for too low a tier."""
        super().initial(request, *args, **kwargs)
        self.signing = found(Signing.objects.placed(), id=self.number("signing_id"))
        self.check_object_permissions(request, self.signing)

    def check_object_permissions(self, request: Request, obj: Any) -> None:
        """The tier at the package's location holds for all that is in the package."""
        super().check_object_permissions(request, self.signing)
