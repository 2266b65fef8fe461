"""Fields of serializers for names, slugs and numeric ids."""

import re
import unicodedata
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from safeclose.http.fields import Text
from safeclose.refusals import Code, Invalid

# Line breaks of every script, tabs, and characters that change the direction of text.
LINE_BREAKING_OR_REORDERING = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029\u202a-\u202e\u2066-\u2069]")
SLUG = re.compile("[a-z0-9-]{1,48}")
MAX_ID = 2**63 - 1
ID_OF_NO_ROW = 0


class Name(Text):
    """One line of text: 1 to 120 characters, at least one of them visible."""

    default_error_messages = {"not_one_line": "Must be one line of plain text.", "invisible": "Must not be blank."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 120, **kwargs})

    def to_internal_value(self, data: Any) -> str:
        name = super().to_internal_value(data)
        if LINE_BREAKING_OR_REORDERING.search(name):
            self.fail("not_one_line")
        if name and all(unicodedata.category(letter)[0] in "CZM" for letter in name):
            self.fail("invisible")
        return name


@extend_schema_field({"type": "string", "pattern": "^[a-z0-9-]{1,48}$"})
class Slug(Text):
    """The part of an address that names something: 1 to 48 of a-z, 0-9 and -."""

    default_error_messages = {"not_a_slug": "Must be 1 to 48 of the characters a-z, 0-9 and -."}

    def to_internal_value(self, data: Any) -> str:
        slug = super().to_internal_value(data)
        if not SLUG.fullmatch(slug):
            self.fail("not_a_slug")
        return slug


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
