"""One declaration for what the API reads and what it answers: snake_case inside, camelCase outside.

    class EnvelopeShape(Shape):
        document_id = CharField()
        expires_at = Timestamp(allow_null=True)
        sealed_url = CharField(allow_null=True)

        def get_sealed_url(self, envelope: Envelope) -> str | None: ...

Answers `{"documentId": …, "expiresAt": …, "sealedUrl": …}` from a row's attributes (or a mapping's keys), reads such a
body into `{"document_id": …}`, and is what the API description shows. A field is read from the attribute of its name,
or of its `source`; where the shape has a method `get_<name>`, from that.

Reading is DRF's. Answering is not: a compiled function (see below) writes text, numbers, choices, booleans
and JSON as they are, without calling the `to_representation` of these DRF fields. Other fields, and fields of ours that
define `to_representation`, are converted by it. A `to_representation` of a shape is not called for rows of a list
and nested values.
"""

import threading
from collections.abc import Callable, Mapping
from functools import cache
from keyword import iskeyword
from typing import Any, NamedTuple

from django.db import models
from rest_framework import serializers
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.fields import empty

from safeclose.http.fields import Constant, ConstantSwitch, NumericId, Timestamp, camel
from safeclose.records import ids
from safeclose.refusals import Code, Invalid

Answer = Callable[[Any, Any], Any]  # of a shape and a row


class Many(serializers.ListSerializer[Any]):
    """Rows, each as its shape says."""

    def to_representation(self, data: Any) -> list[Any]:
        return _answered(self.child, data)


class Behaviour:
    """What `Shape` and `ModelShape` have in common."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        meta = cls.__dict__.get("Meta")
        if meta is not None and not hasattr(meta, "list_serializer_class"):
            meta.list_serializer_class = Many

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """By their keys outside: `page_count` is read from `page_count` and written as `pageCount`.

        `required_` declares a field `required`: DRF's own classes have an attribute of that name.
        """
        found: dict[str, Any] = super().get_fields()  # type: ignore[misc]  # of the serializer that it is mixed into
        fields = {}
        for name, field in found.items():
            field.declared_as = name
            name = name.removesuffix("_")
            key = camel(name)
            if field.source == key:
                field.source = None  # DRF's own default, which it refuses to be told
            elif key != name and field.source is None:
                field.source = name
            fields[key] = field
        return fields

    def to_representation(self, row: Any) -> dict[str, Any]:
        kind: Any = type(self)
        plan = _plan(kind)
        return (plan.of_mapping if isinstance(row, dict) else plan.of_object)(self, row)

    @classmethod
    def read(cls, data: object) -> dict[str, Any]:
        """A body's values under their names inside.

        Raises DRF's ValidationError, or ParseError for a body that is no object.
        """
        if not isinstance(data, Mapping):
            raise ParseError("The body must be a JSON object.")
        values: dict[str, Any] = _reader(cls).run_validation(data)
        return values

    @classmethod
    def read_query(cls, parameters: Mapping[str, str]) -> dict[str, Any]:
        """The same for query parameters, of which those that the shape does not know are left alone. Raises Invalid."""
        shape = _reader(cls)
        known = {name: value for name, value in parameters.items() if name in shape.fields}
        try:
            values: dict[str, Any] = shape.run_validation(known)
        except ValidationError as error:
            details: Any = error.detail
            name, reasons = next(iter(details.items()))
            raise Invalid(_sentence(shape.fields[name], name, reasons[0]), code=Code.INVALID_PARAMETER) from error
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


_readers = threading.local()


def _reader(kind: Any) -> Any:
    """The instance by which a thread reads bodies of this shape: making one copies all its fields, which takes longer
    than reading. Reading keeps nothing in it.
    """
    shapes = _readers.__dict__.setdefault("shapes", {})
    if kind not in shapes:
        shapes[kind] = kind()
    return shapes[kind]


def keys_of(shape: Any) -> tuple[str, ...]:
    """The keys of a shape (a class) as callers see them."""
    return tuple(_fields(shape))


def _sentence(field: Any, name: str, reason: Any) -> str:
    if reason.code in ("required", "blank"):
        return f"{name} must be given."
    if reason.code == "invalid_choice":
        return f"{name} must be one of {', '.join(str(choice) for choice in field.choices)}."
    return f"{name} {reason}" if str(reason)[0].islower() else f"{name}: {reason}"


# --- The compiled form -----------------------------------------------------------------------------------------------
#
# A function over a row, written out as `lambda shape, row: {"pageCount": row.page_count, …}`: a list has hundreds of
# rows, and DRF's own loop over fields takes long. Made once for each shape, of names that stand in its code.


class Plan(NamedTuple):
    """How a shape answers a row with attributes, and how a mapping."""

    of_object: Answer
    of_mapping: Answer


@cache
def _fields(shape: Any) -> dict[str, Any]:
    return dict(shape().fields)


@cache
def _plan(shape: Any) -> Plan:
    return Plan(_compiled(shape, _attribute), _compiled(shape, _entry))


def _attribute(source: str) -> str:
    """The expression that reads it from a row: `from` is no attribute that Python would parse."""
    return f"_item(row, {source!r})" if iskeyword(source) else f"row.{source}"


def _entry(source: str) -> str:
    return f"_item(row, {source!r})" if "." in source else f"row[{source!r}]"


def _compiled(shape: Any, read: Callable[[str], str]) -> Answer:
    names: dict[str, Any] = {"_item": _item, "_present": _present}
    entries, optional = [], []
    for key, field in _fields(shape).items():
        if field.write_only:
            continue
        number = len(names)
        value = _value(shape, field, read, names, number)
        conversion = _conversion(field, key)
        if conversion is not None:
            names[f"convert_{number}"] = conversion.function
            value = f"(None if (found := {value}) is None else convert_{number}({conversion.arguments}))"
        if _is_optional(field):
            names[f"field_{number}"] = field
            optional.append(f"*_present({key!r}, field_{number}, lambda: {value})")
        else:
            entries.append(f"{key!r}: {value}")
    return _evaluated(entries, optional, names)


def _evaluated(entries: list[str], optional: list[str], names: dict[str, Any]) -> Answer:
    extras = f"**dict(({', '.join(optional)},))" if optional else ""
    source = f"lambda shape, row: {{{', '.join([*entries, *filter(None, [extras])])}}}"
    answer: Answer = eval(source, names)  # noqa: S307 - of nothing but keys and names of fields
    return answer


def _value(shape: Any, field: Any, read: Callable[[str], str], names: dict[str, Any], number: int) -> str:
    """The expression of a field's value before it is converted."""
    if isinstance(field, Constant | ConstantSwitch):
        return repr(field.value)
    if method := _own_method(shape, field):
        names[f"get_{number}"] = method
        return f"get_{number}(shape, row)"
    return "row" if field.source == "*" else read(field.source)


