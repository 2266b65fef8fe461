"""Addresses of static files that change with the content, so that caches never return an old script."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class Versioned(StaticFilesStorage):
    """`{% static "a.js" %}` is `/static/a.js?v=<12 hex digits>`, a hash of the file's content."""

    def url(self, name: str | None, force: bool = False) -> str:
        """The address of a file; without a version where there is no such file."""
        version = version_of(name or "")
        return f"{super().url(name)}?v={version}" if version else super().url(name)


@lru_cache(maxsize=1024)
def version_of(name: str) -> str:
    """The first 12 hex digits of a file's SHA-256; "" where there is none."""
    found = finders.find(name)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12] if found else ""
