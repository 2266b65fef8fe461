"""Files by what they hold: the name is the SHA-256, so nothing is ever overwritten and a change shows."""

import hashlib
import os
import secrets
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage

from safeclose.refusals import Conflict, Unavailable


def sha256(content: bytes) -> str:
    """Lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def keep(content: bytes) -> str:
    """Store a file and answer its SHA-256. Storing the same content again changes nothing, or mends it."""
    digest = sha256(content)
    if _stored(digest) != content:
        default_storage.save(_path(digest), ContentFile(content))
    return digest


class Erased(Conflict):
    """The file named a person who had to be forgotten. Its SHA-256 stays, wherever it was written down."""

    def __init__(self) -> None:
        super().__init__("The file was removed, because someone who is named in it had to be forgotten.")


def erase(digest: str) -> None:
    """Remove a file for good, and leave a mark that says so."""
    if not default_storage.exists(_mark(digest)):
        default_storage.save(_mark(digest), ContentFile(b""))
    default_storage.delete(_path(digest))


def is_erased(digest: str) -> bool:
    """Whether a file was removed on purpose, and not kept again since."""
    return default_storage.exists(_mark(digest)) and not default_storage.exists(_path(digest))


def read(digest: str) -> bytes:
    """The file with that SHA-256; raises Unavailable when it is missing or was changed on the disk, or Erased."""
    content = _stored(digest)
    if content is None:
        raise Erased if is_erased(digest) else Unavailable("The file can't be read now.")
    if sha256(content) != digest:
        raise Unavailable("The stored file is damaged.")
    return content


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


class WholeFiles(FileSystemStorage):
    """A folder in which a file is either whole or not there, whoever is killed, and on the disk once it is there."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name as it is: who saves again means to replace."""
        return name

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


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
