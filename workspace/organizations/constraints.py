"""What the database forbids, told as a conflict."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, connection
from django.db.models import ProtectedError, RestrictedError
from psycopg.errors import ForeignKeyViolation, RestrictViolation

from safeclose.refusals import Conflict


@contextmanager
def unique(constraint: str, sentence: str) -> Iterator[None]:
    """Raises Conflict where this constraint refuses what is written within."""
    try:
        yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if getattr(diagnosis, "constraint_name", None) != constraint:
            raise
        raise Conflict(sentence) from error


@contextmanager
def unreferenced(sentence: str) -> Iterator[None]:
    """Raises Conflict where a foreign key, of whatever table, protects what is deleted within."""
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
