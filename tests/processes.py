"""Safeclose as it really runs: processes of its own, reached over HTTP, that a test may kill."""

import contextlib
import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil
import psycopg

from tests import databases
from tests.environment import POSTGRES, ROOT

TOKEN_SECONDS = 24 * 3600
# Makes the demo data, and prints their ids and tokens of people: in one process, since each takes seconds to start.
SEED = f"""
import json
from io import StringIO
from django.core.management import call_command
from safeclose.gateways.clerk import development_token
ids = StringIO()
call_command("seed_demo", "--json", stdout=ids)
places = {{"alice": "org_demo_acme", "sam": None}}
tokens = {{name: development_token(f"user_demo_{{name}}", at, ttl={TOKEN_SECONDS}) for name, at in places.items()}}
print(json.dumps({{"ids": json.loads(ids.getvalue()), "tokens": tokens}}))
"""
PLACE = {"DEBUG": "1", "CLERK_ISSUER": "", "CLERK_JWT_KEY": "", "CLERK_AUTHORIZED_PARTIES": "", "SEALING_PKCS12": ""}


class Service:
    """One copy of the service, with a database and a data directory of its own, and the code in `root`."""

    def __init__(self, folder: Path, database_url: str, root: Path = ROOT) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder, self.root = folder, root
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            **PLACE,
            "SAFECLOSE_VAR": str(folder / "var"),
            "DATABASE_URL": database_url,
            "DATABASE_POOL": "10",
            "PUBLIC_URL": self.address,
        }
        self.children: list[subprocess.Popen[bytes]] = []
        # Of the demo data, where there are any: ids by kind and name, and the session tokens of Alice and Sam.
        self.ids: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, str] = {}

    def manage(self, *arguments: str) -> str:
        """Run a command to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout.strip()

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a process group: `start("manage.py", "worker")`."""
        with (self.folder / "log").open("ab") as log:
            child = subprocess.Popen(
                [sys.executable, *command],
                cwd=self.root,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.children.append(child)
        return child

    def start_web(self) -> subprocess.Popen[bytes]:
        """The web server without a worker, when it answers."""
        child = self.start(
            "-m", "granian", "--interface", "wsgi", "--port", str(self.port),
            "--blocking-threads", self.environment.get("WEB_THREADS", "16"), "safeclose.wsgi:application",
        )  # fmt: skip
        self.wait(self.is_ready)
        return child

    def is_ready(self) -> bool:
        """Whether it answers."""
        try:
            return httpx.get(f"{self.address}/ready", timeout=3, verify=False).is_success
        except httpx.TransportError:
            return False

    def log(self) -> str:
        """What all processes wrote."""
        return (self.folder / "log").read_text(errors="replace")

    def wait(self, holds: Callable[[], Any], *, seconds: float = 180) -> Any:
        """Until something holds; fails with the log when it does not come."""
        deadline = time.monotonic() + seconds
        while not (found := holds()):
            assert time.monotonic() < deadline, self.log()[-4000:]
            time.sleep(0.05)
        return found

    def kill(self, *children: subprocess.Popen[bytes]) -> None:
        """As the power would: at once, with everything that they started."""
        for child in children or self.children:
            if child.poll() is None:
                started = psutil.Process(child.pid).children(recursive=True)
                for process in (psutil.Process(child.pid), *started):
                    with contextlib.suppress(psutil.NoSuchProcess):
                        process.kill()
                child.wait()


@contextmanager
def service(folder: Path) -> Iterator[Service]:
    """A migrated copy with demo data; gone afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    base, name = os.environ["DATABASE_URL"], f"service_{uuid4().hex[:12]}"
    with psycopg.connect(base, autocommit=True) as admin:
        model = _model(admin)
        shutil.copytree(model.folder / "var", folder / "var")
        databases.copy(admin, model.folder.name, name)
        running = Service(folder, databases.named(base, name))
        running.ids, running.tokens = model.ids, model.tokens
        try:
            yield running
        finally:
            running.kill()
            databases.drop(admin, name)


def _model(admin: psycopg.Connection[Any]) -> Service:
    """What all services of this test run are copied from: to migrate and fill one takes as long as many tests."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"{os.getpid()}")
    folder = POSTGRES.parent / f"model_{run}"
    with (POSTGRES.parent / "model.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        model = Service(folder, databases.named(os.environ["DATABASE_URL"], folder.name))
        seeded = folder / "seeded.json"
        if not seeded.exists():
            _forget_models(admin)
            folder.mkdir()
            databases.copy(admin, databases.migrated(admin), folder.name)
            seeded.write_text(model.manage("shell", "--no-imports", "-c", SEED))
        found = json.loads(seeded.read_text())
        model.ids, model.tokens = found["ids"], found["tokens"]
        return model


def _forget_models(admin: psycopg.Connection[Any]) -> None:
    """Those of earlier runs."""
    for (name,) in admin.execute("SELECT datname FROM pg_database WHERE datname LIKE 'model\\_%'").fetchall():
        databases.drop(admin, name)
    for folder in POSTGRES.parent.glob("model_*"):
        shutil.rmtree(folder)
