"""Without Redis each web process would count rate limits for itself, so that only one may run, on whatever machine."""

import fcntl
from collections.abc import Callable
from pathlib import Path
from typing import TextIO
from uuid import UUID, uuid4

from django.core.exceptions import ImproperlyConfigured

from safeclose.registry import Registry

SENTENCE = "Several web processes need REDIS_URL: without it each would count rate limits for itself."

# Called with the id of the data directory; raise ImproperlyConfigured where a web process runs elsewhere.
leases: Registry[Callable[[UUID], None]] = Registry("leases of the only web process")


def require(folder: Path) -> TextIO:
    """Raises ImproperlyConfigured where another web process runs; the file must stay open for as long as this one does.

    The lock of the file says at once whether one on this machine still runs; leases say it of other machines.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "web.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise ImproperlyConfigured(SENTENCE) from error
    try:
        identifier = _identifier(lock)
        for take in leases.all().values():
            take(identifier)
    except BaseException:
        lock.close()
        raise
    return lock


def _identifier(lock: TextIO) -> UUID:
    """Of the data directory: written into the file by the first process."""
    lock.seek(0)
    try:
        return UUID(lock.read().strip())
    except ValueError:
        identifier = uuid4()
        lock.truncate(0)
        lock.write(f"{identifier}\n")
        lock.flush()
        return identifier
