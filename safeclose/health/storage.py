"""Checks of the cache and of the file storage."""

import secrets

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from safeclose.gateways import realtime
from safeclose.gateways.redis_error import redis_error
from safeclose.health.probes import PartStatus


def counters() -> PartStatus:
    """The counters of rate limits, and Redis if configured."""
    name = f"doctor-{secrets.token_hex(8)}"
    try:
        cache.set(name, name, 60)
        found = cache.get(name)
        cache.delete(name)
        if settings.REDIS_URL:
            realtime.require()
    except (OSError, realtime.Fault, redis_error()) as error:
        return PartStatus("fail", f"Redis can't be reached ({type(error).__name__}).")
    if found != name:
        return PartStatus("fail", "What is written to it can't be read again.")
    where = "In Redis." if settings.REDIS_URL else "In each process: for one web process, without live comments."
    return PartStatus("ok", where)


def storage() -> PartStatus:
    """Writes, reads and removes a file."""
    name, content = f"doctor/{secrets.token_hex(16)}", secrets.token_bytes(64)
    try:
        default_storage.save(name, ContentFile(content))
        with default_storage.open(name) as file:
            found = file.read()
        default_storage.delete(name)
    except OSError as error:
        return PartStatus("fail", f"Files can't be written and read: {error.strerror or error}")
    if found != content:
        return PartStatus("fail", "A file that was written is read as another.")
    where = f"s3://{settings.STORAGES['default']['OPTIONS']['bucket_name']}" if settings.STORAGE_URL else "a folder"
    return PartStatus("ok", f"Files are written, read and removed in {where}.")
