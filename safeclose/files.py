"""Files by what they hold: the name is the SHA-256, so nothing is ever overwritten and a change shows."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from safeclose.refusals import Unavailable


def sha256(content: bytes) -> str:
    """Lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def keep(content: bytes) -> str:
    """Store a file and answer its SHA-256. Storing the same content again changes nothing."""
    digest = sha256(content)
    path = _path(digest)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    return digest


def read(digest: str) -> bytes:
    """The file with that SHA-256; raises Unavailable when it is missing or was changed on the disk."""
    try:
        with default_storage.open(_path(digest)) as file:
            content: bytes = file.read()
    except OSError as error:
        raise Unavailable("The file can't be read now.") from error
    if sha256(content) != digest:
        raise Unavailable("The stored file is damaged.")
    return content


def _path(digest: str) -> str:
    return f"{digest[:2]}/{digest}"
