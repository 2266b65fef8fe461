"""Annotations: links stay, what every reader shows alike becomes part of the page, everything else is refused."""

from copy import copy
from dataclasses import dataclass
from math import isfinite
from typing import Any

from pikepdf import Array, Dictionary, Matrix, Name, NumberTree, Object, Page, Pdf, Rectangle, Stream

from documents.intake.page_content import annotations, instructions, rectangle
from safeclose.child_processes.confined import UnfitError
from safeclose.verify.active import ACTIVE_ANNOTATIONS, HARMLESS_ACTIONS

_HIDDEN, _PRINT, _NO_ZOOM, _NO_ROTATE, _NO_VIEW, _TOGGLE_NO_VIEW = 2, 4, 8, 16, 32, 256

_LINK = frozenset(
    {"/Type", "/Subtype", "/Rect", "/QuadPoints", "/A", "/Dest", "/Contents", "/StructParent", "/P", "/F", "/Border"}
)
_MARKUPS = """
/Line /Square /Circle /Polygon /PolyLine /Highlight /Underline /Squiggly /StrikeOut /Stamp /Caret /Ink
"""
_COMMENTING = frozenset(_MARKUPS.split())
_DRAWN = _COMMENTING | {"/FreeText", "/Watermark"}
_GEOMETRY = ("/QuadPoints", "/L", "/Vertices", "/InkList")  # from these readers draw what has no appearance


def settle_annotations(pdf: Pdf, *, keep_widgets: bool = False) -> list[str]:
    """Leave no annotation but links that draw nothing, and with `keep_widgets` those of fields, untouched.

    What an annotation shows becomes part of its page. Raises UnfitError for an annotation that some reader, the
    screen or paper shows differently, or that says more than the page. Returns what is left out, in words. To be
    called after settle_layers and settle_saved_states.
    """
    left_out: dict[str, None] = {}
    for number, page in enumerate(pdf.pages, start=1):
        if Name.Annots in page.obj:
            left_out |= dict.fromkeys(_PageAnnotations(pdf, page, number, keep_widgets).settle())
    return list(left_out)


@dataclass(frozen=True)
class _Appearance:
    form: Stream
    placed: Matrix
    multiplied: bool


