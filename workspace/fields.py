"""Fields of shapes for names and slugs."""

import re
import unicodedata
from typing import Any

from drf_spectacular.utils import extend_schema_field

from safeclose.http.fields import Text
from safeclose.messages.names import carries_address

# Line breaks of every script, tabs, and characters that change the direction of text.
LINE_BREAKING_OR_REORDERING = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029\u202a-\u202e\u2066-\u2069]")
SLUG = re.compile("[a-z0-9-]{1,48}")


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


class NameInMails(Name):
    """A name that invitations show, also in their subject."""

    default_error_messages = {"address": "Must not contain an e-mail address, a link or a domain name."}

    def to_internal_value(self, data: Any) -> str:
        name = super().to_internal_value(data)
        if carries_address(name):
            self.fail("address")
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
