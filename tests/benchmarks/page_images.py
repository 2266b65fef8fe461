"""Pages of documents as images, over HTTP: the first time that someone looks at one, and after that."""

import statistics
import time
from collections.abc import Iterator

from tests.benchmarks import clients, place
from tests.benchmarks.ceremonies import Ceremony, ceremonies, headers, path
from tests.benchmarks.clients import Browser, request
from tests.benchmarks.measuring import Aim, Measured, Row, Unmeasured, milliseconds, slowest
from tests.benchmarks.rates import rate
from tests.benchmarks.servers import serving
from tests.benchmarks.shares import Shares

DOCUMENTS, PAGES = 5, 8
CLIENTS, ROUNDS = 8, place.rounds(5)
(EACH,) = place.scaled(100)
WORK = "page of a document as WebP, 144 dots per inch (a phone's width), over HTTP"


def rows() -> Iterator[Row]:
    """In milliseconds for the first, and as a rate of one web process."""
    if absent := place.missing("redis-server"):
        yield Unmeasured(WORK, absent)
        return
    with place.work() as url:
        given = [one for number in range(DOCUMENTS + 1) for one in ceremonies(1, f"Offer {number}")]
        with serving(url, workers=1) as server:
            browser = Browser(server.port)
            _times(browser, given[:1])  # for what a process imports once
            first = _times(browser, given[1:])
            # By both links of each, since requests are counted by link, too.
            pages = [_page(given[1 + n % DOCUMENTS], 1 + n // DOCUMENTS % PAGES, link=n % 2) for n in range(EACH)]
            shares, rates = Shares(server=server), list[float]()
            for _ in range(ROUNDS):
                with shares.counted():
                    seen = clients.run(server.port, [pages] * CLIENTS)
                shares.add(seen.ended - seen.began, clients=seen.cpu)
                assert seen.statuses == {200}, seen.statuses
                rates.append(rate(seen))
    median, many = statistics.median(first), statistics.median(rates)
    yield Measured(
        f"{WORK}: the first time", "one millisecond", median * 1000, Aim(at_most=60), milliseconds(median), "1 ms",
        [f"95 % within {milliseconds(slowest(first))}; {len(first)} pages of {DOCUMENTS} documents."],
    )  # fmt: skip
    yield Measured(
        f"{WORK}: already made, one web process", "one in a second", many, Aim(at_least=200), f"{many:.0f}/s", "1/s",
        [f"{CLIENTS} clients. {shares}"],
    )  # fmt: skip


def _times(browser: Browser, given: list[Ceremony]) -> list[float]:
    times = []
    for ceremony in given:
        for number in range(1, PAGES + 1):
            asked, began = _page(ceremony, number), time.perf_counter()
            status, body = browser.ask(asked)
            times.append(time.perf_counter() - began)
            assert (status, body[:4]) == (200, b"RIFF"), body[:300]
    return times


def _page(ceremony: Ceremony, number: int, link: int = 0) -> bytes:
    where = f"{path(ceremony.links[link])}/pages/{number}.png"
    return request("GET", where, headers={**headers(), "Accept": "image/webp"})
