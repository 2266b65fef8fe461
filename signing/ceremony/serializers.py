"""Shapes of what signing by link and by account have in common: the disclosure, marks, and how a signer signs."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework.serializers import (
    BooleanField,
    CharField,
    ChoiceField,
    Field,
    FloatField,
    IntegerField,
    ListField,
    ValidationError,
)

from safeclose.http.fields import Text
from safeclose.http.shapes import Shape
from safeclose.http.text_fields import Line
from safeclose.marks.definitions import MAX_MARKS, MarkKind
from safeclose.messages.letters import Brand
from signing.ceremony.strokes import fault


class ShownBrandShape(Shape):
    """What a signing page shows of the sender."""

    logo_url = CharField(allow_null=True, help_text="Of a PNG on this service's own origin.")
    color = CharField(allow_null=True, help_text="`#rrggbb`, on which white text can be read.")

    def get_logo_url(self, brand: Brand) -> str | None:
        return brand.logo_url or None

    def get_color(self, brand: Brand) -> str | None:
        return brand.color or None


class DisclosureShape(Shape):
    """What the signer consents to, in one language."""

    text = CharField()
    language = CharField()
    sha256 = CharField(help_text="Of the text's UTF-8 bytes, in lower-case hex.")


@extend_schema_field({"type": "array", "items": {"type": "array", "items": {"type": "integer"}}})
class StrokesField(Field[Any, Any, Any, Any]):
    """Strokes of a pen: `[[x1, y1, x2, y2, …], …]`, whole numbers from 0 to 10,000, y down."""

    def to_internal_value(self, data: Any) -> Any:
        if sentence := fault(data):
            raise ValidationError(sentence)
        return data


@extend_schema_field({"type": ["string", "boolean"]})
class MarkValueField(Field[Any, Any, Any, Any]):
    """A text, true or false, or null: what a mark takes depends on its kind."""

    def to_internal_value(self, data: Any) -> str | bool:
        if not isinstance(data, str | bool):
            raise ValidationError("Must be a text, true, false or null.")
        return data

    def to_representation(self, value: Any) -> Any:
        return value


class PutMarkShape(Shape):
    """One mark that a signer puts."""

    mark_id = Text(max_length=64)
    value = MarkValueField(allow_null=True, default=None)


class MarksBatchShape(Shape):
    """Marks that a signer puts at once: all of them or none."""

    document_id = Text(
        max_length=64, default=None, allow_null=True, help_text="On which document; without it the next one."
    )
    marks = PutMarkShape(many=True, allow_empty=False, max_length=MAX_MARKS)  # type: ignore[call-arg]  # DRF gives it to the list


class MarkShape(Shape):
    """A mark of this signer; points from the upper left corner of the page as it is shown."""

    id = CharField()
    page = IntegerField(help_text="From 1.")
    page_width = FloatField()
    page_height = FloatField()
    x = FloatField()
    y = FloatField()
    width = FloatField()
    height = FloatField()
    kind = ChoiceField([str(kind) for kind in MarkKind])
    required_ = BooleanField(source="required")
    label_ = CharField(source="label")
    put = BooleanField(help_text="Whether the signer has put it.")
    value = MarkValueField(allow_null=True)


class MarksShape(Shape):
    """A signer's marks in reading order."""

    marks = MarkShape(many=True)


# The keys of AdoptionShape, as arguments of `marks.adopt`.
ADOPTION = ("signature_text", "signature_strokes", "initials_text", "initials_strokes")


class AdoptionShape(Shape):
    """How a signer signs; what is left out follows from the name. Part of the body of `sign`."""

    signature_text = Line(max_length=200, default=None, allow_null=True)
    signature_strokes = StrokesField(default=None, allow_null=True)
    initials_text = Line(max_length=20, default=None, allow_null=True)
    initials_strokes = StrokesField(default=None, allow_null=True)


class TypedLettersShape(Shape):
    """What a signer typed."""

    signature = Line(max_length=200)
    initials = Line(max_length=20)


class DrawingShape(Shape):
    """Letters as outlines: an SVG path of M, L, C and Z, 1000 units to the em, y down, filled by the nonzero rule."""

    text = CharField()
    box = ListField(child=IntegerField(), help_text="Left, top, right, bottom.")
    outlines = CharField()


class LetteringShape(Shape):
    """What they look like."""

    signature = DrawingShape()
    initials = DrawingShape()
