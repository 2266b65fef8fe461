"""The forms documents are made from."""

from documents.packs import (
    condo_lease,
    condo_purchase,
    freehold_lease,
    freehold_purchase,
    listing_lease,
    listing_sale,
    rental_application,
)
from documents.packs.checking import Checked
from documents.packs.codes import Code, Issue
from documents.packs.pack import Pack, Party

__all__ = ["Checked", "Code", "Issue", "Pack", "Party", "UnknownPack", "every", "get"]

_OFFERED = (
    freehold_purchase.PACK,
    condo_purchase.PACK,
    condo_lease.PACK,
    freehold_lease.PACK,
    listing_sale.PACK,
    listing_lease.PACK,
    rental_application.PACK,
)
_PACKS = {pack.key: pack for pack in _OFFERED}


class UnknownPack(KeyError):
    """No form has this key."""


def get(form_key: str) -> Pack:
    """The form with this key, such as `on/freehold-purchase`. Raises UnknownPack."""
    try:
        return _PACKS[form_key]
    except KeyError:
        raise UnknownPack(form_key) from None


def every() -> list[Pack]:
    """All forms, in the order they are offered."""
    return list(_PACKS.values())