class _PageAnnotations:
    def __init__(self, pdf: Pdf, page: Page, number: int, keep_widgets: bool) -> None:
        self.pdf, self.page, self.number, self.keep_widgets = pdf, page, number, keep_widgets
        self.left_out: list[str] = []

    def settle(self) -> list[str]:
        kept: list[Object] = []
        drawn: list[_Appearance] = []
        for annotation in annotations(self.page.obj):
            subtype = str(annotation.get(Name.Subtype, ""))
            if subtype == "/Widget" and self.keep_widgets:
                kept.append(annotation)
                continue
            self.refuse_active(annotation, subtype)
            if self.shown_nowhere(annotation, subtype):
                _forget(self.pdf, annotation)
            elif subtype == "/Link":
                self.settle_link(annotation)
                kept.append(annotation)
            else:
                if appearance := self.appearance(annotation, subtype):
                    drawn.append(appearance)
                _forget(self.pdf, annotation)
        if drawn:
            self.draw(drawn)
        if kept:
            self.page.obj.Annots = Array(kept)
        else:
            del self.page.obj.Annots
        return self.left_out

    def refuse_active(self, annotation: Object, subtype: str) -> None:
        if subtype in ACTIVE_ANNOTATIONS:
            raise UnfitError(f"Page {self.number} has a {subtype[1:]} annotation.")
        action = annotation.get(Name.A)
        harmless = isinstance(action, Dictionary) and str(action.get(Name.S)) in HARMLESS_ACTIONS
        if Name.AA in annotation or (action is not None and (not harmless or Name.Next in action)):
            raise UnfitError(f"Page {self.number} has an annotation with an action.")

    def unfit(self, subtype: str, why: str) -> UnfitError:
        kind = f"{'an' if subtype[1:2] in 'AEIOU' else 'a'} {subtype[1:]}" if len(subtype) > 1 else "an unknown"
        return UnfitError(f"Page {self.number} has {kind} annotation {why}.")

    def shown_nowhere(self, annotation: Object, subtype: str) -> bool:
        flags = self.flags(annotation, subtype)
        if flags & _TOGGLE_NO_VIEW:
            raise self.unfit(subtype, "that appears or disappears under the mouse")
        if flags & _HIDDEN or (flags & _NO_VIEW and not flags & _PRINT):
            if subtype not in ("/Popup", "/Link"):
                self.left_out.append("hidden annotations")
            return True
        if subtype != "/Popup":
            return False
        if bool(annotation.get(Name.Open, False)) or _has_text(annotation):
            raise UnfitError(f"Page {self.number} has a note in a window of its own.")
        return True

    def flags(self, annotation: Object, subtype: str) -> int:
        flags = annotation.get(Name.F, 0)
        if not isinstance(flags, int):
            raise self.unfit(subtype, "whose flags are damaged")
        return flags

    def settle_link(self, link: Object) -> None:
        place = self.place(link, "/Link")
        normal = _normal_appearance(link)
        if Name.AP in link and (normal is None or normal.read_bytes().strip()):
            raise self.unfit("/Link", "that draws something of its own")
        if place.width and place.height and _has_visible_border(link):
            self.left_out.append("frames of links")
        action = link.get(Name.A)
        for name in link.keys() - _LINK:
            del link[name]
        if action is not None:
            kept = (each for each in ("/S", "/URI", "/D") if each in action)
            link.A = Dictionary({name: action[name] for name in kept})
            if Name.Dest in link:
                del link.Dest
        if Name.P in link:
            link.P = self.page.obj
        link.F = _PRINT
        link.Border = Array([0, 0, 0])

    def appearance(self, annotation: Object, subtype: str) -> _Appearance | None:
        """None for what draws nothing. Raises UnfitError for what is not shown alike everywhere."""
        self.refuse_comment(annotation, subtype)
        place = self.place(annotation, subtype)
        self.refuse_dependent_on_view(annotation, subtype)
        normal = _normal_appearance(annotation)
        if place.width == 0 or place.height == 0:
            if normal is None and any(name in annotation for name in _GEOMETRY):
                raise self.unfit(subtype, "without an appearance")
            return None
        if normal is None:
            raise self.unfit(subtype, "without an appearance")
        if not normal.read_bytes().strip():
            return None
        for other in ("/R", "/D"):
            if other in annotation.AP and annotation.AP[other] != annotation.AP.N:
                raise self.unfit(subtype, "that looks different under the mouse")
        if normal.get(Name.Subtype, Name.Form) != Name.Form:
            raise self.unfit(subtype, "whose appearance is damaged")
        placed = _placed(normal, place)
        if placed is None:
            raise self.unfit(subtype, "whose appearance has no size")
        return _Appearance(normal, placed, multiplied=subtype == "/Highlight")

    def place(self, annotation: Object, subtype: str) -> Rectangle:
        if (place := rectangle(annotation.get(Name.Rect))) is None:
            raise self.unfit(subtype, "without a place on the page")
        return place

    def refuse_comment(self, annotation: Object, subtype: str) -> None:
        if subtype == "/Text":
            raise UnfitError(f"Page {self.number} has a sticky note.")
        if subtype == "/Redact":
            raise self.unfit(subtype, "that has not been applied")
        if subtype not in _DRAWN:
            raise self.unfit(subtype, "that not every reader shows")
        if subtype in _COMMENTING and _has_text(annotation):
            raise self.unfit(subtype, "with a comment that the page does not show")

    def refuse_dependent_on_view(self, annotation: Object, subtype: str) -> None:
        flags = self.flags(annotation, subtype)
        if not flags & _PRINT:
            raise self.unfit(subtype, "that is shown on the screen and not on paper")
        if flags & _NO_VIEW:
            raise self.unfit(subtype, "that is shown on paper and not on the screen")
        if flags & _NO_ZOOM:
            raise self.unfit(subtype, "that keeps its size when the page is enlarged")
        if flags & _NO_ROTATE and int(self.page.obj.get(Name.Rotate, 0)) % 360:
            raise self.unfit(subtype, "that does not turn with the page")
        if Name.FixedPrint in annotation:
            raise self.unfit(subtype, "whose place depends on the paper")
        blending = annotation.get(Name.BM, Name.Normal)
        if blending not in (Name.Normal, Name.Compatible) and (subtype, blending) != ("/Highlight", Name.Multiply):
            raise self.unfit(subtype, "that not every reader blends with the page")

    def draw(self, appearances: list[_Appearance]) -> None:
        """ISO 32000-1, 12.5.5, after the content of the page and whatever state it leaves."""
        page = self.page.obj
        # A copy, since other pages may use the same.
        resources = copy(page.get(Name.Resources, Dictionary()))
        for category in ("/XObject", "/ExtGState"):
            resources[category] = copy(resources.get(category, Dictionary()))
        page.Resources = resources
        commands = ["/Artifact BMC"]
        for each in appearances:
            each.form.Type, each.form.Subtype = Name.XObject, Name.Form
            name = _free_name(resources.XObject, "Annotation")
            resources.XObject[name] = each.form
            state = ""
            if each.multiplied:
                graphics_state = _free_name(resources.ExtGState, "Multiplied")
                resources.ExtGState[graphics_state] = Dictionary(Type=Name.ExtGState, BM=Name.Multiply)
                state = f"{graphics_state} gs "
            numbers = " ".join(f"{number:.10f}" for number in each.placed.shorthand)
            commands.append(f"q {state}{numbers} cm {name} Do Q")
        commands.append("EMC")
        before, after = _closed(self.page)
        ending = self.pdf.make_stream("\n".join([after, *commands]).encode())
        page.Contents = Array([self.pdf.make_stream(b"q\n"), *before, ending])


