"""Serializer fields for values as the API reads and writes them."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from safeclose import clock
from safeclose.messages.addresses import is_public

MAX_PARAMETER_DIGITS = 4


class Text(serializers.CharField):
    """A JSON string, trimmed. DRF's own field would take a number for one."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class EmailAddress(serializers.EmailField):
    """An address that people can have, on a domain of any script. DRF's own field takes `a@localhost` and `a@[::1]`."""

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        if not is_public(value):
            self.fail("invalid")


class WholeNumber(serializers.IntegerField):
    """A JSON number without a fraction. DRF's own field would take `"5"`, `5.0` and true for one."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class WholeNumberParameter(serializers.IntegerField):
    """A whole number in a query parameter, in ASCII digits."""

    def __init__(self, *, min_value: int, max_value: int, **kwargs: Any) -> None:
        sentence = f"must be a whole number from {min_value} to {max_value}."
        reasons: Any = dict.fromkeys(("invalid", "min_value", "max_value", "max_string_length"), sentence)
        super().__init__(min_value=min_value, max_value=max_value, error_messages=reasons, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        if not (isinstance(data, str) and data.isascii() and data.isdigit() and len(data) <= MAX_PARAMETER_DIGITS):
            self.fail("invalid")
        return super().to_internal_value(data)


class Switch(serializers.BooleanField):
    """A JSON true or false. DRF's own field would take `"yes"` and 1 for true."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Constant(serializers.ChoiceField):
    """The same value in every answer, such as `"state": "active"`."""

    def __init__(self, value: str) -> None:
        super().__init__([value])
        self.value = value


class ConstantSwitch(serializers.BooleanField):
    """The same truth value in every answer of a shape."""

    def __init__(self, value: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.value = value


class Timestamp(serializers.DateTimeField):
    """ISO 8601, UTC, milliseconds, `Z`."""

    def to_representation(self, value: Any) -> Any:
        return clock.iso(value) if isinstance(value, datetime) else value


class NumericId(serializers.CharField):
    """A number in the database, a string in every answer."""

    to_representation = staticmethod(str)  # type: ignore[assignment]  # lists have hundreds: without a call in between


def camel(name: str) -> str:
    """`page_count` → `pageCount`."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
