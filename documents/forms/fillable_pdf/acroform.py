"""Reads the fields of a PDF form (ISO 32000-1, 12.7) of unknown origin."""

from dataclasses import dataclass, replace
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from documents.forms.fillable_pdf import widgets
from documents.forms.fillable_pdf.appearances import BLANK, Drawing, drawings
from documents.forms.fillable_pdf.field_tree import Node, listed, nodes, on_state, text_of
from documents.forms.fillable_pdf.fields import Field, FormMark, Widget
from documents.forms.fillable_pdf.list_boxes import marked
from documents.forms.fillable_pdf.overlaps import refuse_overlaps
from documents.forms.fillable_pdf.shown_values import same, shown_text
from documents.forms.fillable_pdf.widget_style import look_of, type_of
from documents.forms.fillable_pdf.widgets import Pages, annotations
from documents.intake.widget_marks import Place, as_read, in_order, is_signing_date, mark_of, signature_kind
from safeclose.child_processes.confined import UnfitError
from safeclose.marks.definitions import MarkKind

MAX_FIELDS = 2000
MAX_OPTIONS = 2000
MAX_NAME_LENGTH = 300

BUTTONS = "buttons"
BARCODES = "barcodes"
LISTS = "options of lists that are not chosen"

# Flags of fields, by the numbers of their bits (tables 221, 226, 228 and 230).
_REQUIRED = 1 << 1
_MULTILINE, _PASSWORD, _COMB = 1 << 12, 1 << 13, 1 << 24
_RADIO = 1 << 15
_COMBO, _EDITABLE, _SEVERAL = 1 << 17, 1 << 18, 1 << 21


@dataclass(frozen=True)
class FormRead:
    """What a form asks and what of it is paper.

    fields    what someone can see and fill, in the order of the form
    drawn     appearances by the number of the page and the name that Widget.shown calls them by
    left_out  what is seen of its fields, and is neither asked nor paper, in words
    marks     places for signers
    """

    fields: list[Field]
    drawn: dict[int, dict[str, Object]]
    left_out: set[str]
    marks: list[FormMark]


def read_form(pdf: Pdf) -> FormRead:
    """The fields of a form. `pdf` is changed: what people see of a field that they can't fill becomes a stamp.

    Raises UnfitError where a field shows something else than it holds, or not the same on the screen and on paper.
    """
    pages = widgets.settle(pdf)
    found_nodes = nodes(pdf)
    reader = _Reader(pdf, pages, _looks(pdf, found_nodes))
    found: dict[str, Field] = {}
    for node in found_nodes:
        if not node.is_asked:
            reader.unasked(node)
            continue
        field = reader.field(node)
        if field is None:
            continue
        if len(found) >= MAX_FIELDS:
            raise UnfitError(f"The form has more than {MAX_FIELDS} fields.")
        before = found.get(field.name)
        if before and before.kind != field.kind:
            raise UnfitError(f"The form has two different fields of the name {field.name}.")
        if before and before.default != field.default:
            raise UnfitError(f"The form has the field {field.name} twice, with different values.")
        found[field.name] = before.also(field) if before else field
    reader.refuse_unowned(found_nodes)
    fields = list(found.values())
    refuse_overlaps(fields)
    dates = {each.field for each in reader.date_marks(fields)}
    # Who signs enters the date, if nobody has filled it in before.
    fields = [replace(field, required=False) if field.name in dates else field for field in fields]
    return FormRead(fields, reader.drawn, reader.left_out, _in_order(reader.marks))


def _looks(pdf: Pdf, nodes: list[Node]) -> dict[tuple[int, int], Drawing]:
    """What the appearances of all widgets draw, at once: a reader is started for them."""
    seen = [each for page in pdf.pages for each in annotations(page.obj) if widgets.is_widget(each)]
    streams = [look for each in seen if (look := widgets.appearance(each)) is not None]
    for node in nodes:
        if node.kind == "/Btn":
            streams += [look for each in node.widgets for look in widgets.states(each).values()]
    return drawings([each for each in streams if widgets.is_drawable(each)])


