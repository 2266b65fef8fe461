"""Secrets that a development copy makes for itself on first use."""

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def made_once(path: Path, make: Callable[[], bytes]) -> bytes:
    """The content of `path`, which `make()` gives on first use.

    Two processes that start at once end with the same content: the first to link its file wins.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        try:
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(make())
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)  # whole or not at all, and never over another's
        finally:
            draft.unlink(missing_ok=True)
    return path.read_bytes()


def secret_key(var: Path) -> str:
    """Django's SECRET_KEY of a development copy."""
    return made_once(var / "secret-key", lambda: secrets.token_urlsafe(48).encode()).decode()
