"""Web and worker together: what was begun is finished when they are told to stop."""

import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock

import httpx
import psutil
import psycopg
import pytest
from django.core.management import call_command

from tests.processes import Service, service
from tests.soak.postgres import free_port


@pytest.fixture(scope="module")
def running(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with service(tmp_path_factory.mktemp("serve")) as found:
        yield found


def serve(place: Service) -> subprocess.Popen[bytes]:
    child = place.start("manage.py", "serve", "--port", str(place.port))
    place.wait(place.is_ready, seconds=120)
    return child


def test_a_request_under_way_is_answered_before_web_and_worker_end(running: Service) -> None:
    """It waits for a row that someone else has locked; the signal comes; the row is let go."""
    child = serve(running)
    headers = {"Authorization": f"Bearer {running.manage('issue_token', 'alice')}"}
    body = {"key": "terms", "title": "Terms", "body": "Be kind."}
    with (
        psycopg.connect(running.environment["DATABASE_URL"]) as admin,
        psycopg.connect(running.environment["DATABASE_URL"], autocommit=True) as watching,
        ThreadPoolExecutor(1) as threads,
    ):
        admin.execute("LOCK TABLE clickwrap_agreement IN ACCESS EXCLUSIVE MODE")
        answer = threads.submit(httpx.post, f"{running.address}/api/clickwrap", json=body, headers=headers, timeout=60)
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database "
        waiting += "WHERE datname = current_database())"
        running.wait(lambda: watching.execute(waiting).fetchone() != (0,))
        child.send_signal(signal.SIGTERM)
        running.wait(lambda: not takes_connections(running))
        admin.rollback()
        assert answer.result().status_code == 201
    assert child.wait(60) == 0
    assert "Traceback" not in running.log()
    with psycopg.connect(running.environment["DATABASE_URL"]) as after:
        assert after.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'").fetchone() == (0,)
        assert after.execute("SELECT count(*) FROM procrastinate_workers").fetchone() == (0,)  # it signed off


def takes_connections(place: Service) -> bool:
    try:
        return httpx.get(f"{place.address}/health", timeout=2).is_success
    except httpx.TransportError:
        return False


def test_a_worker_of_two_processes_adds_up_their_figures_replaces_one_that_ends_and_ends_cleanly_on_ctrl_c(
    running: Service,
) -> None:
    """On SIGTERM: above, for that is what `serve` sends it."""
    port = free_port()
    child = running.start("manage.py", "worker", "--processes", "2", "--metrics-port", str(port))
    with psycopg.connect(running.environment["DATABASE_URL"], autocommit=True) as watching:

        def alive() -> set[int]:
            return {number for (number,) in watching.execute("SELECT id FROM procrastinate_workers")}

        both = running.wait(lambda: len(alive()) == 2 and alive(), seconds=120)
        running.wait(lambda: 'task="notify_signer"' in httpx.get(f"http://127.0.0.1:{port}/metrics").text)
        psutil.Process(child.pid).children()[0].terminate()
        running.wait(lambda: alive() - both, seconds=60)
        child.send_signal(signal.SIGINT)
        assert child.wait(60) == 0
        assert alive() == set()
    assert "Traceback" not in running.log()


@pytest.mark.parametrize(
    ("given", "debug", "expected"),
    [("", True, "http://localhost:8123"), ("", False, ""), ("https://a.example", True, "https://a.example")],
)
def test_links_lead_to_the_port_that_is_served_in_development(
    given: str, debug: bool, expected: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEBUG = debug
    monkeypatch.setenv("PUBLIC_URL", given)
    with mock.patch("safeclose.management.commands.serve.Group") as group:
        call_command("serve", "--port", "8123")
    [(_, environment)] = [call.args for call in group.call_args_list]
    assert environment["PUBLIC_URL"] == expected