class _Reader:
    """Reads the fields of one form."""

    def __init__(self, pdf: Pdf, pages: Pages, looks: dict[tuple[int, int], Drawing]) -> None:
        self.pdf, self.pages, self.looks = pdf, pages, looks
        asked: Any = pdf.Root.get(Name.AcroForm, Dictionary()).get(Name.NeedAppearances)
        self.anew = asked is True
        self.drawn: dict[int, dict[str, Object]] = {}
        self.left_out: set[str] = set()
        self.marks: list[FormMark] = []
        self.signatures: list[Place] = []

    def field(self, node: Node) -> Field | None:
        """A field as it is asked, or None where nobody sees it."""
        shown = [each for each in node.widgets if self._is_shown(each, node)]
        if not shown:
            return None
        _check_name(node.name)
        for each in node.widgets:
            if (stream := widgets.appearance(each)) is not None:
                widgets.refuse_unclear(stream, node.name)
        if node.kind == "/Btn":
            field = self._button(node, shown)
        elif any(
            self._look(each) is None and each.get(Name.V) != node.said.get(str(Name.V))
            for each in shown
            if Name.V in each
        ):
            raise UnfitError(f"The field {node.name} holds a value at one of its places, which only some readers show.")
        else:
            field = self._list(node, shown) if node.kind == "/Ch" else self._text_field(node, shown)
        says = field.default is not None or any((self._look(each) or BLANK).text for each in shown)
        if says and not all(widgets.on_paper(each) for each in shown):
            raise UnfitError(f"The field {node.name} shows its value on the screen and does not print it.")
        return field

    def unasked(self, node: Node) -> None:
        """What is seen of a field that nobody fills becomes part of the page, or is named; an empty signature field is
        a mark as well."""
        for each in node.widgets:
            if node.kind == "/Sig" and Name.V not in node.said and widgets.on_screen(each) and self._area(each):
                kind = signature_kind(node.name, node.said["TU"])
                self._mark(self._place(each), kind, node.name, node.said["TU"], required=node.flag(_REQUIRED))
            self._keep_or_name(each, node)

    def date_marks(self, fields: list[Field]) -> list[FormMark]:
        """The marks of text fields that are plainly for the date of a signature, which are added to `marks`."""
        found = len(self.marks)
        for field in fields:
            if field.kind != "text" or field.multiline or field.default:
                continue
            for place in (Place(each.page, each.box) for each in field.widgets):
                if is_signing_date(field.name, field.tooltip or "", place, self.signatures):
                    self._mark(place, MarkKind.DATE, field.name, field.tooltip or "", required=field.required)
        return self.marks[found:]

    def _place(self, widget: Object) -> Place:
        page = self.pages[widget.objgen]
        return Place(page, look_of(widget, page=page).box)

    def _mark(self, place: Place, kind: MarkKind, name: str, tooltip: str, *, required: bool) -> None:
        mark = mark_of(self.pdf.pages[place.page], place, kind, name=name, tooltip=tooltip, required=required)
        if mark:
            self.marks.append(FormMark(name, mark, fillable=kind == MarkKind.DATE))
            self.signatures += [] if kind == MarkKind.DATE else [place]

    def refuse_unowned(self, nodes: list[Node]) -> None:
        """Raises UnfitError for a widget that is seen and belongs to no field: some readers show it, others don't."""
        owned = {each.objgen for node in nodes for each in node.widgets}
        for number, page in enumerate(self.pdf.pages, start=1):
            for each in annotations(page.obj):
                if widgets.is_widget(each) and each.objgen not in owned and (self._is_seen(each) or Name.V in each):
                    raise UnfitError(f"Page {number} has a form field without a type.")

    def _look(self, widget: Object) -> Drawing | None:
        """What readers draw for a widget out of its appearance, or None where there is none."""
        stream = widgets.appearance(widget)
        return None if stream is None else self.looks.get(stream.objgen, BLANK)

    def _is_seen(self, widget: Object) -> bool:
        look = self._look(widget)
        return (widgets.on_screen(widget) or widgets.on_paper(widget)) and look is not None and look.visible

    def _keep_or_name(self, widget: Object, node: Node) -> None:
        if widget.objgen not in self.pages or self._area(widget) is None:
            return
        stream = widgets.appearance(widget)
        if stream is not None:
            widgets.refuse_unclear(stream, node.name)
        seen, printed = widgets.on_screen(widget), widgets.on_paper(widget)
        is_button = node.kind == "/Btn"
        if node.is_barcode and (seen or printed):
            self.left_out.add(BARCODES)
        elif self._is_seen(widget) and seen and printed:
            widget.Subtype = Name.Stamp
        elif is_button and seen and (self._is_seen(widget) or _has_caption(widget)):
            self.left_out.add(BUTTONS)  # for the screen alone, or drawn by each reader in its own way
        elif self._is_seen(widget):
            where = "on the screen and is not printed" if seen else "on paper and not on the screen"
            raise UnfitError(f"The field {node.name} is shown {where}.")

    def _widget(self, widget: Object, *, on: str | None = None, keep: bool) -> Widget:
        """Where a value stands; with the appearance that readers show, if that is to be kept."""
        page = self.pages[widget.objgen]
        made = look_of(widget, page=page, on=on)
        look = self._look(widget)
        if not keep or self.anew or look is None or not look.visible:
            return made
        drawn = self.drawn.setdefault(page, {})
        name = f"/Shown{len(drawn)}"
        drawn[name] = widget
        return replace(made, shown=name)

    def _text_field(self, node: Node, shown: list[Object]) -> Field:
        looks = [self._look(each) for each in shown]
        held, comb = _held(node, looks), node.flag(_COMB)
        default = shown_text(node.name, held, looks, scripted=node.scripted, anew=self.anew, comb=comb)
        if node.flag(_PASSWORD) and (held or default):
            raise UnfitError(f"The field {node.name} is for a password, and holds one.")
        length = node.said.get(str(Name.MaxLen))
        return Field(
            node.name, "text", self._places(shown), **_common(node),
            max_length=int(length) if length is not None and int(length) > 0 else None,
            multiline=node.flag(_MULTILINE), comb=comb and bool(length),
            default=_on_one_line(default, node) or None,
        )  # fmt: skip

    def _places(self, shown: list[Object]) -> tuple[Widget, ...]:
        return tuple(self._widget(each, keep=not (self._look(each) or BLANK).clipped) for each in shown)

    def _list(self, node: Node, shown: list[Object]) -> Field:
        options = _options(node)
        several, is_box = node.flag(_SEVERAL), not node.flag(_COMBO)
        looks = [self._look(each) for each in shown]
        chosen = _chosen(node, options)
        if is_box and options:
            self.left_out.add(LISTS)
        if not chosen and Name.DV in node.said and None in looks and not is_box:
            raise UnfitError(f"The field {node.name} has a value to begin with, which only some readers show.")
        if is_box:
            chosen = _chosen_in_box(node.name, options, chosen, looks, anew=self.anew)
        else:
            chosen = self._chosen_in_menu(node, options, chosen, looks)
        if chosen and len(chosen) > 1 and not several:
            raise UnfitError(f"The list {node.name} has several values and takes one.")
        return Field(
            node.name, "choice", self._places(shown), **_common(node),
            options=options, several=several, editable=not is_box and node.flag(_EDITABLE),
            default=(list(chosen) if several else chosen[0]) if chosen else None,
        )  # fmt: skip

    def _chosen_in_menu(
        self, node: Node, options: tuple[tuple[str, str], ...], chosen: list[str], looks: list[Drawing | None]
    ) -> list[str]:
        labels = dict(options)
        held = ", ".join(labels.get(each, each) for each in chosen)
        given = ", ".join(chosen)
        if all(look and same(look.text, given) for look in looks):
            return chosen  # some writers show the value and not its label
        text = shown_text(node.name, held or None, looks, scripted=node.scripted, anew=self.anew, comb=False)
        if not text or same(text, held):
            return chosen
        values = [value for value, label in options if same(text, label)]
        values += [value for value, _ in options if same(text, value)]
        return values[:1] or [text]

    def _button(self, node: Node, shown: list[Object]) -> Field:
        """Widgets that are ticked for different values exclude each other, whatever the form calls them."""
        places, ticked = [], []
        shown_ones = {each.objgen for each in shown}
        for each, value in zip(node.widgets, node.exports, strict=True):
            if each.objgen in shown_ones:
                places.append(self._widget(each, on=value, keep=True))
                ticked.append(self._is_ticked(each, node.name))
        values = list(dict.fromkeys(place.on or "" for place in places))
        on = {place.on or "" for place, is_on in zip(places, ticked, strict=True) if is_on}
        off = {place.on or "" for place, is_on in zip(places, ticked, strict=True) if not is_on}
        if len(on) > 1 or on & off:
            raise UnfitError(f"The boxes of the field {node.name} do not agree on what is ticked.")
        if node.flag(_RADIO) or len(values) > 1:
            rounded = tuple(replace(place, round=node.flag(_RADIO)) for place in places)
            options = tuple((value, value) for value in values)
            return Field(node.name, "radio", rounded, **_common(node), options=options, default=next(iter(on), None))
        return Field(node.name, "checkbox", tuple(places), **_common(node), default=True if on else None)

    def _is_ticked(self, widget: Object, name: str) -> bool:
        """As readers show it. Raises UnfitError where they don't show it alike, or the mark can't be told."""
        now, known = widgets.state(widget), widgets.states(widget)
        if not known and (stream := widgets.appearance(widget)) is not None:  # one for all states
            if self._drawn(stream).text:
                raise UnfitError(f"A box of the field {name} looks the same ticked and not ticked.")
            return False
        if now != "Off" and known and now not in known:
            raise UnfitError(f"A box of the field {name} is in a state that it has no appearance for.")
        if self.anew or not known:
            return now != "Off"
        for stream in known.values():
            widgets.refuse_unclear(stream, name)
        on, off = (self._drawn(known.get(each)) for each in (on_state(widget) if now == "Off" else now, "Off"))
        if now != "Off" and (not on.visible or on.dots == off.dots):
            raise UnfitError(f"A box of the field {name} is ticked, and looks as if it were not.")
        if now == "Off" and off.visible and on.visible and off.text and off.text == on.text:
            raise UnfitError(f"A box of the field {name} is not ticked, and looks as if it were.")
        return now != "Off"

    def _drawn(self, stream: Object | None) -> Drawing:
        return BLANK if stream is None else self.looks.get(stream.objgen, BLANK)

    def _is_shown(self, widget: Object, node: Node) -> bool:
        """Raises UnfitError for a place that only paper shows, or that is cut by the edge of the page."""
        area = self._area(widget)
        if area is None or widget.objgen not in self.pages:
            return False
        if not widgets.on_screen(widget):
            if widgets.on_paper(widget) and self._says_something(widget, node):
                raise UnfitError(f"The field {node.name} is shown on paper and not on the screen.")
            return False
        if area == "cut" and self._says_something(widget, node):
            raise UnfitError(f"The field {node.name} reaches over the edge of its page.")
        return area == "inside"

    def _says_something(self, widget: Object, node: Node) -> bool:
        look = self._look(widget)
        if look is None or self.anew:  # readers draw what the field holds
            return widgets.state(widget) != "Off" if node.kind == "/Btn" else bool(_held(node, []))
        return look.visible

    def _area(self, widget: Object) -> str | None:
        """Whether a widget is `inside` of its page by its middle, `cut` by the edge, or not to be seen: None."""
        number = self.pages.get(widget.objgen)
        if number is None:
            return None
        left, bottom, right, top = look_of(widget, page=number).box
        edges = [float(edge) for edge in self.pdf.pages[number].cropbox]
        page = (min(edges[0::2]), min(edges[1::2]), max(edges[0::2]), max(edges[1::2]))
        if right - left < 1 or top - bottom < 1:
            return None
        if page[0] <= (left + right) / 2 <= page[2] and page[1] <= (bottom + top) / 2 <= page[3]:
            return "inside"
        overlaps = left < page[2] and right > page[0] and bottom < page[3] and top > page[1]
        return "cut" if overlaps else None


