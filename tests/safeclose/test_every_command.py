"""Rules that hold for all commands of the five apps: a new one is covered the day it is born."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock
from unittest.mock import ANY

import psycopg
import pytest
from django.core.management import ManagementUtility, get_commands, load_command_class
from django.core.management.base import BaseCommand

from safeclose.management.reporting import ReportingCommand
from tests.environment import ROOT
from tests.processes import Service, service
from tests.safeclose.child_processes.loaded_manage import LoadedManage

OURS = ("safeclose", "workspace", "documents", "signing", "clickwrap")
FOUND = {name: app for name, app in get_commands().items() if app in OURS}
STOPPED = 130
# What these print is one thing, for a shell or for a person.
PLAIN = {
    "import_form",
    "issue_token",
    "make_sealing_key",
    "migrate",
    "sealing_certificate",
    "seed_demo",
    "show_demo",
    "write_diagrams",
}


@dataclass
class Case:
    """How a command is called: on demo data, on an empty database, and wrongly."""

    arguments: list[str] = field(default_factory=list)
    bad: list[list[str]] = field(default_factory=list)
    # On a database without rows: 0, or 1 and the sentence that says what is missing.
    empty: str = ""
    # Started by hand and stopped by Ctrl-C; or not asking the database, so that it can't be held there.
    is_held: bool = True
    code: int = 0


CASES = {
    "demo": Case(is_held=False),
    "doctor": Case(bad=[["--only", "heart"]], is_held=False, code=1),
    "erase_person": Case(
        ["nobody-at-all@example.com", "--yes"], bad=[[], ["zelda"], ["zelda@example.com", "--yes", "--dry-run"]]
    ),
    "expire_envelopes": Case(),
    "export_evidence": Case(["{envelope}", "--to", "{folder}/evidence"], bad=[[], ["env_x"]]),
    "grant_admin": Case(["bob@example.com"], bad=[[]], empty="No account"),
    "grant_manager": Case(
        ["bob@example.com", "--organization", "acme-financial", "--tier", "signings=write"],
        bad=[
            [],
            ["bob@example.com"],
            ["bob@example.com", "--organization", "acme-financial"],
            ["bob@example.com", "--organization", "acme-financial", "--tier", "signings=all"],
            ["bob@example.com", "--organization", "acme-financial", "--vault", "everything"],
            ["bob@example.com", "--organization", "acme-financial", "--full", "--location", "x"],
        ],
        empty="No account",
    ),
    "import_form": Case(
        ["on/freehold-purchase", "--remove"],
        bad=[[], ["no/form"], ["on/freehold-purchase"], ["on/freehold-purchase", "/x"]],
    ),
    "issue_token": Case(["alice"], bad=[[], ["alice", "--ttl", "0"], ["alice", "--org", "none"]]),
    "make_checkpoint": Case(bad=[["--organization", "none"]]),
    "make_sealing_key": Case(
        ["{folder}/new.p12", "--name", "Acme", "--bits", "2048", "--password-file", "{folder}/password"],
        bad=[
            [],
            ["x.p12"],
            ["x.p12", "--name", "A", "--days", "0"],
            ["x.p12", "--name", "A", "--password-file", "/x/y"],
        ],
        is_held=False,
    ),
    # What it does at a lock is tested in records/test_migrate.py.
    "migrate": Case(is_held=False),
    "prune": Case(),
    "reindex_search": Case(
        bad=[["--organization", "none"]], empty="No embedding model is configured", code=1, is_held=False
    ),
    "revoke_admin": Case(["bob@example.com"], bad=[[]], empty="No account"),
    "revoke_manager": Case(
        ["bob@example.com", "--organization", "acme-financial"],
        bad=[[], ["bob@example.com"], ["bob@example.com", "--organization", "acme-financial", "--location", "0"]],
        empty="No account",
    ),
    "rotate_secrets": Case(),
    "seal_acceptances": Case(),
    "sealing_certificate": Case(is_held=False),
    "seed_demo": Case(["--json"], empty="Demo data has public passwords"),
    "send_reminders": Case(empty="REMINDER_DAYS is not set"),
    "serve": Case(bad=[["--port", "0"], ["--port", "x"], ["--workers", "0"], ["--workers", "2"]], is_held=False),
    "show_demo": Case(empty="Only a development copy"),
    "sync_clerk": Case(empty="Set CLERK_SECRET_KEY", is_held=False, code=1),
    "unlock_admin": Case(["ada"], bad=[[]], empty="No account"),
    "verify_trails": Case(bad=[["--since", "yesterday"]]),
    "worker": Case(["--until-empty"], bad=[["--concurrency", "0"], ["--processes", "many"]], is_held=False),
    "write_diagrams": Case(["--check"], is_held=False, code=ANY),
}
# Long-running: their own tests stop them.
RUNS = {"demo", "serve", "worker"}
BAD = [(name, arguments) for name, case in CASES.items() for arguments in [["--no-such-option"], *case.bad]]


def call(capsys: Any, name: str, *arguments: str) -> tuple[int, str, str]:
    """As from the command line, but within this process: exit code and what was printed."""
    try:
        with mock.patch("django.setup"):  # which would let the log write into what capsys reads, and closes afterwards
            ManagementUtility(["manage.py", name, *arguments]).execute()
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_every_command_is_here() -> None:
    assert set(FOUND) - set(CASES) == set()
    assert set(CASES) <= set(FOUND)


@pytest.mark.parametrize("name", FOUND)
def test_every_command_says_what_it_is_for(name: str, capsys: Any) -> None:
    command: BaseCommand = load_command_class(FOUND[name], name)
    assert type(command).__doc__
    assert command.help.endswith(".")
    code, out, _ = call(capsys, name, "--help")
    assert code == 0
    assert " ".join(command.help.split()[:3]) in " ".join(out.split())
    own = [action for action in command.create_parser("manage.py", name)._actions if action.dest not in DJANGOS]
    assert [action.dest for action in own if not action.help and action.dest not in ("who", "form_key")] == []


DJANGOS = {
    "help",
    "version",
    "verbosity",
    "settings",
    "pythonpath",
    "traceback",
    "no_color",
    "force_color",
    "skip_checks",
}


@pytest.mark.parametrize("name", [name for name in FOUND if name not in RUNS])
def test_every_command_that_reports_can_report_as_json(name: str) -> None:
    command = load_command_class(FOUND[name], name)
    assert isinstance(command, ReportingCommand) != (name in PLAIN)


@pytest.mark.django_db(transaction=False)
@pytest.mark.parametrize(("name", "arguments"), BAD, ids=[f"{name} {' '.join(given)}" for name, given in BAD])
def test_bad_arguments_are_a_sentence(name: str, arguments: list[str], capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)  # the test's own are among them
    code, out, err = call(capsys, name, *arguments)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert err.strip()


QUIET = [name for name in CASES if name not in RUNS and name not in ("doctor", "issue_token", "write_diagrams")]


@pytest.mark.django_db
@pytest.mark.parametrize("name", QUIET)
def test_every_command_runs_on_an_empty_database(name: str, capsys: Any, monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    case = CASES[name]
    arguments = filled(case.arguments, tmp_path, envelope="env_none")
    code, out, err = call(capsys, name, *arguments)
    assert "Traceback" not in err
    if name == "export_evidence":
        assert (code, out) == (2, "")
    else:
        assert (code, case.empty in err) == (1 if case.empty else 0, True), err


def filled(arguments: list[str], folder: Path, **words: str) -> list[str]:
    (folder / "password").write_text("a long password\n")
    return [one.format(folder=folder, **words) for one in arguments]


@pytest.fixture(scope="module")
def place(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One copy with demo data for all commands."""
    with service(tmp_path_factory.mktemp("commands")) as running:
        running.environment["MODELS_JSON"] = ""
        running.environment["REMINDER_DAYS"] = "3,7"
        yield running


