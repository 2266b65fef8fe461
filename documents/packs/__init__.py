"""The forms documents are made from."""

from documents.packs import freehold_purchase
from documents.packs.checking import Checked
from documents.packs.codes import Code, Issue
from documents.packs.pack import Pack, Party

__all__ = ["Checked", "Code", "Issue", "Pack", "Party", "UnknownPack", "every", "get"]

_PACKS = {pack.key: pack for pack in (freehold_purchase.PACK,)}


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
