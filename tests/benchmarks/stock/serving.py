"""The server of what someone would write instead, beside ours: same program, same pool, same PostgreSQL."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.benchmarks.clients import Operation, request
from tests.benchmarks.place import ROOT, admin, named
from tests.benchmarks.servers import Server, serving

DATABASE = "bench_stock"
BESIDE = "a stock DRF ModelViewSet that inserts one row, authenticated and throttled by DRF's own means, same server"


@dataclass(frozen=True)
class Stock:
    """Its server, and the token of its one user."""

    server: Server
    token: str

    def inserts(self, clients: int, each: int) -> list[list[Operation]]:
        """So many requests of so many clients."""
        body = json.dumps({"subject": "someone@example.com", "said": {"language": "en", "verified": False}}).encode()
        sent = {"Authorization": f"Token {self.token}", "Content-Type": "application/json"}
        return [[request("POST", "/notes/", body, sent)] * each for _ in range(clients)]


@contextmanager
def stock(*, workers: int) -> Iterator[Stock]:
    """Serve it; its database is gone afterwards."""
    with admin() as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{DATABASE}"')
        url = named(DATABASE)
        try:
            environment = {**os.environ, "DATABASE_URL": url}
            made = subprocess.run(
                [sys.executable, "-m", "tests.benchmarks.stock"],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
            )
            assert made.returncode == 0, made.stderr[-2000:]
            with serving(url, workers=workers, application="tests.benchmarks.stock.wsgi:application") as server:
                yield Stock(server, made.stdout.strip())
        finally:
            connection.execute(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')