@pytest.fixture(scope="module")
def loaded(place: Service) -> Iterator[LoadedManage]:
    """`manage.py` in that copy, loaded once for all commands."""
    found = LoadedManage(place.environment, place.folder)
    yield found
    found.stop()


def waits_for_a_lock(admin: psycopg.Connection[Any]) -> bool:
    """In this database; other tests run beside this one."""
    asked = "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
    row = admin.execute(f"{asked} WHERE NOT granted AND datname = current_database()").fetchone()
    return bool(row and row[0])


@contextmanager
def all_locked(place: Service) -> Iterator[Callable[[Callable[[], bool]], None]]:
    """While every table is locked: a function that waits until someone waits for a lock."""
    with psycopg.connect(place.environment["DATABASE_URL"]) as admin:
        tables = admin.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'").fetchall()
        admin.execute(f"LOCK TABLE {', '.join(table for (table,) in tables)} IN ACCESS EXCLUSIVE MODE")

        def wait(has_ended: Callable[[], bool]) -> None:
            deadline = time.monotonic() + 120
            while not waits_for_a_lock(admin) and not has_ended():
                assert time.monotonic() < deadline
                time.sleep(0.02)

        yield wait


@pytest.mark.parametrize("name", [name for name in FOUND if name not in RUNS])
def test_a_command_stopped_by_ctrl_c_says_so_and_runs_to_its_end_when_called_again(
    name: str, place: Service, loaded: LoadedManage, tmp_path: Path
) -> None:
    """Stopped while it waits for a row that someone else has locked."""
    case = CASES[name]
    envelope = json.loads(loaded.run("seed_demo", "--json")[1])["envelopes"]["completed"] if "export" in name else ""
    arguments = filled(case.arguments, tmp_path, envelope=envelope)
    if case.is_held:
        with all_locked(place) as wait:
            process = loaded.begin(name, *arguments)
            wait(loaded.has_ended)
            os.kill(process, signal.SIGINT)
            assert_stopped(*loaded.end())
    code, out, err = loaded.run(name, *arguments)
    assert code == case.code, err[-2000:]
    assert "Traceback" not in err
    assert out.strip() or case.empty or name == "write_diagrams"


def assert_stopped(code: int, out: str, err: str) -> None:
    assert (code, out) == (STOPPED, ""), err[-2000:]
    assert "Stopped." in err
    assert "Traceback" not in err


def test_manage_py_as_a_program_is_stopped_by_ctrl_c_too(place: Service) -> None:
    """As the forks above are."""
    with all_locked(place) as wait:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "show_demo"], cwd=ROOT, env=place.environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        wait(lambda: process.poll() is not None)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert_stopped(process.returncode, out, err)


def test_ctrl_c_before_anything_was_loaded_is_no_traceback() -> None:
    program = "import signal, manage; manage.run = lambda: signal.raise_signal(signal.SIGINT); manage.main()"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (STOPPED, "", "Stopped.\n")
