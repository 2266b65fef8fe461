"""Signing by link, over HTTP."""

import json
from collections.abc import Iterator

from django.test import Client

from tests.benchmarks import place
from tests.benchmarks.ceremonies import STEPS, Ceremony, ceremonies, headers, path
from tests.benchmarks.clients import Operation
from tests.benchmarks.measuring import Row, Unmeasured
from tests.benchmarks.rates import compared
from tests.benchmarks.servers import serving
from tests.benchmarks.statements import recorded, undone
from tests.benchmarks.stock.serving import BESIDE, stock

CLIENTS, EACH, ROUNDS = 16, 2, place.rounds(5)
STATEMENTS = f"the same SQL, statement by statement and value by value, by bare psycopg over {CLIENTS} connections"
REMARK = (
    f"2 server processes of 16 threads, {CLIENTS} clients in 2 processes; half of all signatures complete an envelope."
)
WORK = "one signing step over HTTP (authenticate, consent or sign)"


def rows() -> Iterator[Row]:
    """Beside the very statements of these steps."""
    if absent := place.missing("redis-server"):
        yield Unmeasured(WORK, absent)
        return
    with place.work() as url:
        rounds = [ceremonies(CLIENTS * EACH) for _ in range(3 * (ROUNDS + 1))]
        ours = iter([_over_http(each) for each in rounds[::3] + rounds[1::3]])
        theirs = iter([_over_sql(each) for each in rounds[2::3]])
        with serving(url, workers=2) as server, stock(workers=2) as other:
            for beside, target, side in (
                (STATEMENTS, url, lambda: next(theirs)),
                (BESIDE, other.server.port, lambda: other.inserts(CLIENTS, 6 * EACH)),
            ):
                found = compared(
                    WORK, beside, server, target, lambda: next(ours), side, aim=0.5, rounds=ROUNDS, statuses={200}
                )
                found.rates.remarks.insert(0, REMARK)
                yield found.rates
            yield found.spread(at_most=2.5)


def _over_http(given: list[Ceremony]) -> list[list[Operation]]:
    return [[one for each in given[number::CLIENTS] for one in each.requests()] for number in range(CLIENTS)]


def _over_sql(given: list[Ceremony]) -> list[list[Operation]]:
    return [[one for each in given[number::CLIENTS] for one in _statements(each)] for number in range(CLIENTS)]


def _statements(ceremony: Ceremony) -> list[Operation]:
    """What each of the six requests asks of the database; it is asked for once, and undone."""
    client, found = Client(raise_request_exception=True), []
    with undone():
        for link in ceremony.links:
            for step in STEPS:
                with recorded() as statements:
                    answer = client.post(
                        path(link), json.dumps(step), content_type="application/json", headers=headers()
                    )
                assert answer.status_code == 200, answer.content
                found.append(statements)
    return found