def _in_order(marks: list[FormMark]) -> list[FormMark]:
    read = sorted(marks, key=lambda each: as_read(each.mark))
    named = in_order(each.mark for each in read)
    return [replace(each, mark=mark) for each, mark in zip(read, named, strict=True)]


def _has_caption(widget: Object) -> bool:
    look = widget.get(Name.MK)
    return isinstance(look, Dictionary) and bool(look.keys() & {"/CA", "/I", "/BG", "/BC"})


def _held(node: Node, looks: list[Drawing | None]) -> str | None:
    """The value of a text field as text."""
    given = node.said.get(str(Name.V))
    if isinstance(given, Stream):
        if None in looks:
            raise UnfitError(f"The field {node.name} has a long value, which only some readers show.")
        given = String(given.read_bytes())
    return text_of(given).replace("\r\n", "\n").replace("\r", "\n").strip() or None


def _on_one_line(text: str | None, node: Node) -> str | None:
    return text if text is None or node.flag(_MULTILINE) or text == _held(node, []) else " ".join(text.split())


def _chosen(node: Node, options: tuple[tuple[str, str], ...]) -> list[str]:
    """The values that a list holds; some writers note the label of an option instead."""
    by_label = {label: value for value, label in reversed(options)}
    by_label.update({value: value for value, _ in options})
    given = node.said.get(str(Name.V))
    texts = [text_of(each).strip() for each in given] if isinstance(given, Array) else [text_of(given).strip()]
    if isinstance(given, String) and texts == [""]:
        texts = [_label_of_nothing(node)]
    return [by_label.get(each, each) for each in texts if each]


