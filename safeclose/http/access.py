"""What a permission class has found about the caller, kept with the request for the view.

`request.auth` stays what the authentication class set: the claims of the token.
"""

from typing import TypeVar

from rest_framework.request import Request

A = TypeVar("A")
KEPT, ACROSS = "kept_access", "acts_across_organizations"


def keep_access(request: Request, access: object, *, across_organizations: bool = False) -> None:
    """For permission classes: let the view have `access`.

    `across_organizations`: the request means the same, whichever organization the caller's token names.
    """
    vars(request).update({KEPT: access, ACROSS: across_organizations})


def kept_access(request: Request, kind: type[A]) -> A:
    """What the route's permission class kept. Raises LookupError where it kept nothing, or something else."""
    access = vars(request).get(KEPT)
    if not isinstance(access, kind):
        raise LookupError(f"No permission class of this route keeps {kind.__name__}.")
    return access


def acts_across_organizations(request: Request) -> bool:
    """As the permission class said; false where none kept anything."""
    return bool(vars(request).get(ACROSS))
