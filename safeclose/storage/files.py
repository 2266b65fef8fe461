"""Files by what they hold: the name is the SHA-256, so nothing is ever overwritten and a change shows.

They lie in a folder (`WholeFiles`) or in a bucket (`safeclose.storage.buckets.Bucket`), with the same promises: a file
is whole or not there, and it is kept for good before anyone is told that it is kept.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol, cast

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage

from safeclose.refusals import Conflict, Unavailable

# What is younger than this needs no new date, and one that is older may be an orphan.
FRESH = timedelta(hours=1)


def sha256(content: bytes) -> str:
    """Lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def keep(content: bytes) -> str:
    """Store a file and answer its SHA-256. Storing the same content again changes nothing, or mends it.

    Raises Unavailable when it can't be stored.
    """
    digest = sha256(content)
    try:
        if _stored(digest) != content or not _storage().freshen(_path(digest)):
            default_storage.save(_path(digest), ContentFile(content))
    except OSError as error:
        raise Unavailable("The file can't be stored now.") from error
    return digest


class Erased(Conflict):
    """The file named a person who had to be forgotten. Its SHA-256 stays, wherever it was written down."""

    def __init__(self) -> None:
        super().__init__("The file was removed, because someone who is named in it had to be forgotten.")


def erase(digest: str) -> None:
    """Remove a file for good, and leave a mark that says so. Raises Unavailable when it can't be done."""
    try:
        if not default_storage.exists(_mark(digest)):
            default_storage.save(_mark(digest), ContentFile(b""))
        default_storage.delete(_path(digest))
    except OSError as error:
        raise Unavailable("The file can't be removed now.") from error


def is_erased(digest: str) -> bool:
    """Whether a file was removed on purpose, and not kept again since. Raises Unavailable when no one can tell."""
    try:
        return default_storage.exists(_mark(digest)) and not default_storage.exists(_path(digest))
    except OSError as error:
        raise Unavailable("The file can't be read now.") from error


def read(digest: str) -> bytes:
    """The file with that SHA-256; raises Unavailable when it is missing or was changed on the disk, or Erased."""
    content = _stored(digest)
    if content is None:
        raise Erased if is_erased(digest) else Unavailable("The file can't be read now.")
    if sha256(content) != digest:
        raise Unavailable("The stored file is damaged.")
    return content


def older_than(instant: datetime) -> Iterator[str]:
    """The SHA-256 of every file that was last kept before then. Raises Unavailable when they can't be listed."""
    try:
        for name in _storage().names_before(instant):
            folder, _, digest = name.rpartition("/")
            if digest[:2] == folder and len(digest) == 64:
                yield digest
    except OSError as error:
        raise Unavailable("The files can't be listed now.") from error


def drop(digest: str, before: datetime) -> bool:
    """Remove a file that no one needs, without a mark, unless it was kept again since; whether it was removed.

    Raises Unavailable when it can't be done.
    """
    try:
        return _storage().remove_before(_path(digest), before)
    except OSError as error:
        raise Unavailable("The file can't be removed now.") from error


def _stored(digest: str) -> bytes | None:
    try:
        with default_storage.open(_path(digest)) as file:
            content: bytes = file.read()
    except OSError:
        return None
    return content


def _path(digest: str) -> str:
    return f"{digest[:2]}/{digest}"


def _mark(digest: str) -> str:
    return f"erased/{digest}"


class Place(Protocol):
    """What a storage of this service can do beside what Django asks of each. All of it raises OSError."""

    def freshen(self, name: str) -> bool:
        """Give it the date of now, where it has an old one; False when it is gone."""

    def names_before(self, instant: datetime) -> Iterator[str]:
        """All names with a date before that one."""

    def remove_before(self, name: str, instant: datetime) -> bool:
        """Remove it if its date is before that one; whether so."""


def _storage() -> Place:
    return cast(Place, default_storage)


class WholeFiles(FileSystemStorage):
    """A folder in which a file is either whole or not there, whoever is killed, and on the disk once it is there."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name as it is: who saves again means to replace."""
        return name

    def freshen(self, name: str) -> bool:
        """As Place has it."""
        path = Path(self.path(name))
        try:
            if time.time() - path.stat().st_mtime > FRESH.total_seconds():
                os.utime(path)
        except FileNotFoundError:
            return False
        return True

    def names_before(self, instant: datetime) -> Iterator[str]:
        """As Place has it; and what was left of files whose writers were killed is removed on the way."""
        root = Path(self.location)
        for path in root.glob("*/*"):
            if not _is_before(path, instant):
                continue
            if path.name.startswith("."):
                path.unlink(missing_ok=True)
            else:
                yield str(path.relative_to(root))

    def remove_before(self, name: str, instant: datetime) -> bool:
        """As Place has it. Who keeps it again meanwhile finds it gone, or is seen by its date and gets it back."""
        path = Path(self.path(name))
        aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            path.replace(aside)
        except FileNotFoundError:
            return False
        is_old = _is_before(aside, instant)
        if is_old:
            aside.unlink()
        else:
            aside.replace(path)
        return is_old

    def _save(self, name: str, content: File) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with draft.open("xb") as file:
            file.writelines(content.chunks())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync(path.parent)
        return name


def _is_before(path: Path, instant: datetime) -> bool:
    try:
        return path.is_file() and datetime.fromtimestamp(path.stat().st_mtime, UTC) < instant
    except FileNotFoundError:
        return False


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