def _label_of_nothing(node: Node) -> str:
    """What readers show for a value that is empty: the first option with nothing to export, perhaps "Please choose"."""
    for each in listed(node.said.get(str(Name.Opt))):
        pair = [text_of(one).strip() for one in each] if isinstance(each, Array) else []
        if pair and not pair[0]:
            return pair[-1]
    return ""


def _chosen_in_box(
    name: str,
    options: tuple[tuple[str, str], ...],
    chosen: list[str],
    looks: list[Drawing | None],
    *,
    anew: bool,
) -> list[str]:
    """The chosen options of a list that shows several of them at once."""
    labels = dict(options)
    held = {labels.get(each, each) for each in chosen}
    for look in looks:
        if look is None or not look.text:
            continue
        if not look.readable:
            raise UnfitError(f"The field {name} shows letters that can't be read as text.")
        if not anew and held != (seen := marked(look, options, held)):
            said = [", ".join(sorted(each)) or "nothing" for each in (seen, held)]
            raise UnfitError(f"The list {name} marks {said[0]} and holds {said[1]}.")
    return chosen


def _common(node: Node) -> dict[str, Any]:
    size, ink = type_of(str(node.said.get(str(Name.DA), "")))
    return {
        "required": node.flag(_REQUIRED),
        "tooltip": node.said["TU"] or None,
        "align": min(max(int(node.said.get(str(Name.Q), 0)), 0), 2),
        "size": size,
        "ink": ink,
    }


def _options(node: Node) -> tuple[tuple[str, str], ...]:
    found = []
    for each in listed(node.said.get(str(Name.Opt))):
        pair = [text_of(one) for one in each] if isinstance(each, Array) else [text_of(each)]
        value, label = (pair[0].strip(), pair[-1].strip()) if pair else ("", "")
        if value or label:  # some writers give no value to export
            found.append((value or label, label or value))
    if len(found) > MAX_OPTIONS:
        raise UnfitError(f"The field {node.name} has more than {MAX_OPTIONS} options.")
    return tuple(dict(reversed(found)).items())[::-1]


def _check_name(name: str) -> None:
    if not name:
        raise UnfitError("The form has a field without a name.")
    if len(name) > MAX_NAME_LENGTH or not name.isprintable() or name != name.strip():
        raise UnfitError("The form has a field whose name can't be written on one line of 300 characters.")
