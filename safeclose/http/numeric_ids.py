"""Ids that are numbers in the database and strings in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from safeclose.refusals import Code, Invalid

MAX_ID = 2**63 - 1
ID_OF_NO_ROW = 0


@extend_schema_field({"type": "string", "pattern": "^[0-9]+$"})
class GivenId(serializers.Field[int, Any, str, Any]):
    """An id in a body: `"42"`, or 42. Raises Invalid, as one in a path does."""

    def to_internal_value(self, data: Any) -> int:
        return numeric_id(self.field_name or "", str(data) if type(data) is int else data)


def numeric_id(name: str, given: object) -> int:
    """The number in `"3001"`; raises Invalid, naming the parameter, for what is no numeric string.

    For a number that is too large for the database the answer is 0, which no row has.
    """
    if not (isinstance(given, str) and given.isascii() and given.isdigit()):
        raise Invalid(f"{name} must be a numeric string.", code=Code.INVALID_PARAMETER)
    number = int(given) if len(given) <= len(str(MAX_ID)) else ID_OF_NO_ROW
    return number if number <= MAX_ID else ID_OF_NO_ROW
