"""Files in S3-compatible storage, which writes an object whole or not at all. Needs the extra `s3`."""

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
from safeclose.storage.files import FRESH

P = ParamSpec("P")
T = TypeVar("T")
# Someone waits: three tries of a few seconds each, and then a 503.
PATIENCE = {"connect_timeout": 3, "read_timeout": 10, "retries": {"total_max_attempts": 3, "mode": "standard"}}


@contextmanager
def _as_oserror(name: str) -> Iterator[None]:
    """What fails at AWS's client fails here as it would on a disk."""
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
    """A bucket, or what lies under one prefix of it. Objects are private, and fetched by this service alone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            client_config=Config(s3={"addressing_style": "auto"}, signature_version="s3v4", **PATIENCE),
            # Threads of its own would each need a connection; files are at most 25 MiB.
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
        """Whether there is an object of that name. Raises OSError when the storage does not say."""
        return bool(super().exists(name))

    @_failing_as_a_disk
    def delete(self, name: str) -> None:
        """Remove it, if it is there."""
        super().delete(name)

    def freshen(self, name: str) -> bool:
        """As files.Place has it: an object gets a new date when it is copied onto itself."""
        key = self._normalize_name(name)
        try:
            with _as_oserror(name):
                if clock.now() - self.get_modified_time(name) > FRESH:
                    source = {"Bucket": self.bucket_name, "Key": key}
                    words: dict[str, Any] = {"MetadataDirective": "REPLACE", "ContentType": self.default_content_type}
                    self._client.copy_object(Bucket=self.bucket_name, Key=key, CopySource=source, **words)
        except FileNotFoundError:
            return False
        return True

    def names_before(self, instant: datetime) -> Iterator[str]:
        """As files.Place has it."""
        prefix = f"{self.location}/" if self.location else ""
        with _as_oserror("listing"):
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket_name, Prefix=prefix)
            for page in pages:
                for entry in page.get("Contents", ()):
                    if entry["LastModified"] < instant:
                        yield entry["Key"].removeprefix(prefix)

    @_failing_as_a_disk
    def remove_before(self, name: str, instant: datetime) -> bool:
        """As files.Place has it. Between the look at the date and the removal are some milliseconds."""
        if not super().exists(name) or self.get_modified_time(name) >= instant:
            return False
        super().delete(name)
        return True

    @property
    def _client(self) -> Any:
        return self.connection.meta.client
