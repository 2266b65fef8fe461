"""Which columns name stored files: what no row names is an orphan, and goes.

Each app names its columns in its `contributions.py`. A test over all models asks that each column with a SHA-256 is
named there, or is known to be the hash of something that is not stored as a file.
"""

from collections.abc import Iterable

from django.apps import apps

from safeclose.registry import ColumnRegistry

# Each holds the SHA-256 of a stored file, or nothing.
file_columns = ColumnRegistry("columns of files")


def named(digests: Iterable[str]) -> set[str]:
    """Those of these files that a row names."""
    wanted = set(digests)
    found: set[str] = set()
    for column in sorted(file_columns.all()):
        label, _, name = column.rpartition(".")
        rows = apps.get_model(label)._base_manager.filter(**{f"{name}__in": wanted - found})
        found |= set(rows.values_list(name, flat=True).distinct())
    return found
