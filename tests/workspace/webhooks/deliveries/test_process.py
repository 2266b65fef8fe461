"""Against a receiver in a process of its own, that verifies by the reference library, dies, and comes back."""

import hashlib
import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clocks import stopped
from tests.environment import ROOT
from tests.people import Caller
from tests.workspace.webhooks.asking import BASE, made, publish, run
from workspace.models import Delivery

PROGRAM = ROOT / "tests" / "workspace" / "webhooks" / "receiver_process.py"
Start = Callable[[str], "subprocess.Popen[str]"]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def start(port: int, tmp_path: Path, settings: Any) -> Iterator[Start]:
    """`start(secret)`: it listens when this returns."""
    settings.WEBHOOK_ALLOW_PRIVATE = True
    running: list[subprocess.Popen[str]] = []

    def begin(secret: str) -> "subprocess.Popen[str]":
        command = [sys.executable, str(PROGRAM), str(port), secret, str(tmp_path / "notes")]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        return process

    yield begin
    for process in running:
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()


def test_a_receiver_that_dies_and_returns_gets_everything_once(
    alice: Caller, start: Start, port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook = made(alice, "envelope.sent", url=f"http://127.0.0.1:{port}/in")
    process = start(webhook["secret"])
    hands = stopped(monkeypatch)

    def happens(signers: int) -> str:
        return publish(organization=alice.organization, documentId="doc_é", signers=signers).id

    events = [happens(number) for number in range(5)]
    run()
    events += [happens(13), *(happens(number) for number in range(5))]
    run()
    process.wait(timeout=60)
    events += [happens(number) for number in range(5)]
    run()
    assert Delivery.objects.filter(status="delivered").count() == 5
    start(webhook["secret"])
    hands.move(seconds=6)
    run()

    notes = [json.loads(line) for line in (tmp_path / "notes").read_text().splitlines()]
    processed = [note for note in notes if note["processed"]]
    assert sorted(note["event"] for note in processed) == sorted(events)
    assert len(notes) == len(events) + 1, "the one that killed it came twice"
    assert len({(note["id"], note["sha256"]) for note in notes}) == len(events), "the same bytes each time"
    bodies = {row.id: row.body for row in Delivery.objects.all()}
    assert {note["id"]: note["sha256"] for note in notes} == {
        identifier: hashlib.sha256(body.encode()).hexdigest() for identifier, body in bodies.items()
    }
    assert set(Delivery.objects.values_list("status", flat=True)) == {"delivered"}
    assert alice.get(f"{BASE}/{webhook['id']}").json()["failingSince"] is None


def test_a_receiver_with_another_secret_refuses(alice: Caller, start: Start, port: int) -> None:
    made(alice, "envelope.sent", url=f"http://127.0.0.1:{port}/in")
    start("whsec_" + "A" * 43 + "=")
    publish(organization=alice.organization)
    run()
    assert list(Delivery.objects.values_list("http_status", "status")) == [(401, "pending")]
