"""Who may: the one place in which the routes of packages ask."""

from collections.abc import Collection
from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from safeclose.http.access import keep_access, kept_access
from safeclose.refusals import Forbidden, Invalid
from signing.packages.at_location import AtLocation
from signing.packages.identities.access import OUTSIDE, ManagerAccess
from signing.packages.identities.models import Tier
from workspace.identity.callers import user_of
from workspace.models import Location
from workspace.organizations.permissions import require_until_the_end


class HasRole(BasePermission):
    """A manager or an admin, whatever their tiers. Keeps their ManagerAccess."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """True, or raises Forbidden."""
        access = ManagerAccess.of(user_of(request))
        access.require_role()
        keep_access(request, access, across_organizations=True)
        return True


class ManagesSomewhere(BasePermission):
    """A manager or an admin who has enough of one of the view's `modules` at some location at least.

    Reading needs `read`, all else `write`; at the location of a row, what the view's `tiers` say for a method instead.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        """True, or raises Forbidden. Keeps the caller's ManagerAccess."""
        access = ManagerAccess.of(user_of(request))
        access.require_anywhere(modules_of(view), needed(request))
        keep_access(request, access, across_organizations=True)
        require_until_the_end(view, request, access.require_again)
        return True

    def has_object_permission(self, request: Request, view: Any, row: "AtLocation | Location") -> bool:
        """True, or raises Forbidden where the tier at the row's location is too low."""
        location = row if isinstance(row, Location) else row.location
        tier = view.tiers.get(view.action, needed(request))
        access_of(request).require(view.modules, tier, location)
        return True


def access_of(request: Request) -> ManagerAccess:
    """What a permission class of this module found."""
    return kept_access(request, ManagerAccess)


def modules_of(view: APIView) -> Collection[str]:
    """The modules of which one must have the tier."""
    modules: Collection[str] = getattr(view, "modules", ())
    return modules


def needed(request: Request) -> Tier:
    """`read` for what changes nothing, else `write`."""
    return Tier.READ if request.method in SAFE_METHODS else Tier.WRITE


def location_to_write_at(request: Request, location_id: int, modules: Collection[str]) -> Location:
    """The location that a body names. Raises Forbidden outside of the caller's scope, and Invalid where an admin names
    one that does not exist.
    """
    location = Location.objects.filter(id=location_id).first()
    access = access_of(request)
    if location is None:
        raise Invalid("There is no such location.") if access.admin else Forbidden(OUTSIDE)
    access.require(modules, Tier.WRITE, location)
    return location
