"""The plot of growth, and what is calculated from it for docs/scaling.md."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import psycopg
from psycopg import sql

from tests.benchmarks.place import ROOT
from tests.benchmarks.plot import plot
from tests.benchmarks.report import write_between

PICTURE, PAGE = ROOT / "docs" / "growth.svg", ROOT / "docs" / "scaling.md"
BEGIN, END = "<!-- growth: written by `python -m tests.benchmarks.growth --write` -->", "<!-- end of growth -->"
SIGNERS, STEPS_OF_EACH, LISTS = 2, 3, 10  # of one envelope; LISTS: how often someone looks at a list meanwhile
YEARLY, PEAK, BUSY = (
    1_000_000_000,
    3,
    0.6,
)  # envelopes; peak in units of the mean; share of its cores that a machine uses
SECONDS_OF_YEAR = 365 * 24 * 3600
POINTER_BYTES = 4  # to a row, in its page; its header is in its own size


class Cost(NamedTuple):
    """Milliseconds of processor time: of the service's process, and of PostgreSQL for its connections."""

    service: float
    postgres: float


class Volume(NamedTuple):
    """Bytes of one envelope of two signers in the database, from the document to the seal."""

    tables: float
    indexes: float


Sizes = dict[str, tuple[int, int]]  # rows and bytes of tables
Costs = dict[str, dict[int, Cost]]  # by the operation's name and the number of rows


def table_sizes(connection: psycopg.Connection[Any]) -> Sizes:
    """How many rows each table has, and how many bytes they take."""
    names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    asked = "SELECT count(*), coalesce(sum(pg_column_size(t.*) + {}), 0)::bigint FROM {} t"
    found: Sizes = {}
    for (name,) in names:
        query = sql.SQL(asked).format(sql.Literal(POINTER_BYTES), sql.Identifier(name))
        (found[name],) = connection.execute(query).fetchall()
    return found


def added(before: Sizes, after: Sizes) -> Sizes:
    """What each table has in addition."""
    return {name: (after[name][0] - rows, after[name][1] - size) for name, (rows, size) in before.items()}


def volume(connection: psycopg.Connection[Any], added: Sizes, filled: Iterable[str], size: int) -> Volume:
    """By the rows that one envelope has added, and the indexes of the tables that were filled."""
    of_indexes = {
        name: bytes_of_all / size
        for name in filled
        for (bytes_of_all,) in connection.execute("SELECT pg_indexes_size(%s::regclass)", [name]).fetchall()
    }
    return Volume(
        sum(size for _, size in added.values()),
        sum(rows * of_indexes.get(name, 0) for name, (rows, _) in added.items()),
    )


def write(machine: Mapping[str, str], costs: Costs, volume: Volume) -> None:
    """The plot, and the page's part."""
    lines = {name: [(size, sum(cost)) for size, cost in sizes.items()] for name, sizes in costs.items()}
    title = "Processor time of one operation, service and PostgreSQL together"
    PICTURE.write_text(plot(title, "rows in each table", "milliseconds", lines), encoding="utf-8")
    write_between(PAGE, BEGIN, END, _told(machine, costs, volume))


def _told(machine: Mapping[str, str], costs: Costs, volume: Volume) -> str:
    sizes = sorted({size for each in costs.values() for size in each})
    lines = [f"- {name}: {value}" for name, value in machine.items()]
    lines += [
        "",
        "Milliseconds of processor time, of the service and of PostgreSQL:",
        "",
        f"| Operation | {' | '.join(f'{size:,} rows' for size in sizes)} | Last beside first |",
        "|---" * (len(sizes) + 2) + "|",
    ]
    for name, each in costs.items():
        cells = [f"{each[size].service:.1f} + {each[size].postgres:.1f}" if size in each else "" for size in sizes]
        last, first = sum(each[max(each)]), sum(each[min(each)])
        lines.append(f"| {name} | {' | '.join(cells)} | {last / first:.2f} |")
    return "\n".join([*lines, "", *_needs(costs, volume, sizes[-1])]) + "\n"


def _needs(costs: Costs, volume: Volume, size: int) -> list[str]:
    """Of who has a billion envelopes in a year."""
    steps = SIGNERS * STEPS_OF_EACH
    of_envelope = {"send an envelope": 1, "signing step": steps, "seal": 1, "list of documents": LISTS}
    service = sum(number * costs[name][size].service for name, number in of_envelope.items()) / 1000
    postgres = sum(number * costs[name][size].postgres for name, number in of_envelope.items()) / 1000
    sealing, mean = costs["seal"][size].service / 1000, YEARLY / SECONDS_OF_YEAR
    peak = mean * PEAK
    return [
        f"An envelope of {SIGNERS} signers is sent once, takes {steps} steps and one seal; {LISTS} lists are looked at "
        f"meanwhile. With {size:,} rows that is {service * 1000:.0f} ms of the service, {sealing * 1000:.0f} ms of "
        f"them the worker's, and {postgres * 1000:.0f} ms of PostgreSQL. In the database it takes "
        f"{sum(volume) / 1000:.1f} kB, {volume.indexes / 1000:.1f} of them in indexes.",
        "",
        f"Assumed: {YEARLY:,} envelopes a year, as the largest providers have; {PEAK} times the mean in the busiest "
        f"hour; machines that use {BUSY:.0%} of their cores.",
        "",
        "| Calculated | |",
        "|---|---|",
        f"| Envelopes in a second, mean and peak | {mean:.0f}, {peak:.0f} |",
        f"| Signing steps in a second at the peak | {peak * steps:.0f} |",
        f"| Cores of web processes | {peak * (service - sealing) / BUSY:.0f} |",
        f"| Cores of workers | {peak * sealing / BUSY:.0f} |",
        f"| Cores of PostgreSQL | {peak * postgres / BUSY:.0f} |",
        f"| Database in a year | {YEARLY * sum(volume) / 1e12:.0f} TB |",
    ]
