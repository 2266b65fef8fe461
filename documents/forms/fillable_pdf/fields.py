"""The fields of a form: what each asks, and where on the pages its value is printed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Self

from safeclose.marks.definitions import Mark

Kind = Literal["text", "checkbox", "radio", "choice"]
Value = str | bool | list[str]


@dataclass(frozen=True)
class Widget:
    """One place on a page where a field's value is shown.

    page      from 0
    box       left, bottom, right, top in the page's own coordinates (points, before the page is turned)
    turn      by how many degrees the value is turned, against the clock: 0, 90, 180, 270
    on        of checkboxes and radio buttons: for which value it is ticked
    ground    colour that it is filled with, border: colour and width of its frame; from 0 to 1 each
    shown     name of the drawing, kept with the page, of what the form itself shows there: for the field's default
    """

    page: int
    box: tuple[float, float, float, float]
    turn: int = 0
    on: str | None = None
    ground: tuple[float, ...] | None = None
    border: tuple[float, ...] | None = None
    border_width: float = 0.0
    round: bool = False
    shown: str | None = None


@dataclass(frozen=True)
class Field:
    """One question of a form.

    options    (value, label) of radio buttons and lists
    default    what the form holds already; it stands unless another value is given
    size       of the letters in points; 0: as large as fits
    align      0 left, 1 centred, 2 right
    """

    name: str
    kind: Kind
    widgets: tuple[Widget, ...]
    options: tuple[tuple[str, str], ...] = ()
    required: bool = False
    max_length: int | None = None
    multiline: bool = False
    comb: bool = False
    several: bool = False
    editable: bool = False
    default: Value | None = None
    tooltip: str | None = None
    align: int = 0
    size: float = 0.0
    ink: tuple[float, ...] = (0.0,)

    @property
    def label(self) -> str:
        """What people call it."""
        return self.tooltip or self.name

    @property
    def values(self) -> list[str]:
        """What may be chosen."""
        return [value for value, _ in self.options]

    def is_default(self, value: Value | None) -> bool:
        """Whether a value is what the form holds already; an empty one is as good as none."""
        return (value or None) == (self.default or None)

    @property
    def keeps_its_drawing(self) -> bool:
        """Whether the default is shown by the form's own drawings, and so needs no letters of ours."""
        return all(widget.shown for widget in self.widgets)

    def also(self, other: "Field") -> "Field":
        """With the places of another field of the same name and kind."""
        options = dict([*other.options, *self.options])
        order = [value for value, _ in (*self.options, *other.options)]
        return replace(
            self,
            widgets=self.widgets + other.widgets,
            options=tuple((value, options[value]) for value in dict.fromkeys(order)),
            required=self.required or other.required,
        )

    def printed(self, value: Value) -> str:
        """A value of a text field or a list, as the page shows it."""
        labels = dict(self.options)
        if isinstance(value, list):
            return ", ".join(labels.get(each, each) for each in value)
        return labels.get(str(value), str(value))


@dataclass(frozen=True)
class FormMark:
    """A place for signers: a signature field, or a text field for the date of signing, which is `fillable` too; then it
    is a mark in documents that leave it empty. `field`: its name."""

    field: str
    mark: Mark
    fillable: bool = False

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return {"field": self.field, "fillable": self.fillable, **self.mark.written()}

    @classmethod
    def restored(cls, row: Mapping[str, Any]) -> Self:
        """Out of JSON."""
        return cls(row["field"], Mark.read(row), row["fillable"])


def stored(field: Field) -> dict[str, Any]:
    """A field as JSON."""
    return asdict(field)


def restored(row: Mapping[str, Any]) -> Field:
    """A field out of JSON."""
    widgets = tuple(Widget(**_tuples(each, "box", "ground", "border")) for each in row["widgets"])
    options = tuple((value, label) for value, label in row["options"])
    return Field(**{**_tuples(row, "ink"), "widgets": widgets, "options": options})


def _tuples(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {**row, **{name: row[name] and tuple(row[name]) for name in names}}
