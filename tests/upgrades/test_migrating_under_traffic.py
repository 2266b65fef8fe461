"""The database of the last release is migrated while the code of that release serves requests.

Its code is kept beside its database, and runs here with today's packages. People draft, send and sign by link, sign
packages, accept agreements and change records, before, during and after. This shows that no statement of theirs fails
at any stage of the migrations, and that these come to an end. The tables are small: what a migration does to large ones
is judged by lint.py. Not shown are the old worker, and old and new code side by side on the migrated database.
"""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from tests import databases
from tests.processes import Service
from tests.redis_server import RedisServer
from tests.soak import journal
from tests.soak.place import TOKENS
from tests.soak.traffic import chattel, clicks, envelopes, packages
from tests.soak.traffic.town import Town
from tests.upgrades.restoring import restored, unpack_code

LAST_RELEASE = "1.0.0"
# Of each kind at least one is done before the migration begins, and one after it has ended.
KINDS = {
    "envelope.send",
    "link.sign",
    "package.activate",
    "queue.sign",
    "click.publish",
    "click.accept",
    "chattel.loan",
}


def test_no_request_to_the_old_code_fails(
    django_db_setup: None, django_db_blocker: Any, redis: RedisServer, tmp_path: Path
) -> None:
    with django_db_blocker.unblock(), restored(LAST_RELEASE) as found:
        url = databases.named(os.environ["DATABASE_URL"], found.database)
        old = Service(tmp_path, url, root=unpack_code(LAST_RELEASE, tmp_path / "code"))
        # The files of the release are those of this process, and each client has an address of its own.
        old.environment |= {
            "SAFECLOSE_VAR": os.environ["SAFECLOSE_VAR"],
            "TRUSTED_PROXY_COUNT": "1",
            "REDIS_URL": redis.url,
        }
        old.environment.pop("DOCUMENTS_INCLUDED_PER_MONTH")
        try:
            _migrate_under_traffic(old, found.database)
        finally:
            old.kill()
        with databases.used(found.database):
            printed = StringIO()
            call_command("verify_trails", "--json", stdout=printed)
        assert json.loads(printed.getvalue())["broken"] is None
    assert "deadlock detected" not in old.log()


def _migrate_under_traffic(old: Service, database: str) -> None:
    with ThreadPoolExecutor(1) as beside:
        printed = beside.submit(old.manage, "shell", "--no-imports", "-c", TOKENS)
        old.start_web()
    tokens = json.loads(printed.result())
    path = old.folder / "journal"
    town = Town([old.address], journal.Journal(path), tokens, seed=1, pause=0.05)

    def wait_for_each_kind(after: int = 0) -> None:
        def is_over() -> Any:
            entries = journal.read(path)
            return _failed(entries) or {entry.kind for entry in entries[after:] if entry.is_done} >= KINDS

        old.wait(is_over)

    envelopes.work(town, "sender", "alice")
    packages.manage(town, "manager", "alice")
    for person in packages.SIGNERS:
        packages.sign(town, person)
    clicks.work(town, "alice", visitors=1)
    chattel.work(town, "keeper", "bob")
    try:
        wait_for_each_kind()
        with databases.used(database):
            call_command("migrate", verbosity=0)
        wait_for_each_kind(after=len(journal.read(path)))
    finally:
        town.end()
    entries = journal.read(path)
    assert (_failed(entries), town.faults) == ([], [])


def _failed(entries: list[journal.Entry]) -> list[tuple[str, int | None]]:
    return [(entry.kind, entry.status) for entry in entries if entry.status is None or entry.status >= 500]
