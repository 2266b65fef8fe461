"""Which packages a manager may use."""

from rest_framework.request import Request

from signing.packages.package.models import Signing
from signing.packages.permissions import managed
from workspace.organizations.parameters import id_in_path

MODULES = ("signings",)
SIGNING_ID = id_in_path("signing_id")


def managed_signing(request: Request, given: str) -> Signing:
    """The package of that id, where the caller has the tier that the method needs; with its location."""
    return managed(request, Signing.objects.placed(), "signingId", given, modules=MODULES)
