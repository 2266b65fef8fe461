"""From a draft to the sealed file, as `make demo` does it, by many clients at once."""

import statistics
from collections.abc import Iterator

from documents import packs
from safeclose import clock
from tests.benchmarks import clients, place
from tests.benchmarks.journeys import Journey
from tests.benchmarks.measuring import Row, Told, Unmeasured, slowest
from tests.benchmarks.rates import rate
from tests.benchmarks.servers import serving, wait_until_idle, working
from tests.benchmarks.shares import Shares

CLIENTS, EACH, ROUNDS = 8, 3, place.rounds(3)
FORM = "on/freehold-purchase"
WORK = f"draft to sealed file over HTTP, {CLIENTS} clients, envelopes of two signers"


def rows() -> Iterator[Row]:
    """How many in a second, and how long one takes."""
    if absent := place.missing("redis-server"):
        yield Unmeasured(WORK, absent)
        return
    canonical = packs.get(FORM).sample(clock.now().date())
    for side in ("buyers", "sellers"):
        canonical["parties"][side] = canonical["parties"][side][:1]
    journey = Journey(place.token("alice"), FORM, canonical)
    rates, times = list[float](), list[float]()
    with place.work() as url, serving(url, workers=2) as server, working(url) as worker:
        for number in range(ROUNDS + 1):
            if number <= 1:
                shares = Shares(server=server, worker=worker)
            with shares.counted():
                seen = clients.run(server.port, [[journey] * EACH] * CLIENTS)
            shares.add(seen.ended - seen.began, clients=seen.cpu)
            assert seen.statuses == {200}, seen.statuses
            if number:
                rates.append(rate(seen))
                times += seen.times
            wait_until_idle(url)
        told = f"2 server processes and {len(worker.workers())} worker processes. {shares}"
    yield Told(
        WORK,
        f"{statistics.median(rates):.1f}/s",
        [f"Median {statistics.median(times):.2f} s, 95 % within {slowest(times):.2f} s.", told],
    )
