"""Reads the style of a widget: its box, border, font size and colours."""

import re
from typing import Any

from pikepdf import Array, Dictionary, Name, Object

from documents.forms.fillable_pdf.fields import Widget

_SIZE = re.compile(r"([-+]?\d*\.?\d+)\s+Tf\b")
_INK = re.compile(r"((?:[-+]?\d*\.?\d+\s+){1,4})(g|rg|k)\b")
_PARTS = {"g": 1, "rg": 3, "k": 4}
_MAX_FONT_POINTS = 144.0


def look_of(widget: Object, *, page: int, on: str | None = None) -> Widget:
    """Where a widget stands and how it is framed (ISO 32000-1, 12.5.6.19)."""
    edges = [float(edge) for edge in _listed(widget.get(Name.Rect))[:4]]
    left, bottom, right, top = edges if len(edges) == 4 else (0.0, 0.0, 0.0, 0.0)
    look = widget.get(Name.MK)
    said: Any = look if isinstance(look, Dictionary) else Dictionary()
    return Widget(
        page=page,
        box=(min(left, right), min(bottom, top), max(left, right), max(bottom, top)),
        turn=int(said.get(Name.R, 0)) % 360 // 90 * 90,
        on=on,
        ground=_colour(said.get(Name.BG)),
        border=_colour(said.get(Name.BC)),
        border_width=_border_width(widget),
    )


def type_of(appearance: str) -> tuple[float, tuple[float, ...]]:
    """Size and colour out of a default appearance such as `/Helv 9 Tf 0 g`; 0 and black where it says nothing."""
    sizes, inks = _SIZE.findall(appearance), _INK.findall(appearance)
    size = min(max(float(sizes[-1]), 0.0), _MAX_FONT_POINTS) if sizes else 0.0
    if inks:
        parts, operator = inks[-1]
        ink = tuple(_unit(float(part)) for part in parts.split())
        if len(ink) == _PARTS[operator]:
            return size, ink
    return size, (0.0,)


def _border_width(widget: Object) -> float:
    style, border = widget.get(Name.BS), _listed(widget.get(Name.Border))
    if isinstance(style, Dictionary):
        width = float(style.get(Name.W, 1))
    else:
        width = float(border[2]) if len(border) > 2 else 1.0
    return min(max(width, 0.0), 12.0)


def _colour(given: Any) -> tuple[float, ...] | None:
    parts = tuple(_unit(float(part)) for part in _listed(given))
    return parts if len(parts) in (1, 3, 4) else None


def _unit(part: float) -> float:
    return min(max(part, 0.0), 1.0)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Array) else []
