"""The columns that name stored files. A file that no row names is an orphan and is removed.

Each app lists its columns in its `contributions.py`. A test over all models fails for a column with a SHA-256 that is
neither listed there nor known to be a hash of something else.
"""

from collections.abc import Iterable

from django.apps import apps

from safeclose.registry import ColumnRegistry

# Each contains the SHA-256 of a stored file, or nothing.
file_columns = ColumnRegistry("columns of files")


def named(digests: Iterable[str]) -> set[str]:
    """The files among these that a row names."""
    wanted = set(digests)
    found: set[str] = set()
    for column in sorted(file_columns.all()):
        label, _, name = column.rpartition(".")
        rows = apps.get_model(label)._base_manager.filter(**{f"{name}__in": wanted - found})
        found |= set(rows.values_list(name, flat=True).distinct())
    return found
