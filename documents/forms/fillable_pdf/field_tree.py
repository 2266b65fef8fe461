"""The tree of a PDF form's fields (ISO 32000-1, 12.7.3), with the faults that programs really write."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from documents.forms.fillable_pdf import widgets
from documents.forms.fillable_pdf.widgets import MAX_DEPTH, annotations
from safeclose.child_processes.confined import UnfitError

_FILE_SELECT = 1 << 20
_PUSH_BUTTON = 1 << 16
_INHERITED = (Name.FT, Name.Ff, Name.V, Name.DV, Name.MaxLen, Name.Opt, Name.DA, Name.Q, Name.PMD)
_KINDS = frozenset({"/Tx", "/Btn", "/Ch"})


@dataclass(frozen=True)
class Node:
    """A field of the PDF: its full name, what it says and has inherited, its widgets, for buttons what each widget is
    ticked for, and whether a script formats its value."""

    name: str
    said: dict[str, Any]
    widgets: tuple[Object, ...]
    exports: tuple[str, ...]
    scripted: bool

    @property
    def kind(self) -> str:
        """`/Tx`, `/Btn`, `/Ch`, `/Sig`, or whatever the form says."""
        return str(self.said[str(Name.FT)])

    def flag(self, bit: int) -> bool:
        """Whether a bit of `Ff` is set."""
        return bool(int(self.said.get(str(Name.Ff), 0)) & bit)

    @property
    def is_asked(self) -> bool:
        """Whether people fill it in: not a button that only acts, a place for a signature, or a barcode."""
        acts = (self.kind == "/Btn" and self.flag(_PUSH_BUTTON)) or (self.kind == "/Tx" and self.flag(_FILE_SELECT))
        return self.kind in _KINDS and not acts and not self.is_barcode

    @property
    def is_barcode(self) -> bool:
        """A text field that shows the form's answers as a barcode."""
        return self.kind == "/Tx" and str(Name.PMD) in self.said


def nodes(pdf: Pdf) -> list[Node]:
    """All fields of the form that have widgets or a kind, each once. Raises UnfitError for a tree without an end."""
    return _buttons_together(_nodes(pdf))


def _nodes(pdf: Pdf) -> Iterator[Node]:
    form = pdf.Root.get(Name.AcroForm)
    if not isinstance(form, Dictionary):
        return
    above = {str(key): form[key] for key in (Name.DA, Name.Q) if key in form}
    seen: set[tuple[int, int]] = set()
    yield from _below([*listed(form.get(Name.Fields)), *_orphans(pdf)], "", above, seen, 0)


def _orphans(pdf: Pdf) -> Iterator[Object]:
    """The fields of widgets, from the pages: some forms forget to list a field. Listed ones are met before."""
    for page in pdf.pages:
        for widget in annotations(page.obj):
            top, steps = widget, 0
            while isinstance(top.get(Name.Parent), Dictionary) and steps < MAX_DEPTH:
                top, steps = top[Name.Parent], steps + 1
            if widgets.is_widget(widget):
                yield top


def _below(
    kids: Iterable[Object], name: str, above: dict[str, Any], seen: set[tuple[int, int]], depth: int
) -> Iterator[Node]:
    if depth > MAX_DEPTH:
        raise UnfitError("The form's fields are nested too deeply.")
    for kid in kids:
        if not isinstance(kid, Dictionary) or (kid.is_indirect and kid.objgen in seen):
            continue
        seen.add(kid.objgen)
        said = {**above, **{str(key): kid[key] for key in _INHERITED if key in kid}}
        own = text_of(kid.get(Name.T))
        full = ".".join(filter(None, (name, own)))
        places, named = _kids(kid, seen, depth)
        if str(Name.FT) in said:
            if widgets.is_widget(kid) or not (places or named):
                places.insert(0, kid)
            said_of_it = {**said, "TU": text_of(kid.get(Name.TU))}
            yield Node(full, said_of_it, tuple(places), _exports(said, places), _is_scripted([kid, *places]))
        elif any(Name.FT in each for each in places):  # only its places say what it is
            yield from _below(places, full, said, seen - {each.objgen for each in places}, depth + 1)
        yield from _below(named, full, said, seen, depth + 1)


def _kids(field: Object, seen: set[tuple[int, int]], depth: int) -> tuple[list[Object], list[Object]]:
    """The places of a field, and the fields below it; a kid without a name is a place, or holds some."""
    if depth > MAX_DEPTH:
        raise UnfitError("The form's fields are nested too deeply.")
    places: list[Object] = []
    named: list[Object] = []
    for kid in listed(field.get(Name.Kids)):
        if not isinstance(kid, Dictionary):
            continue
        if Name.T in kid:
            named.append(kid)
        elif not (kid.is_indirect and kid.objgen in seen):
            seen.add(kid.objgen)
            below, named_below = _kids(kid, seen, depth + 1)
            places += [*([kid] if widgets.is_widget(kid) or not below else []), *below]
            named += named_below
    return places, named


def _exports(said: dict[str, Any], places: Iterable[Object]) -> tuple[str, ...]:
    """What each widget is ticked for: the name of its state, or the value that this numbers, or else its place."""
    given = [text_of(each) for each in listed(said.get(str(Name.Opt)))]
    found = []
    for at, each in enumerate(places):
        state = on_state(each)
        number = int(state) if state.isdecimal() and len(state) < 5 else at
        found.append(((given[number] if number < len(given) else "") or state).strip())
    return tuple(found)


def _buttons_together(nodes: Iterator[Node]) -> list[Node]:
    """Buttons of one name as one field: some writers give each radio button of a group a field of its own."""
    found: dict[tuple[object, ...], Node] = {}
    for at, node in enumerate(nodes):
        key = (node.name, node.flag(_PUSH_BUTTON)) if node.kind == "/Btn" else (at,)
        if before := found.get(key):
            flags = int(before.said.get(str(Name.Ff), 0)) | int(node.said.get(str(Name.Ff), 0))
            node = replace(
                before,
                said={**before.said, str(Name.Ff): flags},
                widgets=before.widgets + node.widgets,
                exports=before.exports + node.exports,
            )
        found[key] = node
    return list(found.values())


def _is_scripted(items: Iterable[Object]) -> bool:
    return any(isinstance(actions := each.get(Name.AA), Dictionary) and Name.F in actions for each in items)


def on_state(widget: Object) -> str:
    """What a box is ticked for."""
    known = [each for each in widgets.states(widget) if each != "Off"]
    now = widgets.state(widget)
    return now if now in known else next(iter(known), now if now != "Off" else "Yes")


def listed(value: Any) -> list[Any]:
    """The members of an array; none of anything else."""
    return list(value) if isinstance(value, Array) else []


def text_of(value: Any) -> str:
    """What a string says; nothing of anything else."""
    return str(value) if isinstance(value, String | str) else ""
