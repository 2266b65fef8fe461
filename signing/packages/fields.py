"""Serializer fields of packages, for bodies in JSON and in forms."""

from collections.abc import Sequence
from typing import Any

import orjson
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from safeclose.http.fields import Text
from safeclose.http.numeric_ids import GivenId, numeric_id
from safeclose.http.text_fields import Line
from safeclose.refusals import Invalid


@extend_schema_field({"oneOf": [{"type": "string", "pattern": "^[0-9]+$"}, {"type": "integer"}]})
class AnyId(serializers.JSONField):
    """`"42"` or 42; whatever else it is, `IdList` refuses."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return data


class IdList(serializers.ListField):
    """Ids, each `"42"` or 42, none of them twice."""

    child = AnyId()

    def to_internal_value(self, data: Any) -> list[int]:
        values = super().to_internal_value(data)
        numbers = [numeric_id(self.field_name or "", str(one) if type(one) is int else one) for one in values]
        return list(dict.fromkeys(numbers))


class OptionalId(GivenId):
    """An id, or null for none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "allow_null": True, **kwargs})


class FormSwitch(serializers.BooleanField):
    """A form's `true` or `false`. What a form leaves out is left out here, and not false."""

    default_empty_html = serializers.empty


class Word(Text):
    """One of a few words."""

    default_error_messages = {"unknown_word": "Must be one of {words}."}

    def __init__(self, words: Sequence[str], **kwargs: Any) -> None:
        self.words = words
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        word = super().to_internal_value(data)
        if word not in self.words:
            self.fail("unknown_word", words=", ".join(self.words))
        return word


class WordExtension(OpenApiSerializerFieldExtension):
    """How the OpenAPI description says which words they are."""

    target_class = Word

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.target.words)}


class ChattelType(Line):
    """The kind of collateral that a document is about."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 64, "required": False, "allow_null": True, **kwargs})


def json_of_form(name: str, text: str) -> Any:
    """What a form's field says in JSON; raises Invalid."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Invalid(f"{name} must be JSON.") from error
