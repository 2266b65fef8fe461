"""What a request asks of the database, recorded: every statement, its values, where transactions begin and end."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any

from django.db import connection, transaction
from psycopg.types.json import Json, Jsonb

from tests.benchmarks.clients import Statement


@contextmanager
def undone() -> Iterator[None]:
    """All that happens within is undone, so that the same can be done once more, by someone else."""
    outer = transaction.atomic()
    outer._from_testcase = True  # as Django's own TestCase: what must be outermost may be within this
    with outer:
        yield
        transaction.set_rollback(True)


@contextmanager
def recorded() -> Iterator[list[Statement]]:
    """The statements that are run within, as autocommit would see them: for use within `undone`."""
    found: list[Statement] = []
    depth = 0

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal depth
        assert not many, sql
        if sql.startswith("SAVEPOINT"):
            depth += 1
            found.append((sql if depth > 1 else "BEGIN", None))
        elif sql.startswith("RELEASE SAVEPOINT"):
            depth -= 1
            found.append((sql if depth else "COMMIT", None))
        else:
            found.append((sql, _plain(params)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def _plain(value: Any) -> Any:
    """A value without classes of the service or of Django, which the bare clients don't know."""
    if isinstance(value, Json | Jsonb):
        return type(value)(json.loads((value.dumps or json.dumps)(value.obj)))
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_plain(one) for one in value)  # a tuple in a list is a composite value
    if isinstance(value, Enum):
        return value.value
    return bytes(value) if isinstance(value, memoryview) else value
