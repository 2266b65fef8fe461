"""What one operation costs as the tables grow: `python -m tests.benchmarks.growth [--write] [--quick] [--largest N]`.

With --write the plot goes to docs/growth.svg, and the figures with what is calculated from them into docs/scaling.md.
"""

import argparse
import json
import logging
import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import django
import psycopg
from rich.console import Console

from tests.benchmarks import growth_pages, machine, place
from tests.benchmarks.filling import Rows, fill, uuid
from tests.benchmarks.growth_pages import Cost, Costs

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
LARGEST, PARTS = 1_000_000, 6
PAST = "now() - interval '400 days' + n * interval '1 second'"
NUMBERED = "100000 + n"
# What is filled in addition to the tables of the lists; eight events in each trail.
TRAIL, OPENED = "'env_bench' || n", "FROM signing_trailevent WHERE type = 'opened' LIMIT 1"
FILLINGS = (
    Rows(
        "signing_envelope",
        {"id": uuid(), "trail_id": TRAIL, "document_id": uuid(), "status": "'completed'", "completed_at": PAST,
         "declined_at": "NULL", "voided_at": "NULL", "expired_at": "NULL"},
        {"organization_id": "1"}, {"organization_id": "1000 + n % 500"},
    ),
    Rows(
        "signing_signer",
        {"id": uuid(), "envelope_id": uuid(), "email": "'p' || n || '@example.com'", "status": "'pending'",
         "signed_at": "NULL", "declined_at": "NULL", "put_marks": "'{}'"},
    ),
    Rows(
        "signing_link",
        {"id": NUMBERED, "token_hash": "encode(sha256(('link ' || n)::bytea), 'hex')", "signer_id": uuid(),
         "package_signer_id": "NULL"},
    ),
    Rows(
        "signing_trailevent",
        {"id": NUMBERED, "trail_id": "'env_bench' || n / 8", "seq": "1 + n % 8", "type": "'opened'", "at": PAST,
         "payload": f"(SELECT payload {OPENED})", "kept": f"(SELECT kept {OPENED})"},
    ),
    Rows("signing_seal", {"id": NUMBERED, "trail_id": TRAIL, "sealed_at": PAST,
                          "certificate_sha256": "encode(sha256(('certificate ' || n)::bytea), 'hex')"}),
    Rows("signing_sealedfile", {"id": NUMBERED, "seal_id": NUMBERED,
                                "sealed_sha256": "encode(sha256(('sealed ' || n)::bytea), 'hex')"}),
)  # fmt: skip
FROM_LISTS = ("workspace_event", "documents_document", "signing_trail", "clickwrap_acceptance")


def main() -> None:
    """Grow one database, and measure at each size."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.growth", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the plot and the figures into docs/")
    parser.add_argument("--quick", action="store_true", help="less of everything, to see whether it runs")
    parser.add_argument("--largest", type=int, default=LARGEST, help=f"rows in each table at last ({LARGEST:,})")
    options = parser.parse_args()
    if options.quick:
        os.environ[place.QUICK] = "1"
    place.settle()
    django.setup()
    logging.getLogger("safeclose").setLevel(logging.ERROR)  # to fill takes slow statements
    from tests.benchmarks.growth_operations import one_envelope, operations

    costs: Costs = {}
    with place.work() as url, psycopg.connect(url, autocommit=True) as connection:
        before, since = growth_pages.table_sizes(connection), 0
        one_envelope()  # its rows are among those that are copied
        added = growth_pages.added(before, growth_pages.table_sizes(connection))
        for size in place.scaled(*(size for size in SIZES if size <= options.largest)):
            began = time.monotonic()
            _fill(connection, size, since)
            _tell(f"{size:,} rows in each table, filled in {time.monotonic() - began:.0f} s")
            for name, works in operations(size, since):
                cost = _cost(connection, works)
                costs.setdefault(name, {})[size] = cost
                _tell(f"  {name}: {cost.service:.2f} ms of the service, {cost.postgres:.2f} ms of PostgreSQL")
            since = size
        volume = growth_pages.volume(connection, added, {rows.table for rows in _fillings()}, since)
    plain = {name: {f"{size}": [*cost] for size, cost in sizes.items()} for name, sizes in costs.items()}
    (place.VAR / "growth.json").write_text(json.dumps({"costs": plain, "volume": volume._asdict()}, indent=2))
    if options.write:
        growth_pages.write(machine.described(), costs, volume)


def _fillings() -> list[Rows]:
    """In an order in which what others refer to comes first."""
    from tests.benchmarks.lists_routes import FILLINGS as OF_LISTS  # knows models

    return [*(rows for rows in OF_LISTS if rows.table in FROM_LISTS), *FILLINGS]


def _fill(connection: psycopg.Connection[Any], size: int, since: int) -> None:
    for rows in _fillings():
        fill(connection, rows, size, since=since)
    connection.execute("CHECKPOINT")


def _cost(connection: psycopg.Connection[Any], works: Sequence[Callable[[], object]]) -> Cost:
    """Of one of them: the least of equal parts, since other programs only add to it; the first part is to warm up."""
    found, length = [], len(works) // PARTS
    for part in range(PARTS):
        some = works[part * length : (part + 1) * length]
        began, stored = time.process_time(), _postgres(connection)
        for work in some:
            work()
        spent = (time.process_time() - began, (_postgres(connection) - stored).total() / 1e9)
        found.append(Cost(*(seconds * 1000 / length for seconds in spent)))
    return min(found[1:], key=sum)


def _postgres(connection: psycopg.Connection[Any]) -> "Counter[int]":
    """Processor nanoseconds of each other connection to the database, as Linux tells."""
    mine = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' "
    pids = connection.execute(mine + "AND pid <> pg_backend_pid()").fetchall()
    return Counter({pid: int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for (pid,) in pids})


def _tell(line: str) -> None:
    Console(stderr=True, highlight=False).print(line, markup=False, soft_wrap=True)


if __name__ == "__main__":
    main()
