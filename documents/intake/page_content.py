"""Iterates over everything that the pages of a PDF draw, and reads and writes content streams."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pikepdf
from pikepdf import (
    Array,
    ContentStreamInlineImage,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Object,
    Pdf,
    Rectangle,
    Stream,
)

Kind = Literal["page", "form", "mask", "pattern", "glyph", "appearance"]
Instruction = ContentStreamInstruction | ContentStreamInlineImage


@dataclass(frozen=True)
class Drawing:
    """Something with content of its own: a page, or a stream that a page draws directly or through others."""

    page: int  # the first page that draws it, from 1
    kind: Kind
    holder: Object  # the page or the stream
    resources: Object  # a dictionary; empty where there is none
    resources_are_its_own: bool  # False for an old form that takes them from whatever draws it


def drawings(pdf: Pdf) -> Iterator[Drawing]:
    """Every page, form, soft mask, tiling pattern, glyph and appearance, each once.

    What a page draws comes after the page. Cycles end.
    """
    seen: set[tuple[int, int]] = set()
    for number, page in enumerate(pdf.pages, start=1):
        waiting = [_drawing(number, "page", page.obj, Dictionary())]
        waiting += [_drawing(number, "appearance", each, waiting[0].resources) for each in _appearances(page.obj)]
        while waiting:
            drawing = waiting.pop(0)
            if drawing.kind != "page":
                if drawing.holder.objgen in seen:
                    continue
                seen.add(drawing.holder.objgen)
            yield drawing
            if drawing.resources.is_indirect:
                if drawing.resources.objgen in seen:
                    continue
                seen.add(drawing.resources.objgen)
            waiting += _drawn_through(drawing)


def entries(resources: Object, category: Name) -> list[tuple[str, Any]]:
    """Names and values of one category of resources: `/XObject`, `/ExtGState`, …"""
    found = resources.get(category)
    return list(found.items()) if isinstance(found, Dictionary) else []


def graphics_states(drawing: Drawing) -> Iterator[Object]:
    """The graphics states that a drawing sets: those of its resources, and of shading patterns among them."""
    for _, state in entries(drawing.resources, Name.ExtGState):
        if isinstance(state, Dictionary):
            yield state
    for _, pattern in entries(drawing.resources, Name.Pattern):
        if isinstance(pattern, Dictionary | Stream) and isinstance(state := pattern.get(Name.ExtGState), Dictionary):
            yield state


def annotations(page: Object) -> list[Object]:
    """Those of a page that are dictionaries, as they must be."""
    found = page.get(Name.Annots)
    return [each for each in found if isinstance(each, Dictionary)] if isinstance(found, Array) else []


def instructions(holder: Object) -> list[Instruction]:
    """The content of a page or a stream."""
    with warnings.catch_warnings(action="ignore"):  # operands at the end that belong to no operator draw nothing
        return list(pikepdf.parse_content_stream(holder))


def written(content: list[Instruction]) -> bytes:
    """The bytes of a content stream with these instructions."""
    return pikepdf.unparse_content_stream(content)


def rectangle(value: Any) -> Rectangle | None:
    """With its corners in order; None for what is no rectangle."""
    if not isinstance(value, Array) or len(value) != 4:
        return None
    try:
        x, y, other_x, other_y = (float(each) for each in value)
    except (TypeError, ValueError):
        return None
    return Rectangle(min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y))


def _drawing(page: int, kind: Kind, holder: Object, outer: Object) -> Drawing:
    own = holder.get(Name.Resources)
    if isinstance(own, Dictionary):
        return Drawing(page, kind, holder, own, True)
    return Drawing(page, kind, holder, outer, False)


def _appearances(page: Object) -> Iterator[Object]:
    for annotation in annotations(page):
        given = annotation.get(Name.AP)
        for appearance in given.values() if isinstance(given, Dictionary) else ():
            if isinstance(appearance, Stream):
                yield appearance
            elif isinstance(appearance, Dictionary):
                yield from (each for each in appearance.values() if isinstance(each, Stream))


def _drawn_through(drawing: Drawing) -> Iterator[Drawing]:
    page, resources = drawing.page, drawing.resources
    for _, each in entries(resources, Name.XObject):
        if isinstance(each, Stream) and each.get(Name.Subtype) != Name.Image:
            yield _drawing(page, "form", each, resources)
    for _, each in entries(resources, Name.Pattern):
        if isinstance(each, Stream):
            yield _drawing(page, "pattern", each, resources)
    for state in graphics_states(drawing):
        mask, font = state.get(Name.SMask), state.get(Name.Font)
        if isinstance(mask, Dictionary) and isinstance(group := mask.get(Name.G), Stream):
            yield _drawing(page, "mask", group, resources)
        if isinstance(font, Array) and len(font):
            yield from _glyphs(page, font[0], resources)
    for _, font in entries(resources, Name.Font):
        yield from _glyphs(page, font, resources)


def _glyphs(page: int, font: Any, outer: Object) -> Iterator[Drawing]:
    if not isinstance(font, Dictionary) or font.get(Name.Subtype) != Name.Type3:
        return
    own = font.get(Name.Resources)
    for _, glyph in entries(font, Name.CharProcs):
        if isinstance(glyph, Stream):
            yield _drawing(page, "glyph", glyph, own if isinstance(own, Dictionary) else outer)
