"""Each list route with many rows behind it, beside the same with few."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import psycopg
from drf_spectacular.generators import SchemaGenerator

from tests.benchmarks import place
from tests.benchmarks.clients import Browser, request
from tests.benchmarks.filling import fill
from tests.benchmarks.lists_models import make_models
from tests.benchmarks.lists_routes import FILLINGS, LISTS, WITHOUT_ROWS, Asked
from tests.benchmarks.measuring import Row, Unmeasured, alternate
from tests.benchmarks.servers import serving

SIZES = MANY, FEWER = place.scaled(1_000_000, 10_000)


def rows() -> Iterator[Row]:
    """Two databases and a server for each; the same request to both, in turns."""
    if absent := place.missing("redis-server"):
        yield Unmeasured("each list route", absent)
        return
    with ExitStack() as stack:
        urls = [stack.enter_context(place.database(name)) for name in ("bench_many", "bench_fewer")]
        for url, size in zip(urls, SIZES, strict=True):
            _fill(url, size)
        connection = stack.enter_context(psycopg.connect(urls[0], autocommit=True))
        servers = [stack.enter_context(serving(url, workers=1)) for url in urls]
        browsers = [Browser(server.port) for server in servers]
        for asked in LISTS:
            yield _measured(asked, connection, browsers)
    yield from _forgotten()


def _measured(asked: Asked, connection: "psycopg.Connection[Any]", browsers: list[Browser]) -> Row:
    many, fewer = browsers
    path = asked.path(connection)
    work = f"GET {asked.route} ({asked.by}), {MANY:,} rows of {asked.table}"
    ours, theirs = (many, _sent(path, asked.by)), (fewer, _sent(path, asked.by))
    compared = f"the same with {FEWER:,} rows"
    if asked.after:
        work += ", a page from the middle"
        ours, theirs = (many, _sent(asked.later_page(path, connection), asked.by)), (many, _sent(path, asked.by))
        compared = "the first page"
    elif asked.beside:
        work += f", of which the older half are of {asked.by}'s organization"
        theirs, compared = (many, _sent(path, asked.beside)), f"by {asked.beside}: a tenth, among the others"
    for browser, sent in (ours, theirs):
        status, body = browser.ask(sent)
        if status != 200:
            return Unmeasured(f"GET {path}", f"it answers {status}: {body[:200].decode()}")
    taken = alternate(lambda: _asked(*ours), lambda: _asked(*theirs), rounds=25, warm_up=4)
    told = f"{len(_asked(*ours)):,} bytes beside {len(_asked(*theirs)):,}."
    return taken.slower(work, compared, at_most=asked.at_most, remarks=[told])


def _sent(path: str, caller: str) -> bytes:
    return request("GET", path, headers={"Authorization": f"Bearer {place.token(caller)}"})


def _asked(browser: Browser, sent: bytes) -> bytes:
    return browser.ask(sent)[1]


def _fill(url: str, size: int) -> None:
    """All tables, by as many connections as there are cores to work for them."""
    make_models(url)
    waiting, faults = list(reversed(FILLINGS)), []

    def work() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            while waiting and not faults:
                try:
                    fill(connection, waiting.pop(), size)
                except (psycopg.Error, AssertionError) as error:
                    faults.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def _forgotten() -> Iterator[Row]:
    """Routes that page a list, by the API's own description, and for which nothing above makes rows."""
    known = {asked.route for asked in LISTS}.union(WITHOUT_ROWS)
    for route, methods in SchemaGenerator().get_schema(request=None, public=True)["paths"].items():
        given = {parameter.get("name") for parameter in methods.get("get", {}).get("parameters", ())}
        if "cursor" in given and route not in known:
            yield Unmeasured(f"GET {route}", "no rows are made for it yet, see tests/benchmarks/lists_routes.py")
