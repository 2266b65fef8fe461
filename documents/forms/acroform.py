"""The fields of a PDF form (ISO 32000-1, 12.7), out of a file that a stranger made."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from documents.forms.appearance import look_of, type_of
from documents.forms.fields import Field, Widget
from documents.forms.overlaps import refuse_overlaps
from safeclose.confined import UnfitError

MOST_FIELDS = 2000
MOST_OPTIONS = 2000
LONGEST_NAME = 300
DEEPEST = 32

# Flags of fields and of annotations, by the numbers of their bits (tables 221, 226, 228, 230 and 165).
_REQUIRED = 1 << 1
_MULTILINE, _FILE_SELECT, _COMB = 1 << 12, 1 << 20, 1 << 24
_RADIO, _PUSH_BUTTON = 1 << 15, 1 << 16
_COMBO, _EDITABLE, _SEVERAL = 1 << 17, 1 << 18, 1 << 21
_HIDDEN, _NOT_SHOWN = 1 << 1, 1 << 5

_INHERITED = (Name.FT, Name.Ff, Name.V, Name.DV, Name.MaxLen, Name.Opt, Name.DA, Name.Q)


@dataclass(frozen=True)
class Node:
    """A field of the PDF: its full name, what it says and has inherited, and its widgets."""

    name: str
    said: dict[str, Any]
    widgets: tuple[Object, ...]

    def flag(self, bit: int) -> bool:
        """Whether a bit of `Ff` is set."""
        return bool(int(self.said.get(str(Name.Ff), 0)) & bit)


def read_fields(pdf: Pdf) -> list[Field]:
    """The fields that someone can see and fill, in the order of the form.

    Left out are buttons that only act, places for signatures, and what no page shows. Raises UnfitError.
    """
    pages = _pages_of_widgets(pdf)
    found: dict[str, Field] = {}
    for node in _nodes(pdf):
        field = _field(node, pages, pdf)
        if field is None:
            continue
        if len(found) >= MOST_FIELDS:
            raise UnfitError(f"The form has more than {MOST_FIELDS} fields.")
        before = found.get(field.name)
        if before and before.kind != field.kind:
            raise UnfitError(f"The form has two different fields of the name {field.name}.")
        found[field.name] = before.also(field) if before else field
    fields = list(found.values())
    refuse_overlaps(fields)
    return fields


def _pages_of_widgets(pdf: Pdf) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for number, page in enumerate(pdf.pages):
        for annotation in annotations(page.obj):
            if str(annotation.get(Name.Subtype)) == "/Widget" and annotation.is_indirect:
                found.setdefault(annotation.objgen, number)
    return found


def annotations(page: Object) -> Iterator[Object]:
    """Those of a page that are dictionaries, as they must be."""
    given = page.get(Name.Annots)
    yield from (each for each in (given if isinstance(given, Array) else ()) if isinstance(each, Dictionary))


def _nodes(pdf: Pdf) -> Iterator[Node]:
    form = pdf.Root.get(Name.AcroForm)
    if not isinstance(form, Dictionary):
        return
    above = {str(key): form[key] for key in (Name.DA, Name.Q) if key in form}
    seen: set[tuple[int, int]] = set()
    yield from _below([*_listed(form.get(Name.Fields)), *_orphans(pdf)], "", above, seen, 0)


def _orphans(pdf: Pdf) -> Iterator[Object]:
    """The fields of widgets, from the pages: some forms forget to list a field. Listed ones are met before."""
    for page in pdf.pages:
        for widget in annotations(page.obj):
            top, steps = widget, 0
            while isinstance(top.get(Name.Parent), Dictionary) and steps < DEEPEST:
                top, steps = top[Name.Parent], steps + 1
            if str(widget.get(Name.Subtype)) == "/Widget":
                yield top


def _below(
    kids: Iterable[Object], name: str, above: dict[str, Any], seen: set[tuple[int, int]], depth: int
) -> Iterator[Node]:
    if depth > DEEPEST:
        raise UnfitError("The form's fields are nested too deeply.")
    for kid in kids:
        if not isinstance(kid, Dictionary) or not kid.is_indirect or kid.objgen in seen:
            continue
        seen.add(kid.objgen)
        said = {**above, **{str(key): kid[key] for key in _INHERITED if key in kid}}
        own = _text(kid.get(Name.T))
        full = ".".join(filter(None, (name, own)))
        further = [each for each in _listed(kid.get(Name.Kids)) if isinstance(each, Dictionary)]
        widgets = [each for each in further if Name.T not in each]
        seen.update(each.objgen for each in widgets)
        if str(Name.FT) in said:
            yield Node(full, {**said, "TU": _text(kid.get(Name.TU))}, tuple(widgets if further else [kid]))
        yield from _below([each for each in further if Name.T in each], full, said, seen, depth + 1)


def _field(node: Node, pages: dict[tuple[int, int], int], pdf: Pdf) -> Field | None:
    kind = str(node.said[str(Name.FT)])
    shown = [each for each in node.widgets if _is_shown(each, pages, pdf)]
    if not shown or kind not in ("/Tx", "/Btn", "/Ch") or _only_acts(node, kind):
        return None
    _check_name(node.name)
    if kind == "/Btn":
        return _button(node, shown, pages)
    widgets = tuple(look_of(each, page=pages[each.objgen]) for each in shown)
    common = _common(node)
    default = _default(node)
    if kind == "/Ch":
        return Field(
            node.name, "choice", widgets, **common,
            options=_options(node), several=node.flag(_SEVERAL), editable=node.flag(_COMBO) and node.flag(_EDITABLE),
            default=default,
        )  # fmt: skip
    length = node.said.get(str(Name.MaxLen))
    return Field(
        node.name, "text", widgets, **common,
        max_length=int(length) if length is not None and int(length) > 0 else None,
        multiline=node.flag(_MULTILINE), comb=node.flag(_COMB) and bool(length),
        default=default if isinstance(default, str) else None,
    )  # fmt: skip


def _only_acts(node: Node, kind: str) -> bool:
    return (kind == "/Btn" and node.flag(_PUSH_BUTTON)) or (kind == "/Tx" and node.flag(_FILE_SELECT))


def _common(node: Node) -> dict[str, Any]:
    size, ink = type_of(str(node.said.get(str(Name.DA), "")))
    return {
        "required": node.flag(_REQUIRED),
        "tooltip": node.said["TU"] or None,
        "align": min(max(int(node.said.get(str(Name.Q), 0)), 0), 2),
        "size": size,
        "ink": ink,
    }


def _button(node: Node, shown: list[Object], pages: dict[tuple[int, int], int]) -> Field:
    """Widgets that are ticked for different values exclude each other, whatever the form calls them."""
    exports = [_text(each) for each in _listed(node.said.get(str(Name.Opt)))]
    widgets, states, places = [], {}, {each.objgen for each in shown}
    for at, each in enumerate(node.widgets):
        state = _on_state(each)
        value = (exports[at] if at < len(exports) and exports[at] else state).strip()
        states[state] = value
        if each.objgen in places:
            widgets.append(look_of(each, page=pages[each.objgen], on=value))
    values = list(dict.fromkeys(widget.on or "" for widget in widgets))
    now = states.get(str(node.said.get(str(Name.V), node.said.get(str(Name.DV), "")))[1:])
    if node.flag(_RADIO) or len(values) > 1:
        options = tuple((value, value) for value in values)
        return Field(
            node.name, "radio", _rounded(widgets, node.flag(_RADIO)), **_common(node), options=options, default=now
        )
    return Field(node.name, "checkbox", tuple(widgets), **_common(node), default=True if now is not None else None)


def _rounded(widgets: list[Widget], is_radio: bool) -> tuple[Widget, ...]:
    return tuple(Widget(**{**vars(each), "round": is_radio}) for each in widgets)


def _on_state(widget: Object) -> str:
    normal = widget.get(Name.AP, Dictionary()).get(Name.N)
    states = [key[1:] for key, _ in normal.items() if key != "/Off"] if isinstance(normal, Dictionary) else []
    return str(states[0]) if states else "Yes"


def _options(node: Node) -> tuple[tuple[str, str], ...]:
    found = []
    for each in _listed(node.said.get(str(Name.Opt))):
        pair = [_text(one) for one in each] if isinstance(each, Array) else [_text(each)]
        if pair and pair[0].strip():
            found.append((pair[0].strip(), pair[-1].strip() or pair[0].strip()))
    if len(found) > MOST_OPTIONS:
        raise UnfitError(f"The field {node.name} has more than {MOST_OPTIONS} options.")
    return tuple(dict(reversed(found)).items())[::-1]


def _default(node: Node) -> str | list[str] | None:
    given = node.said.get(str(Name.V), node.said.get(str(Name.DV)))
    if isinstance(given, Array):
        return [_text(each).strip() for each in given] if node.flag(_SEVERAL) else None
    text = _text(given).replace("\r\n", "\n").replace("\r", "\n").strip()
    if node.flag(_SEVERAL) and text:
        return [text]
    return text or None


def _is_shown(widget: Object, pages: dict[tuple[int, int], int], pdf: Pdf) -> bool:
    number = pages.get(widget.objgen)
    if number is None or int(widget.get(Name.F, 0)) & (_HIDDEN | _NOT_SHOWN):
        return False
    left, bottom, right, top = look_of(widget, page=number).box
    edges = [float(edge) for edge in pdf.pages[number].cropbox]
    across, up = (left + right) / 2, (bottom + top) / 2
    inside = min(edges[0::2]) <= across <= max(edges[0::2]) and min(edges[1::2]) <= up <= max(edges[1::2])
    return inside and right - left >= 1 and top - bottom >= 1


def _check_name(name: str) -> None:
    if not name:
        raise UnfitError("The form has a field without a name.")
    if len(name) > LONGEST_NAME or not name.isprintable() or name != name.strip():
        raise UnfitError("The form has a field whose name can't be written on one line of 300 characters.")


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Array) else []


def _text(value: Any) -> str:
    return str(value) if isinstance(value, String | str) else ""
