"""Clicks on one agreement, over HTTP."""

import json
from collections.abc import Iterator
from itertools import count

from django.test import Client

from clickwrap.agreements.models import Agreement
from tests.benchmarks import place
from tests.benchmarks.ceremonies import headers
from tests.benchmarks.clients import Operation, Statement, request
from tests.benchmarks.measuring import Row, Unmeasured
from tests.benchmarks.rates import compared
from tests.benchmarks.servers import serving
from tests.benchmarks.statements import recorded, undone
from tests.benchmarks.stock.serving import BESIDE, stock

CLIENTS, EACH, ROUNDS = 32, 20, place.rounds(5)
RECORDED = 5  # of each client: to record a request takes as long as to answer it
WHOLE = "the same SQL whole (row, event, transaction) by bare psycopg"
WORK = f"acceptance of one agreement by {CLIENTS} clients over HTTP"
_people = count(1)


def rows() -> Iterator[Row]:
    """Beside all that is written with the row, and beside what someone would write instead."""
    if absent := place.missing("redis-server"):
        yield Unmeasured(WORK, absent)
        return
    with place.work() as url:
        path = f"/api/public/clickwrap/{Agreement.objects.get(key='terms-of-service').id}"
        with serving(url, workers=2) as server, stock(workers=2) as other:
            for beside, target, aim, theirs in (
                (WHOLE, url, 0.5, lambda: _wholes(path)),
                (BESIDE, other.server.port, 1.0, lambda: other.inserts(CLIENTS, EACH)),
            ):
                found = compared(
                    WORK, beside, server, target, lambda: _requests(path), theirs,
                    aim=aim, rounds=ROUNDS, statuses={201},
                )  # fmt: skip
                found.rates.remarks.insert(0, f"2 server processes of 16 threads; {CLIENTS} clients in 2 processes.")
                yield found.rates
            yield found.spread(at_most=2.5)


def _body() -> bytes:
    return json.dumps({"subjectRef": f"person{next(_people)}@example.com"}).encode()


def _requests(path: str) -> list[list[Operation]]:
    json_sent = {"Content-Type": "application/json"}
    return [[request("POST", path, _body(), {**headers(), **json_sent}) for _ in range(EACH)] for _ in range(CLIENTS)]


def _wholes(path: str) -> list[list[Operation]]:
    return [[_statements(path) for _ in range(RECORDED)] for _ in range(CLIENTS)]


def _statements(path: str) -> list[Statement]:
    """What one request asks of the database; undone."""
    with undone(), recorded() as found:
        answer = Client().post(path, _body(), content_type="application/json", headers=headers())
        assert answer.status_code == 201, answer.content
    return found
