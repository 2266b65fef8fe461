"""Which companies a manager may see."""

from typing import Any

from rest_framework.request import Request

from safeclose.refusals import Forbidden
from signing.packages.identities.access import OUTSIDE
from signing.packages.permissions import ManagesSomewhere, access_of
from workspace.models import Company

MODULES = ("signings", "templates", "flows")


class ManagesInCompany(ManagesSomewhere):
    """One of the modules may be read at one of the company's locations."""

    def has_object_permission(self, request: Request, view: Any, row: Any) -> bool:
        """True, or raises Forbidden."""
        if not Company.objects.filter(access_of(request).companies(MODULES), id=row.pk).exists():
            raise Forbidden(OUTSIDE)
        return True