def _closed(page: Page) -> tuple[list[Object], str]:
    """The content of a page, and what has to follow to end all it began after one more `q`."""
    contents = page.obj.get(Name.Contents)
    parts = list(contents) if isinstance(contents, Array) else [contents]
    saved, marks, text = 0, 0, False
    for each in instructions(page.obj) if contents is not None else []:
        match str(each.operator):
            case "q":
                saved += 1
            case "Q":
                saved -= 1
            case "BMC" | "BDC":
                marks += 1
            case "EMC":
                marks = max(marks - 1, 0)
            case "BT" | "ET" as operator:
                text = operator == "BT"
    closing = ["ET"] * text + ["EMC"] * marks + ["Q"] * (saved + 1)
    return [each for each in parts if isinstance(each, Stream)], "\n" + " ".join(closing)


def _free_name(names: Object, start: str) -> str:
    number = len(names)
    while f"/{start}{number}" in names:
        number += 1
    return f"/{start}{number}"


def _normal_appearance(annotation: Object) -> Stream | None:
    appearances = annotation.get(Name.AP)
    normal = appearances.get(Name.N) if isinstance(appearances, Dictionary) else None
    if isinstance(normal, Dictionary) and not isinstance(normal, Stream):
        state = annotation.get(Name.AS)
        normal = normal.get(state) if isinstance(state, Name) else None
    return normal if isinstance(normal, Stream) else None


def _placed(form: Stream, place: Rectangle) -> Matrix | None:
    box, given = rectangle(form.get(Name.BBox)), form.get(Name.Matrix)
    matrix = Matrix(given) if isinstance(given, Array) and len(given) == 6 else Matrix()
    if box is None:
        return None
    shown = matrix.transform(box)
    if shown.width == 0 or shown.height == 0:
        return None
    across, up = float(place.width / shown.width), float(place.height / shown.height)
    left, bottom = float(place.llx) - float(shown.llx) * across, float(place.lly) - float(shown.lly) * up
    placed = Matrix(across, 0, 0, up, left, bottom)
    return placed if all(isfinite(number) for number in placed.shorthand) else None


def _has_text(annotation: Object) -> bool:
    return any(str(annotation.get(name, "")).strip() for name in ("/Contents", "/RC"))


def _has_visible_border(link: Object) -> bool:
    style, border = link.get(Name.BS), link.get(Name.Border)
    if isinstance(style, Dictionary):
        width = style.get(Name.W, 1)
    else:
        width = border[2] if isinstance(border, Array) and len(border) > 2 else 1
    return bool(width)


def _forget(pdf: Pdf, annotation: Object) -> None:
    """Take an annotation that goes out of the structure tree, which would keep it in the file."""
    number, tree = annotation.get(Name.StructParent), pdf.Root.get(Name.StructTreeRoot)
    if not isinstance(number, int) or not isinstance(tree, Dictionary) or Name.ParentTree not in tree:
        return
    parents = NumberTree(tree.ParentTree)
    if number not in parents:
        return
    element = parents[number]
    del parents[number]
    kids = element.get(Name.K) if isinstance(element, Dictionary) else None
    kids = list(kids) if isinstance(kids, Array) else [kids]
    left = [each for each in kids if each is not None and not _refers_to(each, annotation)]
    if len(left) < len(kids):
        element.K = Array(left)


def _refers_to(kid: Any, annotation: Object) -> bool:
    found = kid.get(Name.Obj) if isinstance(kid, Dictionary) else None
    return isinstance(found, Dictionary) and found.is_indirect and found.objgen == annotation.objgen
