"""Changes of some columns of a row."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model


def applied(row: Model, changes: Mapping[str, Any]) -> list[str]:
    """Set the row's attributes, without saving; the names of those that were otherwise before."""
    changed = [name for name, value in changes.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, changes[name])
    return changed
