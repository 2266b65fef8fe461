"""Work in a process that may use so much and no more."""

import os
import time
from pathlib import Path

import pytest

from safeclose import confined
from safeclose.confined import TOO_MUCH, Outcome, UnfitError


def echo(content: bytes) -> Outcome:
    """A file that is fit."""
    return Outcome({"length": len(content), "text": "Élodie"}, content[::-1])


def surroundings(content: bytes) -> Outcome:
    """What a child that was broken into would find."""
    return Outcome(dict(os.environ))


def unfit(content: bytes) -> Outcome:
    """A file that is not."""
    raise UnfitError("It is upside down.")


def faulty(content: bytes) -> Outcome:
    """A fault of our own."""
    raise ZeroDivisionError("a fault of our own")


def greedy(content: bytes) -> Outcome:
    """More memory than there is."""
    return Outcome({"length": len(bytearray(400 * 1024 * 1024))})


def endless(content: bytes) -> Outcome:
    """More time than there is."""
    while True:
        pass


def sleepy(content: bytes) -> Outcome:
    """Time that costs nothing."""
    time.sleep(60)
    return Outcome()


def writing(content: bytes) -> Outcome:
    """A file on the disk; the content is its name."""
    with Path(content.decode()).open("wb") as file:
        file.write(b"x" * 10_000)
    return Outcome()


def deep(content: bytes) -> Outcome:
    """A stack without end."""
    return deep(content)


def test_what_work_gives_comes_back() -> None:
    content = bytes(range(256)) * 1000 + b"\n\n"
    assert confined.confined(echo, content) == Outcome({"length": 256_002, "text": "Élodie"}, content[::-1])
    assert confined.confined(echo, b"") == Outcome({"length": 0, "text": "Élodie"}, b"")


def test_a_child_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "very secret")
    assert set(confined.confined(surroundings, b"").data) <= {"LC_CTYPE", "PWD"}


@pytest.mark.parametrize(
    ("work", "said"), [(unfit, "It is upside down."), (greedy, TOO_MUCH), (endless, TOO_MUCH), (deep, TOO_MUCH)]
)
def test_a_file_that_is_unfit(work: confined.Work, said: str) -> None:
    with pytest.raises(UnfitError) as refused:
        confined.confined(work, b"x")
    assert str(refused.value) == said


def test_a_child_that_sleeps_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "PATIENCE", 1)
    with pytest.raises(UnfitError, match="too much memory or time"):
        confined.confined(sleepy, b"x")


@pytest.mark.parametrize("work", [faulty, writing])
def test_a_fault_of_ours_is_a_fault(work: confined.Work, tmp_path: Path) -> None:
    """Not the file's: a stranger is not told that their file is bad because the service is."""
    with pytest.raises(RuntimeError, match=work.__name__):
        confined.confined(work, bytes(tmp_path / "written"))
