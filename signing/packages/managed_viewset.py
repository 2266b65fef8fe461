"""What the viewsets for managers share: who may, and the row at a location, found before the body is read."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework.request import Request

from signing.packages.identities.models import Tier
from signing.packages.permissions import ManagesSomewhere
from workspace.signed_in import SignedInViewSet


class ManagedViewSet(SignedInViewSet):
    """For whoever has the tier that a method needs, at the location of the row.

    modules   one of them must have the tier
    tiers     by method of the view, where it needs another tier than `read` to read and `write` to write
    """

    permission_classes = (ManagesSomewhere,)
    modules: ClassVar[tuple[str, ...]] = ()
    tiers: ClassVar[Mapping[str, Tier]] = {}


class ManagedRowViewSet(ManagedViewSet):
    """The row that the path names is `self.row`: it is found, and the tier asked for, before the body is read."""

    row: Any

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises Invalid for an id that is no number, Unknown for one that no row has, Forbidden for too low a tier."""
        super().initial(request, *args, **kwargs)
        if self.lookup_url_kwarg in kwargs:
            self.row = super().get_object()

    def get_object(self) -> Any:
        return self.row
