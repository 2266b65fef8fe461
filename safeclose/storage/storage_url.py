"""`STORAGE_URL`: where files are stored."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SENTENCE = "STORAGE_URL must be an address such as s3://key:secret@bucket?endpoint=https://s3.example.com&region=ca."
WORDS = {"endpoint": "endpoint_url", "region": "region_name"}


def storage(url: str, folder: Path) -> dict[str, Any]:
    """Django's parameters of the storage: a folder, or the bucket that the address names.

    Without key and secret, AWS's client finds them in the environment or on the machine.
    Raises ImproperlyConfigured.
    """
    if not url:
        return {"BACKEND": "safeclose.storage.files.WholeFiles", "OPTIONS": {"location": folder}}
    try:
        return {"BACKEND": "safeclose.storage.buckets.Bucket", "OPTIONS": _options(url)}
    except ValueError as error:
        raise ImproperlyConfigured(SENTENCE) from error


def _options(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    words = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    bucket = parts.netloc.rpartition("@")[2]  # not `hostname`, which is in lower case
    is_known = parts.scheme == "s3" and bucket and ":" not in bucket and set(words) <= set(WORDS)
    endpoint = urlsplit(words.get("endpoint", "https://x"))
    if not is_known or bool(parts.username) != bool(parts.password):
        raise ValueError(url)
    if endpoint.scheme not in ("http", "https") or not endpoint.hostname:
        raise ValueError(url)
    options: dict[str, Any] = {WORDS[word]: value for word, value in words.items()}
    if parts.username and parts.password:
        options |= {"access_key": unquote(parts.username), "secret_key": unquote(parts.password)}
    return {**options, "bucket_name": bucket, "location": unquote(parts.path.strip("/"))}
