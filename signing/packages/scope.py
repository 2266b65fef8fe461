"""Lists of what the caller manages. They say whether that is all there is."""

from typing import Any

from django.db.models import Q
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.serializers import ChoiceField

from safeclose.http.numeric_ids import GivenId
from safeclose.http.pagination import Parts
from safeclose.http.shapes import Shape
from safeclose.refusals import Forbidden
from signing.packages.identities.access import OUTSIDE, ManagerAccess
from signing.packages.permissions import access_of
from workspace.models import Location
from workspace.signed_in import SignedInViewSet

MAX_ROWS = 500  # in one answer


class ScopeShape(Shape):
    scope = ChoiceField(["managed", "global"], help_text="`global` for admins, who see everything.")


class LocationQueryShape(Shape):
    location_id = GivenId(required=False)


class ScopedListViewSet(ListModelMixin, SignedInViewSet):
    """Pages of `get_queryset()`, and beside them the caller's scope."""

    list_extras = ScopeShape
    page_size = max_page_size = MAX_ROWS

    def get_list_extras(self, rows: list[Any]) -> ManagerAccess:
        return access_of(self.request)

    def in_scope(self, rows: Any, modules: tuple[str, ...]) -> Parts:
        return in_scope(self.request, rows, modules, self.query.get("location_id"))


def in_scope(request: Request, rows: Any, modules: tuple[str, ...], location_id: int | None) -> Parts:
    """Those of `rows` at locations where one of the modules may be read; or at the one that is named.

    Raises Forbidden for a manager out of whose scope that location is; whether it exists is not told.
    """
    access = access_of(request)
    if location_id is None:
        return Parts(rows, access.locations(modules, "location"))
    own = Parts(Location.objects.all(), access.locations(modules)).whole()
    if not access.admin and not own.filter(pk=location_id).exists():
        raise Forbidden(OUTSIDE)
    return Parts(rows, [Q(location__only=location_id)])
