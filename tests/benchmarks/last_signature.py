"""From the answer to the last signature to the sealed file, over the real web server and worker."""

import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue

import psycopg

from tests.benchmarks import clients, place
from tests.benchmarks.ceremonies import Ceremony, ceremonies
from tests.benchmarks.clients import Browser, request
from tests.benchmarks.measuring import Aim, Measured, Row, Unmeasured, milliseconds, slowest
from tests.benchmarks.servers import Server, serving, wait_until_idle, working
from tests.benchmarks.shares import Shares

WANTED, CLIENTS = 20, 16  # completions in a second; connections
(COUNT,) = place.scaled(200)
LOOK_SECONDS = 0.01  # between looks at what is sealed
PATIENCE_SECONDS = 120
WORK = "from the answer to the last signature to the sealed file"
SEALED = "SELECT trail_id FROM signing_seal WHERE trail_id = ANY(%s)"


def rows() -> Iterator[Row]:
    """At twenty completions a second, or else at as many as the machine carries."""
    if absent := place.missing("redis-server"):
        yield Unmeasured(WORK, absent)
        return
    with place.work() as url, serving(url, workers=2) as server, working(url) as worker:
        remarks = [f"2 server processes and {len(worker.workers())} worker processes."]
        rate, times = WANTED, [float("inf")]
        while slowest(times) > 1:
            given = _nearly_signed(server)
            wait_until_idle(url)
            shares, began = Shares(server=server, worker=worker), time.monotonic()
            with shares.counted():
                times = _completed(url, server, given, rate)
            shares.add(time.monotonic() - began)
            _fetch(server, given[-1])
            row = _row(rate, times, [*remarks, str(shares)])
            carried = len(times) / shares.seconds
            remarks.append(
                f"At {rate} a second {carried:.1f} were sealed in a second, 95 % within {slowest(times):.1f} s."
            )
            if rate == 1:
                break
            rate = max(int(carried * 0.8), 1)
        yield row


def _row(rate: int, times: Sequence[float], remarks: list[str]) -> Measured:
    within, median = slowest(times), milliseconds(statistics.median(times))
    work = f"{WORK}, 95 % of {rate} completions a second"
    return Measured(
        work, "one second", within, Aim(at_most=1), milliseconds(within), "1000 ms", [f"Median {median}.", *remarks]
    )


def _nearly_signed(server: Server) -> list[Ceremony]:
    """Envelopes of which only the last signature is missing."""
    made = ceremonies(COUNT)
    steps = [[one for each in made[number::CLIENTS] for one in each.requests()[:-1]] for number in range(CLIENTS)]
    assert clients.run(server.port, steps).statuses == {200}
    return made


def _completed(url: str, server: Server, given: Sequence[Ceremony], rate: int) -> list[float]:
    """Sign them at that rate; the seconds until each was seen to be sealed, by looks at the database."""
    browsers: SimpleQueue[Browser] = SimpleQueue()
    for _ in range(CLIENTS):
        browsers.put(Browser(server.port))
    answered: dict[str, float] = {}
    sealed: dict[str, float] = {}

    def sign(ceremony: Ceremony) -> None:
        browser = browsers.get()
        status, body = browser.ask(ceremony.requests()[-1])
        answered[ceremony.envelope.trail_id] = time.monotonic()
        browsers.put(browser)
        assert status == 200, body

    waiting, signing = list(reversed(given)), list[Future[None]]()
    began = time.monotonic()
    with psycopg.connect(url, autocommit=True) as connection, ThreadPoolExecutor(CLIENTS) as threads:
        while len(sealed) < len(given):
            while waiting and len(signing) / rate <= time.monotonic() - began:
                signing.append(threads.submit(sign, waiting.pop()))
            for (trail_id,) in connection.execute(SEALED, [list(answered.keys() - sealed.keys())]).fetchall():
                sealed[trail_id] = time.monotonic()
            assert time.monotonic() - began < len(given) / rate + PATIENCE_SECONDS, f"{len(sealed)} were sealed."
            time.sleep(LOOK_SECONDS)
        for each in signing:
            each.result()
    return [sealed[trail_id] - answered[trail_id] for trail_id in answered]


def _fetch(server: Server, ceremony: Ceremony) -> None:
    """Whoever sent it gets the sealed file."""
    path = f"/api/signatures/{ceremony.envelope.id}/sealed"
    status, body = Browser(server.port).ask(
        request("GET", path, headers={"Authorization": f"Bearer {place.token('alice')}"})
    )
    assert status == 200, body
    assert body.startswith(b"%PDF")
