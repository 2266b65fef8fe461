"""One declaration for what the API reads and what it answers: snake_case inside, camelCase outside.

    class EnvelopeShape(Shape):
        document_id = CharField()
        expires_at = Timestamp(allow_null=True)
        sealed_url = CharField(allow_null=True)

        def get_sealed_url(self, envelope: Envelope) -> str | None: ...

Answers `{"documentId": …, "expiresAt": …, "sealedUrl": …}` from a row's attributes (or a mapping's keys), reads such a
body into `{"document_id": …}`, and is what the API description shows. A field is read from the attribute of its name,
or of its `source`; where the shape has a method `get_<name>`, from that. It is a DRF serializer in every other way.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import models
from rest_framework import serializers
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.fields import empty

from safeclose.http.fields import Constant, NumericId, Timestamp, camel
from safeclose.records import ids
from safeclose.refusals import Code, Invalid

_MISSING = object()
Getter = Callable[[Any, Any], Any]  # of a shape and a row


class Many(serializers.ListSerializer[Any]):
    """Rows, each as its shape says."""

    def to_representation(self, data: Any) -> list[Any]:
        rows = data.all() if isinstance(data, models.Manager) else data
        answer = self.child.to_representation  # type: ignore[union-attr]
        return [answer(row) for row in rows]


class Behaviour:
    """What `Shape` and `ModelShape` have in common."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        meta = cls.__dict__.get("Meta")
        if meta is not None and not hasattr(meta, "list_serializer_class"):
            meta.list_serializer_class = Many

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """By their keys outside: `page_count` is read from `page_count` and written as `pageCount`."""
        found: dict[str, Any] = super().get_fields()  # type: ignore[misc]
        fields = {}
        for name, field in found.items():
            key = camel(name)
            field.name_inside = name
            if key != name and field.source is None:
                field.source = name
            fields[key] = field
        return fields

    def to_representation(self, row: Any) -> dict[str, Any]:
        kind: Any = type(self)
        plan = _plan(kind)
        getters = plan.of_mapping if isinstance(row, Mapping) else plan.of_object
        if plan.has_optional:
            answer = {key: get(self, row) for key, get in getters}
            return {key: value for key, value in answer.items() if value is not _MISSING}
        return {key: get(self, row) for key, get in getters}

    @classmethod
    def read(cls, data: object) -> dict[str, Any]:
        """A body's values under their names inside.

        Raises DRF's ValidationError, or ParseError for a body that is no object.
        """
        if not isinstance(data, Mapping):
            raise ParseError("The body must be a JSON object.")
        shape: Any = cls(data=data)  # type: ignore[call-arg]
        shape.is_valid(raise_exception=True)
        values: dict[str, Any] = shape.validated_data
        return values

    @classmethod
    def read_query(cls, parameters: Mapping[str, str]) -> dict[str, Any]:
        """The same for query parameters, of which those that the shape does not know are left alone. Raises Invalid."""
        shape: Any = cls(data={name: value for name, value in parameters.items() if name in keys_of(cls)})  # type: ignore[call-arg]
        try:
            shape.is_valid(raise_exception=True)
        except ValidationError as error:
            details: Any = error.detail
            name, reasons = next(iter(details.items()))
            raise Invalid(_sentence(shape.fields[name], name, reasons[0]), code=Code.INVALID_PARAMETER) from error
        values: dict[str, Any] = shape.validated_data
        return values


class Shape(Behaviour, serializers.Serializer[Any]):
    """A shape whose fields are all declared."""

    class Meta:
        list_serializer_class = Many


