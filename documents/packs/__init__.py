"""The forms documents are made from."""

from collections.abc import Mapping
from importlib import import_module

from documents.packs.toolkit.checking import Checked
from documents.packs.toolkit.codes import Code, Issue
from documents.packs.toolkit.pack import Pack, Party

__all__ = ["Checked", "Code", "Issue", "Pack", "Party", "UnknownPack", "every", "get"]

# Each form in a module of its own, which is loaded when the form is asked for; in the order they are offered.
_MODULES: Mapping[str, str] = {
    f"on/{name}": f"{__name__}.{name.replace('-', '_')}"
    for name in (
        "freehold-purchase", "condo-purchase", "condo-lease", "freehold-lease", "listing-sale", "listing-lease",
        "rental-application",
    )
}  # fmt: skip


class UnknownPack(KeyError):
    """No form has this key."""


def get(form_key: str) -> Pack:
    """The form with this key, such as `on/freehold-purchase`. Raises UnknownPack."""
    if form_key not in _MODULES:
        raise UnknownPack(form_key)
    pack: Pack = import_module(_MODULES[form_key]).PACK
    return pack


def every() -> list[Pack]:
    """All forms, in the order they are offered."""
    return [get(form_key) for form_key in _MODULES]
