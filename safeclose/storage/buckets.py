"""Files in S3-compatible storage, whose writes are atomic. Needs the extra `s3`."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from threading import Lock
from typing import Any, Concatenate, ParamSpec, TypeVar

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, ReadTimeoutError
from django.core.files.base import ContentFile, File
from storages.backends.s3 import S3Storage

from safeclose import clock
from safeclose.storage.files import REFRESH_AFTER

P = ParamSpec("P")
T = TypeVar("T")
# A request is waiting: a storage that hangs costs it 5 s at most, and then it is answered 503.
TIMEOUTS = {"connect_timeout": 2, "read_timeout": 2.5, "retries": {"total_max_attempts": 1}}
TRIES = 3  # where the storage answered, or refused the connection
FIRST_WAIT_SECONDS = 0.1


class Hanging(OSError):
    """The storage gave no answer in time, a moment ago or now."""


class Circuit:
    """After a time-out, calls fail at once for PAUSE_SECONDS, so that no threads wait for a storage that hangs.

    Then one call asks the storage again; the others go on failing at once until it is answered.
    """

    PAUSE_SECONDS = 5.0

    def __init__(self) -> None:
        self._lock = Lock()
        self._broken_until: float | None = None

    @contextmanager
    def call(self, name: str) -> Iterator[None]:
        """Raises Hanging instead of the time-outs of AWS's client."""
        with self._lock:
            if self._broken_until is not None:
                if time.monotonic() < self._broken_until:
                    raise Hanging(f"{name}: the storage did not answer a moment ago.")
                self._broken_until = time.monotonic() + self.PAUSE_SECONDS
        try:
            yield
        except (ConnectTimeoutError, ReadTimeoutError) as error:
            self._broken_until = time.monotonic() + self.PAUSE_SECONDS
            raise Hanging(f"{name}: the storage does not answer ({type(error).__name__}).") from error
        except ClientError:
            self._broken_until = None  # it has answered
            raise
        else:
            self._broken_until = None


@contextmanager
def _as_oserror(name: str) -> Iterator[None]:
    """Turns errors of AWS's client into OSError."""
    try:
        yield
    except ClientError as error:
        kind = FileNotFoundError if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404 else OSError
        raise kind(f"{name}: the storage answers {error.response['Error'].get('Code', '?')}.") from error
    except (BotoCoreError, Boto3Error) as error:
        raise OSError(f"{name}: the storage can't be reached ({type(error).__name__}).") from error


def _failing_as_a_disk(
    method: Callable[Concatenate[Any, str, P], T],
) -> Callable[Concatenate[Any, str, P], T]:
    @wraps(method)
    def run(self: Any, name: str, /, *args: P.args, **kwargs: P.kwargs) -> T:
        wait = FIRST_WAIT_SECONDS
        for _ in range(TRIES - 1):
            try:
                with _as_oserror(name), self.circuit.call(name):
                    return method(self, name, *args, **kwargs)
            except (FileNotFoundError, Hanging):
                raise
            except OSError:
                time.sleep(wait)
                wait *= 2
        with _as_oserror(name), self.circuit.call(name):
            return method(self, name, *args, **kwargs)

    return run


class Bucket(S3Storage):
    """A bucket, or a prefix in it. Objects are private; only this service reads them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            client_config=Config(s3={"addressing_style": "auto"}, signature_version="s3v4", **TIMEOUTS),
            # Threads would need a connection each, and files have at most 25 MiB.
            transfer_config=TransferConfig(use_threads=False),
            **options,
        )
        self.circuit = Circuit()

    @_failing_as_a_disk
    def _open(self, name: str, mode: str = "rb") -> File:
        answer = self._client.get_object(Bucket=self.bucket_name, Key=self._normalize_name(name))
        return ContentFile(answer["Body"].read(), name)

    @_failing_as_a_disk
    def _save(self, name: str, content: File) -> str:
        return str(super()._save(name, content))

    @_failing_as_a_disk
    def exists(self, name: str) -> bool:
        """Whether the object exists. Raises OSError."""
        return bool(super().exists(name))

    @_failing_as_a_disk
    def delete(self, name: str) -> None:
        """Deletes the object, if it exists."""
        super().delete(name)

    def freshen(self, name: str) -> bool:
        """See files.StorageBackend. Copying an object onto itself gives it a new date."""
        key = self._normalize_name(name)
        try:
            with _as_oserror(name), self.circuit.call(name):
                if clock.now() - self.get_modified_time(name) > REFRESH_AFTER:
                    source = {"Bucket": self.bucket_name, "Key": key}
                    words: dict[str, Any] = {"MetadataDirective": "REPLACE", "ContentType": self.default_content_type}
                    self._client.copy_object(Bucket=self.bucket_name, Key=key, CopySource=source, **words)
        except FileNotFoundError:
            return False
        return True

    def names_before(self, instant: datetime) -> Iterator[str]:
        """See files.StorageBackend."""
        prefix = f"{self.location}/" if self.location else ""
        with _as_oserror("listing"), self.circuit.call("listing"):
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket_name, Prefix=prefix)
            for page in pages:
                for entry in page.get("Contents", ()):
                    if entry["LastModified"] < instant:
                        yield entry["Key"].removeprefix(prefix)

    @_failing_as_a_disk
    def remove_before(self, name: str, instant: datetime) -> bool:
        """See files.StorageBackend. Not atomic: the date is checked some milliseconds before the deletion."""
        if not super().exists(name) or self.get_modified_time(name) >= instant:
            return False
        super().delete(name)
        return True

    @property
    def _client(self) -> Any:
        return self.connection.meta.client