def _own_method(shape: type[Any], field: Any) -> Callable[[Any, Any], Any] | None:
    """`get_<name>`, where the shape itself and not DRF defines it."""
    name = f"get_{field.declared_as}"
    method = getattr(shape, name, None)
    return None if method in (getattr(Shape, name, None), getattr(ModelShape, name, None)) else method


def _item(row: Any, source: str) -> Any:
    for name in source.split("."):
        row = row[name] if isinstance(row, dict) else getattr(row, name)
    return row


def _is_optional(field: Any) -> bool:
    """Whether the key is left out where the row has no such value, or None and the field takes no null."""
    return not field.required and not field.read_only and field.default is empty


def _present(key: str, field: Any, value: Callable[[], Any]) -> list[tuple[str, Any]]:
    try:
        found = value()
    except (AttributeError, KeyError):
        return []
    return [] if found is None and not field.allow_null else [(key, found)]


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


class Conversion(NamedTuple):
    """A function, and what it is called with."""

    function: Callable[..., Any]
    arguments: str = "found"


def _conversion(field: Any, key: str) -> Conversion | None:
    """What turns the field's value into the answer's; None where it stays as it is."""
    child = getattr(field, "child", None)
    if isinstance(child, Behaviour):
        return Conversion(lambda shape, rows: _answered(_child(shape, key), rows), "shape, found")
    if isinstance(field, Behaviour):
        kind: Any = type(field)
        plan = _plan(kind)

        def answer(shape: Any, row: Any) -> Any:
            return (plan.of_mapping if isinstance(row, dict) else plan.of_object)(_child(shape, key), row)

        return Conversion(answer, "shape, found")
    if isinstance(field, serializers.ListField):
        inner = _conversion(child, key)
        return None if inner is None else Conversion(lambda values: [inner.function(value) for value in values])
    if isinstance(field, _PLAIN) and not _has_own_form(field):
        return None
    return Conversion(field.to_representation)


def _has_own_form(field: Any) -> bool:
    """Whether a field of ours, not of DRF, says how its value is answered."""
    return not type(field).to_representation.__module__.startswith("rest_framework.")


def _answered(shape: Any, data: Any) -> list[Any]:
    rows = list(data.all() if isinstance(data, models.Manager) else data)
    kind: Any = type(shape)
    answer = _plan(kind).of_mapping if rows and isinstance(rows[0], dict) else _plan(kind).of_object
    return [answer(shape, row) for row in rows]


def _child(shape: Any, key: str) -> Any:
    """The shape of a nested value; it has the same context. Made once for each shape that answers."""
    children = shape.__dict__.setdefault("_children", {})
    if key not in children:
        kind: Any = type(shape)
        field = _fields(kind)[key]
        children[key] = type(getattr(field, "child", field))(context=shape.context)
    return children[key]
