"""Where a soak happens: a folder, a PostgreSQL, a Redis, and the service's own processes."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.redis_server import RedisServer
from tests.soak.postgres import Postgres, free_port
from tests.soak.supervisor import ROOT, Supervisor

CLEAN = {
    "DEBUG": "1", "CLERK_ISSUER": "", "CLERK_JWT_KEY": "", "CLERK_AUTHORIZED_PARTIES": "", "SEALING_PKCS12": "",
    "SEALING_PEM": "", "SEALING_PKCS11_LIB": "", "SEALING_LEVEL": "", "TSA_URL": "", "TURNSTILE_SECRET_KEY": "",
    "TURNSTILE_SITE_KEY": "", "MODELS_JSON": "", "REMINDER_DAYS": "", "SENTRY_DSN": "", "TRUSTED_PROXY_COUNT": "1",
    "DATABASE_POOL": "15", "EMAIL_URL": "dummymail://",
}  # fmt: skip
# As `manage.py issue_token` does, for all of them at once; they last four hours.
TOKENS = """
import json
from safeclose.gateways.clerk import development_token
places = {"alice": "org_demo_acme", "bob": "org_demo_acme", "charlie": "org_demo_birch"}
people = (*places, "ada", "sam", "pat", "nobody")
print(json.dumps({name: development_token(f"user_demo_{name}", places.get(name), ttl=14400) for name in people}))
"""


class Place:
    """Everything that runs, and where it is reached."""

    def __init__(self, folder: Path, *, webs: int, workers: int, with_standby: bool = False) -> None:
        self.folder = folder
        self.database, self.redis = Postgres(folder / "postgres"), RedisServer()
        self.standby = Postgres(folder / "standby") if with_standby else None
        self.addresses = [f"http://127.0.0.1:{free_port()}" for _ in range(webs)]
        self.environment = {
            **os.environ,
            **CLEAN,
            "SAFECLOSE_VAR": str(folder / "var"),
            "DATABASE_URL": _either(self.database, self.standby) if self.standby else self.database.url,
            "REDIS_URL": self.redis.url,
            "PUBLIC_URL": self.addresses[0],
        }
        commands = {f"web{number}": _web(address) for number, address in enumerate(self.addresses, start=1)}
        worker = [sys.executable, "manage.py", "worker", "--processes", "1"]  # all of it is in the group that is killed
        commands |= {f"worker{number + 1}": worker for number in range(workers)}
        (folder / "logs").mkdir()
        self.processes = Supervisor(commands, self.environment, folder / "logs")

    def manage(self, *arguments: str) -> str:
        """Run a command to its end; what it printed. Raises RuntimeError with what it said when it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        if done.returncode != 0:
            raise RuntimeError(f"{arguments}: {done.stdout[-500:]}{done.stderr[-2000:]}")
        return done.stdout.strip()

    def tokens(self) -> dict[str, str]:
        """A session token of each person."""
        found: dict[str, str] = json.loads(self.manage("shell", "--no-imports", "-c", TOKENS))
        return found

    def is_ready(self) -> bool:
        """Whether every web process answers."""
        return all(_is_ready(address) for address in self.addresses)

    def wait_until_ready(self, *, seconds: float = 300) -> None:
        """Until every web process answers."""
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            if time.monotonic() > deadline:
                raise RuntimeError(f"The web processes do not answer; see {self.folder / 'logs'}.")
            time.sleep(0.1)


@contextmanager
def place(folder: Path, *, webs: int, workers: int, with_standby: bool = False) -> Iterator[Place]:
    """A fresh one with demo data, everything running; all that was started is ended afterwards."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    made = Place(folder, webs=webs, workers=workers, with_standby=with_standby)
    try:
        made.redis.start()
        made.database.make()
        if made.standby:
            made.standby.follow(made.database)
        made.manage("migrate", "--verbosity", "0")
        made.manage("seed_demo")
        made.processes.start()
        made.wait_until_ready()
        yield made
    finally:
        made.processes.stop()
        made.redis.stop()
        for server in (made.database, made.standby):
            if server and server.is_running():
                server.stop("fast")


def _either(first: Postgres, second: Postgres) -> str:
    hosts = f"127.0.0.1:{first.port},127.0.0.1:{second.port}"
    return f"postgresql://postgres@{hosts}/postgres?target_session_attrs=read-write"


def _web(address: str) -> Sequence[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--port", address.rsplit(":", 1)[1],
        "--blocking-threads", "16", "--no-ws", "--log-level", "warning", "safeclose.wsgi:application",
    ]  # fmt: skip


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/ready", timeout=3).is_success
    except httpx.TransportError:
        return False
