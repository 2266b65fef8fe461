"""Secrets that are generated on first use, for development."""

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def made_once(path: Path, make: Callable[[], bytes]) -> bytes:
    """The content of `path`, which `make()` creates on first use.

    Processes that start at the same time get the same content: that of the first one to link its file.
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
                os.link(draft, path)  # atomic, and never replaces an existing file
        finally:
            draft.unlink(missing_ok=True)
    return path.read_bytes()


def secret_key(var: Path) -> str:
    """Django's SECRET_KEY, for development."""
    return made_once(var / "secret-key", lambda: secrets.token_urlsafe(48).encode()).decode()
