"""Files in S3-compatible storage, whose writes are atomic. Needs the extra `s3`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile, File
from storages.backends.s3 import S3Storage

from safeclose import clock
from safeclose.storage.files import REFRESH_AFTER

P = ParamSpec("P")
T = TypeVar("T")
# A request is waiting: three tries of a few seconds each, and then a 503.
TIMEOUTS = {"connect_timeout": 3, "read_timeout": 10, "retries": {"total_max_attempts": 3, "mode": "standard"}}


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
        with _as_oserror(name):
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
            with _as_oserror(name):
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
        with _as_oserror("listing"):
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
