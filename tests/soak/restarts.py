"""python -m tests.soak.restarts: PostgreSQL is restarted, crashes and fails over, while a web process answers requests.

For each it tells how long after the database was back the first request succeeded, and exits with 1 where that took
longer than two seconds, where `/ready` said 200 while the database was away, or where a request failed that was sent
after `/ready` had said 200 again.
"""

import argparse
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg

from tests.soak.place import Place, place
from tests.soak.supervisor import ROOT

LIMIT_SECONDS = 2.0
CALM_SECONDS = 2.0  # before each outage, and after it
AWAY_SECONDS = 2.2  # and a moment: then all threads of the web process wait for a connection, and none has given up
CLIENTS = 4  # that read, and as many that write
PAUSE_SECONDS = 0.02


@dataclass(frozen=True)
class Answer:
    """One request, by this process's clock; `path` is /ready or another."""

    path: str
    began: float
    ended: float
    is_good: bool


class Clients:
    """Those who ask without a pause, from `start` to `stop`, and what they were answered."""

    def __init__(self, found: Place) -> None:
        self.answers: list[Answer] = []
        self._address, token = found.addresses[0], found.tokens()["alice"]
        self._headers = {"Authorization": f"Bearer {token}"}
        self._stopping = threading.Event()
        asks: list[tuple[str, dict[str, Any] | None]] = [("/ready", None)]
        asks += [
            ("/api/documents", None),
            ("/v1/documents", {"title": "Restarted", "chattelType": "vehicle"}),
        ] * CLIENTS
        self._threads = [threading.Thread(target=self._ask, args=ask) for ask in asks]

    def __enter__(self) -> "Clients":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, path: str, body: dict[str, Any] | None) -> None:
        method = "POST" if body else "GET"
        with httpx.Client(base_url=self._address, headers=self._headers, timeout=15) as client:
            while not self._stopping.wait(PAUSE_SECONDS):
                began = time.monotonic()
                try:
                    is_good = client.request(method, path, json=body).is_success
                except httpx.TransportError:
                    is_good = False
                self.answers.append(Answer(path, began, time.monotonic(), is_good))


def main() -> int:
    """All outages, one after the other, and a line about each."""
    rounds = _parser().parse_args().rounds
    folder = Path(os.environ.get("SAFECLOSE_VAR") or ROOT / "var" / "restarts").absolute()
    with place(folder, webs=1, workers=0, with_standby=True) as found, Clients(found) as clients:
        told = [_outage(found, clients, mode) for mode in ("fast", "immediate") * rounds]
        told.append(_outage(found, clients, "failover"))
    for one in told:
        sys.stdout.write(f"{json.dumps(one)}\n")
    return 1 if any(_is_bad(one) for one in told) else 0


def _outage(found: Place, clients: Clients, kind: str) -> dict[str, Any]:
    assert found.standby
    time.sleep(CALM_SECONDS)
    first = len(clients.answers)
    found.database.stop("immediate" if kind == "failover" else kind)
    stopped = time.monotonic()
    time.sleep(AWAY_SECONDS)
    standby = kind == "failover"
    server, begin = (found.standby, found.standby.promote) if standby else (found.database, found.database.start)
    away, back = _when_back(server.url, begin)
    time.sleep(LIMIT_SECONDS + CALM_SECONDS)
    return {"outage": kind, **_figures(clients.answers[first:], stopped, away, back)}


def _when_back(url: str, begin: Callable[[], None]) -> tuple[float, float]:
    """When it was last seen that there is no session that may write, and when there was one first."""
    thread = threading.Thread(target=begin)
    away = time.monotonic()
    thread.start()
    try:
        while True:
            asked = time.monotonic()
            try:
                with psycopg.connect(url, target_session_attrs="read-write", connect_timeout=2):
                    return away, asked
            except psycopg.OperationalError:
                away = asked
                time.sleep(0.005)
    finally:
        thread.join()


def _figures(answers: list[Answer], stopped: float, away: float, back: float) -> dict[str, Any]:
    ready = [answer for answer in answers if answer.path == "/ready"]
    work = [answer for answer in answers if answer.path != "/ready"]
    good = [answer.ended - back for answer in work if answer.is_good and answer.ended > back]
    ready_again = min(
        (answer.ended for answer in ready if answer.is_good and answer.began > back), default=float("inf")
    )
    late = [answer.ended - back for answer in work if not answer.is_good and answer.ended > back]
    return {
        "away": round(back - stopped, 2),
        "requests": len(work),
        "failed": sum(not answer.is_good for answer in work),
        "first_success_after": round(min(good, default=float("inf")), 3),
        "ready_after": round(ready_again - back, 3),
        "last_failure_after": round(max(late), 3) if late else None,
        "ready_while_away": sum(answer.is_good for answer in ready if stopped < answer.began and answer.ended < away),
        "failed_though_ready": sum(not answer.is_good for answer in work if answer.began > ready_again),
    }


def _is_bad(told: dict[str, Any]) -> bool:
    return bool(told["first_success_after"] > LIMIT_SECONDS or told["ready_while_away"] or told["failed_though_ready"])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.soak.restarts", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="restarts and crashes, each")
    return parser


if __name__ == "__main__":
    sys.exit(main())
