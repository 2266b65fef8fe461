"""Secrets that a development copy makes for itself on first use."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Barrier

import pytest

from safeclose.config.local_keys import made_once, secret_key
from tests.safeclose.child_processes.processes import ended, started


def test_a_key_is_made_on_first_use_and_never_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "down" / "key"
    assert made_once(path, lambda: b"first") == b"first"
    assert made_once(path, lambda: b"second") == b"first"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_threads_that_start_at_once_get_the_same_key(tmp_path: Path) -> None:
    start, numbers = Barrier(12), count()

    def make() -> bytes:
        start.wait()  # all of them are past the first look
        return str(next(numbers)).encode() * 1000

    with ThreadPoolExecutor(12) as threads:
        found = set(threads.map(lambda _: made_once(tmp_path / "key", make), range(12)))
    assert found == {(tmp_path / "key").read_bytes()}
    assert list(tmp_path.iterdir()) == [tmp_path / "key"]


def test_processes_that_start_at_once_get_the_same_key(tmp_path: Path) -> None:
    script = f"from safeclose.config.local_keys import Path, secret_key; print(secret_key(Path({str(tmp_path)!r})))"
    found = {ended(one)[:2] for one in [started("-c", script) for _ in range(4)]}
    assert found == {(0, secret_key(tmp_path) + "\n")}
    assert len(secret_key(tmp_path)) == 64


def test_a_key_that_could_not_be_made_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        made_once(tmp_path / "key", lambda: bytes([1 // 0]))
    assert list(tmp_path.iterdir()) == []
    assert made_once(tmp_path / "key", lambda: b"later") == b"later"
