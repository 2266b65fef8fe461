"""Stored files. A file's name is its SHA-256, so that nothing is overwritten and changes are detected.

They are in a folder (`WholeFiles`) or in a bucket (`safeclose.storage.buckets.Bucket`), with the same guarantees:
writes are atomic, and `keep` returns after the file is stored permanently.
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

# A file that is stored again gets a new date if it is older than this, so that it is not pruned as an orphan.
REFRESH_AFTER = timedelta(hours=1)
RETRY_SECONDS = 5


def sha256(content: bytes) -> str:
    """Lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def keep(content: bytes) -> str:
    """Stores a file and returns its SHA-256. Storing the same content again repairs a damaged file.

    Raises Unavailable.
    """
    digest = sha256(content)
    try:
        if _stored(digest) != content or not _storage().freshen(_path(digest)):
            default_storage.save(_path(digest), ContentFile(content))
    except OSError as error:
        raise Unavailable("The file can't be stored now.", seconds=RETRY_SECONDS) from error
    return digest


class Erased(Conflict):
    """The file was erased because it named a person. Its SHA-256 is kept."""

    def __init__(self) -> None:
        super().__init__("The file was removed, because someone who is named in it had to be forgotten.")


def erase(digest: str) -> None:
    """Deletes a file, and leaves a mark that it was erased. Raises Unavailable."""
    try:
        if not default_storage.exists(_mark(digest)):
            default_storage.save(_mark(digest), ContentFile(b""))
        default_storage.delete(_path(digest))
    except OSError as error:
        raise Unavailable("The file can't be removed now.", seconds=RETRY_SECONDS) from error


def is_erased(digest: str) -> bool:
    """Whether a file was erased and not stored again since. Raises Unavailable."""
    try:
        return default_storage.exists(_mark(digest)) and not default_storage.exists(_path(digest))
    except OSError as error:
        raise Unavailable("The file can't be read now.", seconds=RETRY_SECONDS) from error


def read(digest: str) -> bytes:
    """The file with that SHA-256. Raises Unavailable if it is missing or damaged, Erased if it was erased."""
    content = _stored(digest)
    if content is None:
        raise Erased if is_erased(digest) else Unavailable("The file can't be read now.", seconds=RETRY_SECONDS)
    if sha256(content) != digest:
        raise Unavailable("The stored file is damaged.")
    return content


def older_than(instant: datetime) -> Iterator[str]:
    """The SHA-256 of every file that was last stored before `instant`. Raises Unavailable."""
    try:
        for name in _storage().names_before(instant):
            folder, _, digest = name.rpartition("/")
            if digest[:2] == folder and len(digest) == 64:
                yield digest
    except OSError as error:
        raise Unavailable("The files can't be listed now.", seconds=RETRY_SECONDS) from error


def drop(digest: str, before: datetime) -> bool:
    """Deletes an unneeded file, without a mark, unless it was stored again since `before`; returns whether.

    Raises Unavailable.
    """
    try:
        return _storage().remove_before(_path(digest), before)
    except OSError as error:
        raise Unavailable("The file can't be removed now.", seconds=RETRY_SECONDS) from error


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


class StorageBackend(Protocol):
    """What a storage backend needs in addition to Django's methods. All methods raise OSError."""

    def freshen(self, name: str) -> bool:
        """Renews the date of the file if it is old; returns False if the file is missing."""

    def names_before(self, instant: datetime) -> Iterator[str]:
        """All names with a date before `instant`."""

    def remove_before(self, name: str, instant: datetime) -> bool:
        """Deletes the file if its date is before `instant`; returns whether."""


def _storage() -> StorageBackend:
    return cast(StorageBackend, default_storage)


class WholeFiles(FileSystemStorage):
    """A folder with atomic writes, which are synced to the disk."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The same name: saving again replaces the file."""
        return name

    def freshen(self, name: str) -> bool:
        """See StorageBackend."""
        path = Path(self.path(name))
        try:
            if time.time() - path.stat().st_mtime > REFRESH_AFTER.total_seconds():
                os.utime(path)
        except FileNotFoundError:
            return False
        return True

    def names_before(self, instant: datetime) -> Iterator[str]:
        """See StorageBackend. Also deletes old temporary files of killed processes."""
        root = Path(self.location)
        for path in root.glob("*/*"):
            if not _is_before(path, instant):
                continue
            if path.name.startswith("."):
                path.unlink(missing_ok=True)
            else:
                yield str(path.relative_to(root))

    def remove_before(self, name: str, instant: datetime) -> bool:
        """See StorageBackend. A file that is stored again meanwhile is written anew, or put back."""
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
