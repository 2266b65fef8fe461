"""The caller's rights, which a permission class stores with the request for the view.

`request.auth` stays what the authentication class set: the claims of the token.
"""

from typing import TypeVar

from rest_framework.request import Request

A = TypeVar("A")
ACCESS_KEY, ACROSS_ORGANIZATIONS_KEY = "kept_access", "acts_across_organizations"


def keep_access(request: Request, access: object, *, across_organizations: bool = False) -> None:
    """For permission classes: stores `access` for the view.

    `across_organizations`: the request does not depend on the organization in the caller's token.
    """
    vars(request).update({ACCESS_KEY: access, ACROSS_ORGANIZATIONS_KEY: across_organizations})


def kept_access(request: Request, kind: type[A]) -> A:
    """What the route's permission class stored. Raises LookupError if it is missing or of another kind."""
    access = vars(request).get(ACCESS_KEY)
    if not isinstance(access, kind):
        raise LookupError(f"No permission class of this route keeps {kind.__name__}.")
    return access


def acts_across_organizations(request: Request) -> bool:
    """As the permission class said; false if nothing was stored."""
    return bool(vars(request).get(ACROSS_ORGANIZATIONS_KEY))
