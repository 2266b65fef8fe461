"""Who may: the one place in which the routes of packages ask."""

from collections.abc import Collection
from typing import TypeVar

from django.db.models import QuerySet
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from safeclose.http.access import keep_access, kept_access
from safeclose.http.numeric_ids import numeric_id
from safeclose.records.rows import found
from safeclose.refusals import Forbidden
from signing.packages.at_location import AtLocation
from signing.packages.identities.access import OUTSIDE, ManagerAccess
from signing.packages.identities.models import Tier
from workspace.identity.callers import user_of
from workspace.models import Location
from workspace.organizations.permissions import require_until_the_end

M = TypeVar("M", bound="AtLocation | Location")


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

    Reading needs `read`, all else `write`. Whether that holds at the location of a row, `managed` decides.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        """True, or raises Forbidden. Keeps the caller's ManagerAccess."""
        access = ManagerAccess.of(user_of(request))
        access.require_anywhere(modules_of(view), needed(request))
        keep_access(request, access, across_organizations=True)
        require_until_the_end(view, request, access.require_again)
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


def managed(
    request: Request,
    rows: QuerySet[M],
    name: str,
    given: object,
    *,
    modules: Collection[str],
    tier: Tier | None = None,
) -> M:
    """The row of that id, of `rows` that come with their location's company.

    Raises Invalid for an id that is no number, Unknown for one that nothing has, Forbidden where the tier at the
    row's location is too low (what the method needs, unless `tier` says otherwise).
    """
    row = found(rows, id=numeric_id(name, given))
    location = row if isinstance(row, Location) else row.location
    access_of(request).require(modules, needed(request) if tier is None else tier, location)
    return row


def location_filter(request: Request, modules: Collection[str]) -> int | None:
    """`?locationId=`, None without it. Raises Invalid for no number, Forbidden for a manager out of whose scope it is.

    Whether a location outside exists is not told.
    """
    given = request.query_params.get("locationId")
    if given is None:
        return None
    number, access = numeric_id("locationId", given), access_of(request)
    if not access.admin and not Location.objects.filter(access.locations(modules), id=number).exists():
        raise Forbidden(OUTSIDE)
    return number


def location_named(request: Request, number: int, modules: Collection[str]) -> Location | None:
    """The location that a body names, to write at; None where there is none. Raises Forbidden outside of the scope."""
    location = Location.objects.select_related("company__organization").filter(id=number).first()
    access = access_of(request)
    if location is None:
        if not access.admin:
            raise Forbidden(OUTSIDE)
        return None
    access.require(modules, Tier.WRITE, location)
    return location
