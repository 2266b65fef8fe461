"""Files by what they hold."""

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from hypothesis import given
from hypothesis import strategies as st

from safeclose import files
from safeclose.refusals import Unavailable

CONTENT = b"%PDF-1.7 what was signed"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def kept() -> Iterator[Path]:
    """The file as it lies in the storage."""
    assert files.keep(CONTENT) == DIGEST
    path = Path(default_storage.path(f"{DIGEST[:2]}/{DIGEST}"))
    yield path
    path.unlink(missing_ok=True)


@given(st.binary(max_size=200))
def test_what_is_kept_is_read(content: bytes) -> None:
    assert files.read(files.keep(content)) == content


def test_the_name_is_the_hash(kept: Path) -> None:
    assert files.sha256(CONTENT) == DIGEST
    assert kept.read_bytes() == CONTENT


def test_keeping_it_again_changes_nothing(kept: Path) -> None:
    before = kept.stat()
    assert files.keep(CONTENT) == DIGEST
    assert (kept.stat().st_mtime_ns, kept.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert [one.name for one in kept.parent.iterdir() if DIGEST in one.name] == [DIGEST]


def damage(path: Path, how: str) -> None:
    match how:
        case "one bit":
            path.write_bytes(bytes([CONTENT[0] ^ 1]) + CONTENT[1:])
        case "cut off":
            path.write_bytes(CONTENT[:5])
        case "empty":
            path.write_bytes(b"")
        case "longer":
            path.write_bytes(CONTENT + b"\n")


@pytest.mark.parametrize("how", ["one bit", "cut off", "empty", "longer"])
def test_a_damaged_file_is_not_handed_out_and_can_be_mended(how: str, kept: Path) -> None:
    damage(kept, how)
    with pytest.raises(Unavailable) as refusal:
        files.read(DIGEST)
    assert refusal.value.sentence == "The stored file is damaged."
    assert files.keep(CONTENT) == DIGEST
    assert files.read(DIGEST) == CONTENT


def test_a_missing_file(kept: Path) -> None:
    kept.unlink()
    with pytest.raises(Unavailable) as refusal:
        files.read(DIGEST)
    assert refusal.value.sentence == "The file can't be read now."


def test_an_unreadable_file(kept: Path) -> None:
    kept.unlink()
    kept.mkdir()
    with pytest.raises(Unavailable):
        files.read(DIGEST)
    kept.rmdir()


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_who_is_killed_on_the_way_leaves_no_half_of_it(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_it_is_on_the_disk_before_anyone_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    digest = files.keep(os.urandom(8))
    assert [digest in name for name in synced] == [True, False]
    assert synced[1].endswith(f"/{digest[:2]}")


def test_many_at_once_keep_one_whole_file() -> None:
    content = os.urandom(300_000)
    with ThreadPoolExecutor(8) as threads:
        digests = set(
            threads.map(lambda _: files.read(files.keep(content)) == content and files.sha256(content), range(16))
        )
    (digest,) = digests
    assert digest
    folder = Path(default_storage.path(digest[:2]))
    assert [one.name for one in folder.iterdir() if digest in one.name] == [digest]


def test_names_do_not_leave_the_folder() -> None:
    for name in ("../x", "/etc/x", "a/../../x"):
        with pytest.raises(Exception, match=r"(?i)path|suspicious|outside|traversal"):
            default_storage.save(name, ContentFile(b""))
