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
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        try:
            draft.write_bytes(make())
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)
        finally:
            draft.unlink()
    return path.read_bytes()


def secret_key(var: Path) -> str:
    """Django's SECRET_KEY of a development copy."""
    return made_once(var / "secret-key", lambda: secrets.token_urlsafe(48).encode()).decode()