class ModelShape(Behaviour, serializers.ModelSerializer[Any]):
    """A shape for answers whose `Meta` names columns of a model: their kinds and choices are the model's."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateTimeField: Timestamp,
        models.BigAutoField: NumericId,
        ids.TypeIDField: serializers.CharField,
    }

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if meta := cls.__dict__.get("Meta"):
            meta.read_only_fields = meta.fields


def keys_of(shape: Any) -> tuple[str, ...]:
    """The keys of a shape (a class) as callers see them."""
    return tuple(_fields(shape))


def _sentence(field: Any, name: str, reason: Any) -> str:
    if reason.code in ("required", "blank"):
        return f"{name} must be given."
    if reason.code == "invalid_choice":
        return f"{name} must be one of {', '.join(str(choice) for choice in field.choices)}."
    return f"{name}: {reason}"


# --- The compiled form: which function gives the value of each key. Made once for each shape. ------------------------


class Plan(NamedTuple):
    """How a shape answers a row: keys with functions, for rows with attributes and for mappings."""

    of_object: tuple[tuple[str, Getter], ...]
    of_mapping: tuple[tuple[str, Getter], ...]
    has_optional: bool


@cache
def _fields(shape: Any) -> dict[str, Any]:
    return dict(shape().fields)


@cache
def _plan(shape: Any) -> Plan:
    fields = {key: field for key, field in _fields(shape).items() if not field.write_only}
    return Plan(
        tuple((key, _getter(shape, key, field, _attribute)) for key, field in fields.items()),
        tuple((key, _getter(shape, key, field, _item)) for key, field in fields.items()),
        any(_is_optional(field) for field in fields.values()),
    )


def _getter(shape: type[Any], key: str, field: Any, lookup: Callable[[str], Callable[[Any], Any]]) -> Getter:
    if isinstance(field, Constant):
        return lambda shape, row: field.value
    method = _own_method(shape, field)
    get = method or _read_by(_whole if field.source == "*" else lookup(field.source))
    return _converted(_or_missing(get, field) if _is_optional(field) else get, field, key)


def _whole(row: Any) -> Any:
    return row


def _read_by(read: Callable[[Any], Any]) -> Getter:
    return lambda shape, row: read(row)


def _own_method(shape: type[Any], field: Any) -> Callable[[Any, Any], Any] | None:
    """`get_<name>`, where the shape itself and not DRF defines it."""
    name = f"get_{field.name_inside}"
    method = getattr(shape, name, None)
    return None if method is getattr(serializers.ModelSerializer, name, None) else method


def _attribute(source: str) -> Callable[[Any], Any]:
    return attrgetter(source)


def _item(source: str) -> Callable[[Any], Any]:
    first, *rest = source.split(".")
    if not rest:
        return lambda row: row[first]
    inner = _item(".".join(rest))
    outer = attrgetter(".".join(rest))
    return lambda row: inner(row[first]) if isinstance(row[first], Mapping) else outer(row[first])


def _or_missing(get: Getter, field: Any) -> Getter:
    def value(shape: Any, row: Any) -> Any:
        try:
            found = get(shape, row)
        except (AttributeError, KeyError):
            return _MISSING
        return _MISSING if found is None and not field.allow_null else found

    return value


def _is_optional(field: Any) -> bool:
    """Whether the key is left out where the row has no such value, or None and the field takes no null."""
    return not field.required and not field.read_only and field.default is empty


def _converted(get: Getter, field: Any, key: str) -> Getter:
    convert = _conversion(field, key)
    if convert is None:
        return get

    def value(shape: Any, row: Any) -> Any:
        found = get(shape, row)
        return found if found is None or found is _MISSING else convert(shape, found)

    return value


# Kinds whose values are answered as they are.
_PLAIN = (
    serializers.BooleanField,
    serializers.CharField,
    serializers.ChoiceField,
    serializers.DictField,
    serializers.FloatField,
    serializers.IntegerField,
    serializers.JSONField,
    serializers.ReadOnlyField,
)


def _conversion(field: Any, key: str) -> Getter | None:
    """What turns the field's value into the answer's; None where it stays as it is."""
    child = getattr(field, "child", None)
    if isinstance(child, Behaviour):
        return lambda shape, rows: [_child(shape, key).to_representation(row) for row in _rows(rows)]
    if isinstance(field, Behaviour):
        return lambda shape, row: _child(shape, key).to_representation(row)
    if isinstance(field, serializers.ListField):
        inner = _conversion(child, key)
        return None if inner is None else lambda shape, values: [inner(shape, value) for value in values]
    if isinstance(field, _PLAIN) and not _has_own_form(field):
        return None
    return lambda shape, value: field.to_representation(value)


def _has_own_form(field: Any) -> bool:
    """Whether a field of ours, not of DRF, says how its value is answered."""
    return not type(field).to_representation.__module__.startswith("rest_framework.")


def _rows(value: Any) -> Iterable[Any]:
    return value.all() if isinstance(value, models.Manager) else value


def _child(shape: Any, key: str) -> Any:
    """The shape of a nested value; it has the same context. Made once for each shape that answers."""
    children = shape.__dict__.setdefault("_children", {})
    if key not in children:
        kind: Any = type(shape)
        field = _fields(kind)[key]
        children[key] = type(getattr(field, "child", field))(context=shape.context)
    return children[key]
