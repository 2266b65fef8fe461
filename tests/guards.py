"""What the database refuses by its own word, whatever code asks for it."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet

# A model, the name of one of its constraints, and a change of a row that it forbids.
Case = tuple[type[Model], str, dict[str, Any]]


def refuses(rows: QuerySet[Any], name: str, changes: dict[str, Any]) -> None:
    """UPDATE fails by this constraint, and by no other."""
    assert rows.count() == 1
    with pytest.raises(IntegrityError, match=f'constraint "{name}"'), transaction.atomic():
        rows.update(**changes)


def named(models: Iterable[type[Model]]) -> set[tuple[type[Model], str]]:
    """Every constraint of these models."""
    return {(model, constraint.name) for model in models for constraint in model._meta.constraints}
