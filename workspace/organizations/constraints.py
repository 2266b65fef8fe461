"""Constraints of the database, raised as Conflict."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, connection
from django.db.models import ProtectedError, RestrictedError
from psycopg.errors import ForeignKeyViolation, RestrictViolation

from safeclose.refusals import Conflict


@contextmanager
def unique(constraint: str, sentence: str) -> Iterator[None]:
    """Raises Conflict(sentence) where the unique constraint of this name refuses a write in the block."""
    try:
        yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if getattr(diagnosis, "constraint_name", None) != constraint:
            raise
        raise Conflict(sentence) from error


@contextmanager
def unreferenced(sentence: str) -> Iterator[None]:
    """Raises Conflict(sentence) where a foreign key of any table protects a row that is deleted in the block."""
    try:
        yield
        # Now, and not at the commit: Django's foreign keys are deferred.
        connection.check_constraints()
    except (ProtectedError, RestrictedError) as error:
        raise Conflict(sentence) from error
    except IntegrityError as error:
        if not isinstance(error.__cause__, ForeignKeyViolation | RestrictViolation):
            raise
        raise Conflict(sentence) from error
