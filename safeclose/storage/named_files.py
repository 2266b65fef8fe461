"""Which columns name stored files: what no row names is an orphan, and goes.

An app names its columns when it is loaded. A test over all models asks that each column with a SHA-256 is named here,
or is known to be the hash of something that is not stored as a file.
"""

from collections.abc import Iterable

from django.apps import apps

_columns: set[str] = set()


def named_in(*columns: str) -> None:
    """These columns (`app.Model.column`) hold the SHA-256 of a stored file, or nothing."""
    _columns.update(columns)


def columns() -> frozenset[str]:
    """All of them."""
    return frozenset(_columns)


def named(digests: Iterable[str]) -> set[str]:
    """Those of these files that a row names."""
    wanted = set(digests)
    found: set[str] = set()
    for column in sorted(_columns):
        label, _, name = column.rpartition(".")
        rows = apps.get_model(label)._base_manager.filter(**{f"{name}__in": wanted - found})
        found |= set(rows.values_list(name, flat=True).distinct())
    return found
