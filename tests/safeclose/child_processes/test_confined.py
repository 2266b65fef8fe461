"""Work in a process that may use so much and no more."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from safeclose.child_processes import confined, forking
from safeclose.child_processes.confined import TOO_MUCH, Outcome, UnfitError
from tests.environment import ROOT
from tests.safeclose.child_processes.confined_work import (
    deep,
    dying,
    echo,
    endless,
    faulty,
    greedy,
    parricidal,
    remembering,
    sleepy,
    surroundings,
    unfit,
    writing,
)  # fmt: skip


@pytest.fixture
def prepared() -> int:
    """The process that the children are forked from."""
    return int(confined.confined(surroundings, b"").data["parent"])


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_data_and_a_file_come_back_from_the_child() -> None:
    content = bytes(range(256)) * 10_000 + b"\n\n"
    assert confined.confined(echo, content) == Outcome({"length": 2_560_002, "text": "Élodie"}, content[::-1])
    assert confined.confined(echo, b"") == Outcome({"length": 0, "text": "Élodie"}, b"")


def test_the_child_has_no_secrets_no_django_and_no_open_files_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "very secret")
    ours, theirs = socket.socketpair()
    with ours, theirs:
        os.set_inheritable(ours.fileno(), True)
        confined._prepared.stop()  # the next one is started with the secret and the socket at hand
        found = confined.confined(surroundings, b"").data
    assert set(found["environment"]) <= {"LC_CTYPE", "PWD"}
    assert found["its environment"] == ""
    assert [each.partition(":")[0] for each in found["open"]] == ["/dev/null"] * 3 + ["socket"]
    assert not {"django", "safeclose.settings", "psycopg"} & set(found["modules"])
    assert found["limits"] == {str(limit): [most, most] for limit, most in confined._LIMITS.items()}


def test_a_child_does_not_see_what_earlier_children_were_given(prepared: int) -> None:
    found = [confined.confined(remembering, b"x").data for _ in range(3)]
    assert [each["seen"] for each in found] == [1, 1, 1]
    assert len({each["process"] for each in found} | {prepared}) == 4


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (unfit, "It is upside down."),
        (greedy, TOO_MUCH),
        (endless, TOO_MUCH),
        (deep, TOO_MUCH),
        (dying, TOO_MUCH),
    ],
)
def test_a_file_that_is_unfit_or_kills_its_reader_is_refused(work: confined.Work, said: str) -> None:
    with pytest.raises(UnfitError) as refused:
        confined.confined(work, b"x" * 1_000_000)
    assert str(refused.value) == said


def test_a_child_that_takes_too_long_by_the_clock_is_killed(monkeypatch: pytest.MonkeyPatch, prepared: int) -> None:
    monkeypatch.setattr(confined, "TIMEOUT_SECONDS", 0.3)
    with pytest.raises(UnfitError, match="too much memory or time"):
        confined.confined(sleepy, b"x")
    until(lambda: not psutil.Process(prepared).children())


@pytest.mark.parametrize(("work", "said"), [(faulty, "a fault of our own"), (writing, "File too large")])
def test_a_fault_of_ours_is_not_blamed_on_the_file(work: confined.Work, said: str, tmp_path: Path) -> None:
    """A stranger is not told that their file is bad because the service is."""
    with pytest.raises(RuntimeError, match=rf"(?s){work.__name__} failed: .*{said}"):
        confined.confined(work, bytes(tmp_path / "written"))


def test_twenty_threads_get_their_own_answers_from_one_prepared_process(prepared: int) -> None:
    contents = [bytes([each]) * (each * 20_000) for each in range(20)]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda content: confined.confined(echo, content), contents))
    assert [answer.file for answer in answers] == contents
    until(lambda: not psutil.Process(prepared).children())  # also none that ended and was not waited for
    assert confined.confined(surroundings, b"").data["parent"] == prepared


def test_a_prepared_process_that_was_killed_is_started_again(prepared: int) -> None:
    os.kill(prepared, signal.SIGKILL)
    assert confined.confined(echo, b"ab").file == b"ba"
    assert confined.confined(surroundings, b"").data["parent"] != prepared
    assert not psutil.pid_exists(prepared)  # nor is it left as a zombie


def test_work_whose_prepared_process_dies_is_tried_once_more_and_then_fails() -> None:
    with pytest.raises(forking.GoneError):
        confined.confined(parricidal, b"x")
    assert confined.confined(echo, b"ab").file == b"ba"


def test_a_signal_to_all_processes_of_the_service_does_not_end_work_that_it_still_waits_for(prepared: int) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(prepared, number)
    assert confined.confined(surroundings, b"").data["parent"] == prepared


SERVICE = """
import sys, threading
from safeclose.child_processes.confined import confined
from tests.safeclose.child_processes.confined_work import sleepy, surroundings
threading.Thread(target=confined, args=(sleepy, b"x"), daemon=True).start()
print(confined(surroundings, b"").data["parent"], flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("end", ["of itself", "killed"])
def test_no_process_outlives_the_service(end: str) -> None:
    with subprocess.Popen([sys.executable, "-c", SERVICE], stdin=-1, stdout=-1, cwd=ROOT) as service:
        assert service.stdout
        assert service.stdin
        prepared = psutil.Process(int(service.stdout.readline()))
        until(prepared.children)
        left = [prepared, *prepared.children()]
        service.kill() if end == "killed" else service.stdin.close()
    assert psutil.wait_procs(left, timeout=30)[1] == []


def test_a_fork_of_the_service_starts_a_prepared_process_of_its_own(prepared: int) -> None:
    if child := os.fork():
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    else:
        try:
            other = confined.confined(surroundings, b"").data["parent"]
            confined._prepared.stop()
            os._exit(0 if other != prepared else 1)
        finally:
            os._exit(2)
    assert confined.confined(surroundings, b"").data["parent"] == prepared
