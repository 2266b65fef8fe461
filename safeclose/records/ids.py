"""Identifiers: TypeIDs (a prefix and a UUIDv7) in Python and in the API, UUIDs in the database."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import uuid_utils
from django.core.exceptions import ValidationError
from django.db import models
from typeid import TypeID
from typeid.errors import TypeIDException


def new(prefix: str) -> str:
    """A new identifier, such as `doc_01h455vb4pex5vsknk084sn02q`; later ones sort after earlier ones."""
    return str(TypeID(prefix))


def to_uuid(prefix: str, identifier: str) -> uuid.UUID:
    """The UUID of an identifier with this prefix; raises ValueError for anything else."""
    try:
        typeid = TypeID.from_string(identifier)
    except TypeIDException as error:
        raise ValueError(f"{identifier!r} is no identifier.") from error
    if typeid.prefix != prefix or str(typeid) != identifier:
        raise ValueError(f"{identifier!r} does not begin with {prefix}_.")
    return uuid.UUID(bytes=typeid.uuid.bytes)


def from_uuid(prefix: str, value: uuid.UUID) -> str:
    """The identifier of a stored UUID."""
    return str(TypeID.from_uuid(uuid_utils.UUID(int=value.int), prefix))


def first_since(prefix: str, instant: datetime) -> str:
    """The smallest identifier of that instant; a UUIDv7 begins with the time in milliseconds."""
    milliseconds = int(instant.timestamp() * 1000)
    return from_uuid(prefix, uuid.UUID(int=(milliseconds << 80) | (7 << 76) | (2 << 62)))


if TYPE_CHECKING:
    Column = models.Field[str, str]
else:
    Column = models.Field


class TypeIDField(Column):
    """A UUID column whose values are identifiers with a prefix, in Python and in every answer.

    A primary key gets a new identifier by default; other columns have no default.
    """

    def __init__(self, *args: Any, prefix: str, **kwargs: Any) -> None:
        self.prefix = prefix
        if kwargs.get("primary_key"):
            kwargs["default"] = partial(new, prefix)
        super().__init__(*args, **kwargs)

    def get_internal_type(self) -> str:
        return "UUIDField"

    def deconstruct(self) -> Any:
        """For migrations; the default of a primary key follows from the prefix."""
        name, path, args, kwargs = super().deconstruct()
        if self.primary_key:
            del kwargs["default"]
        return name, path, args, {**kwargs, "prefix": self.prefix}

    def from_db_value(self, value: uuid.UUID | None, expression: object, connection: object) -> str | None:
        return None if value is None else from_uuid(self.prefix, value)

    def to_python(self, value: Any) -> str | None:
        """An identifier; raises ValidationError for one without this prefix."""
        if value is None:
            return None
        if isinstance(value, uuid.UUID):
            return from_uuid(self.prefix, value)
        try:
            to_uuid(self.prefix, str(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error
        return str(value)

    def get_prep_value(self, value: Any) -> str | None:
        return self.to_python(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> uuid.UUID | None:
        identifier = self.to_python(value)
        return None if identifier is None else to_uuid(self.prefix, identifier)
