"""Which companies a manager may see."""

from typing import Any

from rest_framework.request import Request

from safeclose.http.pagination import Parts
from safeclose.refusals import Forbidden
from signing.packages.identities.access import OUTSIDE
from signing.packages.permissions import ManagesSomewhere, access_of
from workspace.models import Company

MODULES = ("signings", "templates", "flows")


class ManagesInCompany(ManagesSomewhere):
    """One of the modules may be read at one of the company's locations."""

    def has_object_permission(self, request: Request, view: Any, row: Any) -> bool:
        """True, or raises Forbidden."""
        if not Parts(Company.objects.filter(pk=row.pk), access_of(request).companies(MODULES)).whole().exists():
            raise Forbidden(OUTSIDE)
        return True
