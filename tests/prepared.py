"""Rows that many tests begin with: made once in a process, and from then on written again as they were."""

import copy
import os
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

import orjson
from django.db import connection

from safeclose import clock
from tests import paper
from tests.databases import own_tables
from tests.people import Caller, Person, acme_and_birch
from tests.thorough import THOROUGH

T = TypeVar("T")

ANEW = THOROUGH or os.environ.get("ROWS_ANEW") == "1"

_recordings: dict[object, tuple[Any, str]] = {}
_calls: Counter[object] = Counter()


def begin_test() -> None:
    """The first call of `once` with a key in a test is another than the second: each has rows of its own."""
    _calls.clear()


def once(key: object, make: Callable[[], T]) -> T:
    """What `make` returns; from the second call on, a copy of that, and the rows that the first call wrote.

    To be used first in a test: nothing but rows of other recordings may be there. Where rows are committed or the clock
    is stopped, each call is made anew; so it is in `make proof`, and while `make mutants` learns which test executes
    which line.
    """
    if ANEW or not connection.in_atomic_block or clock.datetime is not datetime:
        return make()
    _calls[key] += 1
    key = (key, _calls[key])
    if key in _recordings:
        result, statements = _recordings[key]
        with connection.cursor() as cursor:
            cursor.execute(statements)
        return copy.deepcopy(result)
    before = _all_rows()
    result = make()
    after = _all_rows()
    assert before <= after, "rows that were there must stay as they are"
    _recordings[key] = copy.deepcopy(result), _statements(after - before)
    return result


def people() -> dict[str, Person]:
    """The two tenants and four people of `acme_and_birch`."""
    return once("people", acme_and_birch)


def generated(caller: Caller, **body: Any) -> dict[str, Any]:
    """As `paper.generated`, by one of `people`."""
    return once(("generated", _name(caller), orjson.dumps(body)), lambda: paper.generated(caller, **body))


def sent(caller: Caller, **body: Any) -> paper.Sent:
    """As `paper.sent`, by one of `people`."""
    return once(("sent", _name(caller), orjson.dumps(body)), lambda: paper.sent(caller, **body))


def signed(caller: Caller) -> paper.Sent:
    """As `paper.sent`, and everyone has signed."""

    def made() -> paper.Sent:
        out = paper.sent(caller)
        out.sign()
        return out

    return once(("signed", _name(caller)), made)


def sealed(caller: Caller) -> paper.Sent:
    """As `signed`, and sealed. Its files stay for the tests that follow, so none may change or delete them."""

    from signing.evidence.jobs import seal  # here, since it takes a second that most runs need not spend

    def made() -> paper.Sent:
        out = paper.sent(caller)
        out.sign()
        seal(trail_id=out.id)
        return out

    return once(("sealed", _name(caller)), made)


def _name(caller: Caller) -> str:
    assert caller.person
    return caller.person.user.name


def _all_rows() -> set[tuple[str, str]]:
    """Every row of every table, as (name of the table, JSON)."""
    with connection.cursor() as cursor:
        names = own_tables(cursor)
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', row_to_json(t)::text FROM {name} t" for name in names))
        return set(cursor.fetchall())


def _statements(rows: set[tuple[str, str]]) -> str:
    """SQL that inserts the rows; without triggers, which judged them when they were made."""
    inserts = []
    for name in sorted({name for name, _ in rows}):
        columns, json = _columns(name), ",".join(json for table, json in rows if table == name)
        source = f"json_populate_recordset(NULL::{name}, $rows$[{json}]$rows$)"
        inserts.append(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM {source};")
    role = "SET LOCAL session_replication_role = "
    return f"{role}replica; {' '.join(inserts)} {role}origin"


@cache
def _columns(name: str) -> str:
    """Those of a table that are written, and not generated."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
            [name],
        )
        return str(cursor.fetchone()[0])
