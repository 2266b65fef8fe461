"""Files by what they hold, in a folder and in a bucket."""

import hashlib
import os
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from safeclose.refusals import Unavailable
from safeclose.storage import buckets, files, storage_url
from tests.s3_server import S3Server

CONTENT = b"%PDF-1.7 what was signed"
DIGEST = hashlib.sha256(CONTENT).hexdigest()
NAME = f"{DIGEST[:2]}/{DIGEST}"
FAR = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture(params=["folder", "bucket", "prefix"])
def storage(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> str:
    """Where files are kept: each test gets an empty place."""
    url = ""
    if request.param != "folder":
        server: S3Server = request.getfixturevalue("s3")
        url = server.url(f"b{os.urandom(6).hex()}", "some/where" if request.param == "prefix" else "")
    settings.STORAGE_URL = url
    settings.STORAGES = {**settings.STORAGES, "default": storage_url.storage(url, tmp_path / "files")}
    return str(request.param)


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    place = tmp_path / "files"
    settings.STORAGES = {**settings.STORAGES, "default": storage_url.storage("", place)}
    return place


def put(content: bytes, name: str = NAME) -> None:
    """What someone else wrote into the storage."""
    default_storage.save(name, ContentFile(content))


def stored() -> bytes:
    with default_storage.open(NAME) as file:
        return file.read()


def names() -> set[str]:
    return set(files._storage().names_before(FAR))


@given(st.binary(max_size=200))
@examples(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_kept_file_is_read_back_unchanged(storage: str, content: bytes) -> None:
    assert files.read(files.keep(content)) == content


def test_a_file_is_named_by_its_hash(storage: str) -> None:
    assert files.keep(CONTENT) == files.sha256(CONTENT) == DIGEST
    assert stored() == CONTENT
    assert names() == {NAME}


def test_keeping_the_same_content_again_changes_nothing(storage: str) -> None:
    files.keep(CONTENT)
    before = default_storage.get_modified_time(NAME)
    assert files.keep(CONTENT) == DIGEST
    assert default_storage.get_modified_time(NAME) == before
    assert names() == {NAME}


@pytest.mark.parametrize("damaged", [bytes([CONTENT[0] ^ 1]) + CONTENT[1:], CONTENT[:5], b"", CONTENT + b"\n"])
def test_a_damaged_file_is_not_handed_out_and_can_be_mended(damaged: bytes, storage: str) -> None:
    files.keep(CONTENT)
    put(damaged)
    with pytest.raises(Unavailable) as refusal:
        files.read(DIGEST)
    assert refusal.value.sentence == "The stored file is damaged."
    assert files.keep(CONTENT) == DIGEST
    assert files.read(DIGEST) == CONTENT


def test_reading_a_missing_file_is_refused(storage: str) -> None:
    with pytest.raises(Unavailable) as refusal:
        files.read(DIGEST)
    assert refusal.value.sentence == "The file can't be read now."


def test_an_erased_file_is_known_as_erased_until_it_is_kept_again(storage: str) -> None:
    files.keep(CONTENT)
    assert not files.is_erased(DIGEST)
    for _ in range(2):  # it may be erased again
        files.erase(DIGEST)
        assert files.is_erased(DIGEST)
        with pytest.raises(files.Erased):
            files.read(DIGEST)
    assert names() == {f"erased/{DIGEST}"}
    assert files.keep(CONTENT) == DIGEST
    assert not files.is_erased(DIGEST)
    assert files.read(DIGEST) == CONTENT


def test_many_at_once_keep_one_whole_file(storage: str) -> None:
    content = os.urandom(300_000)
    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(lambda _: files.read(files.keep(content)) == content, range(16))) == {True}
    digest = files.sha256(content)
    assert names() == {f"{digest[:2]}/{digest}"}


def test_names_that_lead_out_of_the_folder_are_refused(storage: str) -> None:
    for name in ("../x", "a/../../x"):
        with pytest.raises(Exception, match=r"(?i)path|suspicious|outside|traversal|denied"):
            default_storage.save(name, ContentFile(b""))


def test_old_files_are_listed_and_dropped(storage: str) -> None:
    for digest in (files.keep(CONTENT), files.keep(b"another")):
        assert not files.drop(digest, datetime.now(UTC) - timedelta(hours=1)), "it is young"
    files.erase(files.keep(b"forgotten"))
    put(b"", "doctor/x")
    assert set(files.older_than(datetime.now(UTC) - timedelta(hours=1))) == set()
    assert set(files.older_than(FAR)) == {DIGEST, files.sha256(b"another")}, "no marks, nothing else"
    assert files.drop(DIGEST, FAR)
    assert not files.drop(DIGEST, FAR), "it is gone"
    assert set(files.older_than(FAR)) == {files.sha256(b"another")}
    assert not files.is_erased(DIGEST)


def test_keeping_an_old_file_again_makes_it_young(storage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that it is not dropped as an orphan before the row that names it is committed."""
    files.keep(CONTENT)
    before = default_storage.get_modified_time(NAME)
    if storage == "folder":
        os.utime(default_storage.path(NAME), (0, 0))
        assert default_storage.get_modified_time(NAME).year == 1970
        before -= timedelta(seconds=1)  # the clock of a file system is coarse
    else:
        monkeypatch.setattr("safeclose.storage.buckets.REFRESH_AFTER", timedelta(seconds=-1000))
    files.keep(CONTENT)
    assert default_storage.get_modified_time(NAME) >= before
    assert files.read(DIGEST) == CONTENT
    assert names() == {NAME}


def test_a_file_that_is_dropped_while_it_is_kept_again_is_there(storage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    files.keep(CONTENT)
    read = files._stored

    def read_and_lose(digest: str) -> bytes | None:
        content = read(digest)
        assert files.drop(digest, FAR)
        return content

    with monkeypatch.context() as patch:
        patch.setattr(files, "_stored", read_and_lose)
        files.keep(CONTENT)
    assert files.read(DIGEST) == CONTENT


@pytest.mark.parametrize(
    ("do", "sentence"),
    [
        (lambda: files.keep(b"new"), "The file can't be stored now."),
        (lambda: files.read(DIGEST), "The file can't be read now."),
        (lambda: files.is_erased(DIGEST), "The file can't be read now."),
        (lambda: files.erase(DIGEST), "The file can't be removed now."),
        (lambda: files.drop(DIGEST, FAR), "The file can't be removed now."),
        (lambda: list(files.older_than(FAR)), "The files can't be listed now."),
    ],
)
def test_a_storage_that_does_not_answer_is_a_refusal_and_no_fault(
    do: Callable[[], object], sentence: str, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "FIRST_WAIT_SECONDS", 0)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    url = f"s3://key:secret@bucket?endpoint=http://127.0.0.1:{port}"
    settings.STORAGES = {**settings.STORAGES, "default": storage_url.storage(url, tmp_path)}
    with pytest.raises(Unavailable) as refusal:
        do()
    assert (refusal.value.sentence, refusal.value.seconds) == (sentence, 5)


class SilentServer:
    """Takes connections and never answers; where it is told to, it refuses each request with 404 instead."""

    def __init__(self) -> None:
        self.connections = 0
        self.is_silent = True
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"s3://key:secret@bucket?endpoint=http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._taken: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> "SilentServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)
        for connection in self._taken:
            connection.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._taken.append(connection)
            if not self.is_silent:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def test_a_storage_that_hangs_is_waited_for_once_and_then_refused_at_once(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(buckets.TIMEOUTS, "read_timeout", 0.3)
    now = 1000.0
    monkeypatch.setattr(buckets, "time", SimpleNamespace(monotonic=lambda: now, sleep=time.sleep))
    with SilentServer() as server:
        settings.STORAGES = {**settings.STORAGES, "default": storage_url.storage(server.url, tmp_path)}
        for do in (lambda: files.read(DIGEST), lambda: files.keep(CONTENT), lambda: list(files.older_than(FAR))):
            with pytest.raises(Unavailable) as refusal:
                do()
            assert refusal.value.seconds == 5
        assert server.connections == 1, "the second call, and those of other requests, ask it no more"
        now += buckets.Circuit.PAUSE_SECONDS
        with ThreadPoolExecutor(8) as threads:
            asked = [threads.submit(files.read, DIGEST) for _ in range(8)]
        assert all(isinstance(each.exception(), Unavailable) for each in asked)
        assert server.connections == 2, "one call asks whether it answers again"
        server.is_silent = False
        now += buckets.Circuit.PAUSE_SECONDS
        with pytest.raises(Unavailable):
            files.read(DIGEST)  # there is none, and that is an answer
        assert server.connections > 3, "everyone asks again"


def test_hanging_costs_a_request_less_than_five_seconds() -> None:
    assert buckets.TIMEOUTS["retries"] == {"total_max_attempts": 1}
    assert buckets.TIMEOUTS["connect_timeout"] + buckets.TIMEOUTS["read_timeout"] < 5


def test_a_missing_bucket_is_a_refusal_and_no_fault(s3: S3Server, settings: Any, tmp_path: Path) -> None:
    url = f"s3://key:secret@no-such-bucket?endpoint={s3.address}"
    settings.STORAGES = {**settings.STORAGES, "default": storage_url.storage(url, tmp_path)}
    for do in (lambda: files.keep(CONTENT), lambda: files.read(DIGEST), lambda: list(files.older_than(FAR))):
        with pytest.raises(Unavailable):
            do()


def test_an_unreadable_path_is_a_refusal_and_no_fault(folder: Path) -> None:
    (folder / NAME).mkdir(parents=True)
    with pytest.raises(Unavailable):
        files.read(DIGEST)
    with pytest.raises(Unavailable) as refusal:
        files.keep(CONTENT)
    assert refusal.value.sentence == "The file can't be stored now."


def test_a_file_that_is_kept_again_while_it_is_dropped_is_given_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.keep(CONTENT)
    os.utime(folder / NAME, (0, 0))
    replace = Path.replace

    def freshened_first(path: Path, target: Path) -> Path:
        if path.name == DIGEST:
            os.utime(path)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", freshened_first)
    assert not files.drop(DIGEST, datetime.now(UTC) - timedelta(hours=1))
    assert files.read(DIGEST) == CONTENT
    assert names() == {NAME}


def test_what_a_killed_writer_left_is_cleared_away_when_it_is_old(folder: Path) -> None:
    files.keep(CONTENT)
    old, young = folder / "ab" / ".abc.1", folder / "ab" / ".abc.2"
    old.parent.mkdir(exist_ok=True)
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    assert list(files.older_than(datetime.now(UTC) - timedelta(hours=1))) == []
    assert (old.exists(), young.exists()) == (False, True)


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_writer_that_is_killed_leaves_no_partial_file(
    step: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = f"killed at {step}".encode()
    digest = hashlib.sha256(content).hexdigest()

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(*((os, "fsync", killed) if step == "fsync" else (Path, "replace", killed)))
        with pytest.raises(KeyboardInterrupt):
            files.keep(content)
    assert not default_storage.exists(f"{digest[:2]}/{digest}")
    assert files.read(files.keep(content)) == content


def test_a_file_and_its_folder_are_synced_to_disk_before_keep_returns(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    digest = files.keep(os.urandom(8))
    assert [digest in name for name in synced] == [True, False]
    assert synced[1].endswith(f"/{digest[:2]}")
