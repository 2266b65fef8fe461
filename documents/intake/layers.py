"""Optional content ("layers"): what it shows is kept, the mechanism that shows and hides it is dropped."""

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Operator, Pdf, Stream
from pikepdf import ContentStreamInstruction as Command

from documents.intake.page_content import Drawing, Instruction, annotations, drawings, entries, instructions, written
from safeclose.child_processes.confined import UnfitError

MAX_EXPRESSION_TERMS = 1000

_DIFFERS = "Page {} has the layer “{}”, which is not shown alike on screen, on paper and by every reader."
_HIDDEN_WITHIN = "Page {} has a hidden layer in {}."
_UNCLEAR = "Page {} has content in layers in a way that readers understand differently."

_PAINTS_PATH = frozenset({"S", "s", "f", "F", "f*", "B", "B*", "b", "b*"})
_PAINTS = frozenset({"Do", "sh", "INLINE IMAGE", "BI"})
_FIRST_CLIPPING_TEXT_MODE = 4
_HIDDEN = 2  # among an annotation's flags
_KINDS = {
    "form": "a form",
    "mask": "a soft mask",
    "pattern": "a pattern",
    "glyph": "a character",
    "appearance": "an annotation",
}


def settle_layers(pdf: Pdf) -> list[str]:
    """Keep what the default configuration shows, remove what it hides, and drop layers from the file.

    Raises UnfitError where readers, or screen, print and export, do not agree on what is shown. Returns what is
    left out, in words.
    """
    found = list(drawings(pdf))
    objects = [each for drawing in found for each in _objects_in_layers(drawing)]
    used = bool(objects) or _uses_layers(pdf, found)
    if not used and Name.OCProperties not in pdf.Root:
        return []
    layers = _Layers(pdf)
    for drawing in found:
        _settle_content(pdf, drawing, layers)
    for first_page, resources, name, stream in objects:
        if not layers.shown(stream.OC, first_page):
            resources.XObject[name] = _empty_form(pdf)
    for number, page in enumerate(pdf.pages, start=1):
        _settle_annotation_marks(page.obj, number, layers)
    _drop_marks_of_objects(pdf, layers)
    for drawing in found:
        for name, _ in _groups(drawing.resources):
            del drawing.resources.Properties[name]
    if Name.OCProperties in pdf.Root:
        del pdf.Root.OCProperties
    if pdf.Root.get(Name.PageMode) == Name.UseOC:
        del pdf.Root.PageMode
    return ["layers"] if used or layers.listed else []


def _uses_layers(pdf: Pdf, found: list[Drawing]) -> bool:
    return any(Name.OC in drawing.holder or any(True for _ in _groups(drawing.resources)) for drawing in found) or any(
        Name.OC in each for page in pdf.pages for each in annotations(page.obj)
    )


def _objects_in_layers(drawing: Drawing) -> Iterator[tuple[int, Object, str, Object]]:
    for name, stream in entries(drawing.resources, Name.XObject):
        if isinstance(stream, Stream) and Name.OC in stream:
            yield drawing.page, drawing.resources, name, stream


def _groups(resources: Object) -> Iterator[tuple[str, Object]]:
    """Properties of marked content that are layers, or may be."""
    for name, each in entries(resources, Name.Properties):
        if isinstance(each, Dictionary) and (
            str(each.get(Name.Type)) in ("/OCG", "/OCMD") or Name.OCGs in each or Name.VE in each
        ):
            yield name, each


class _Layers:
    """What the layers of a PDF show, where every reader says the same of them."""

    def __init__(self, pdf: Pdf) -> None:
        properties = pdf.Root.get(Name.OCProperties)
        properties = properties if isinstance(properties, Dictionary) else Dictionary()
        self.listed = _identities(properties.get(Name.OCGs))
        default = properties.get(Name.D)
        self.configurations = [default if isinstance(default, Dictionary) else Dictionary()]
        # pdfium takes the first of these in place of the default configuration.
        self.configurations += [
            each
            for each in _items(properties.get(Name.Configs))
            if isinstance(each, Dictionary) and Name.Intent in each and _for_viewing(each)
        ]

    def shown(self, content: Any, page: int) -> bool:
        """Whether content is shown that belongs to `content`, a group or a membership in groups."""
        if not isinstance(content, Dictionary):
            return True
        kind = str(content.get(Name.Type, "/OCG"))
        if kind == "/OCG" and Name.OCGs not in content and Name.VE not in content:
            return self.group_shown(content, page)
        if kind == "/OCMD":
            return self._membership_shown(content, page)
        raise UnfitError(_UNCLEAR.format(page))

    def group_shown(self, group: Object, page: int) -> bool:
        if str(group.get(Name.Type, "/OCG")) != "/OCG":
            raise UnfitError(_UNCLEAR.format(page))
        states = {self._state(group, each, page) for each in self.configurations}
        usage = group.get(Name.Usage)
        if isinstance(usage, Dictionary):
            if any(name in usage for name in ("/Zoom", "/Language", "/User")):
                raise self._depends(group, page)
            states |= set(_usage_states(usage))
        if not (_for_viewing(group) and _for_viewing(self.configurations[0])):
            states.add(True)  # some readers show it, whatever its state
        if len(states) > 1:
            raise UnfitError(_DIFFERS.format(page, _name(group)))
        return states.pop()

    def _state(self, group: Object, configuration: Object, page: int) -> bool:
        on = group.objgen in _identities(configuration.get(Name.ON))
        off = group.objgen in _identities(configuration.get(Name.OFF))
        listed = group.objgen in self.listed
        if (on and off) or (off and not listed):
            raise UnfitError(_DIFFERS.format(page, _name(group)))
        for event in _items(configuration.get(Name.AS)):
            if isinstance(event, Dictionary) and group.objgen in _identities(event.get(Name.OCGs)):
                self._check_event(group, event, page)
        if not listed:
            return True
        return on or not (off or configuration.get(Name.BaseState) == Name.OFF)

    def _check_event(self, group: Object, event: Object, page: int) -> None:
        if {str(each) for each in _items(event.get(Name.Category))} - {"/View", "/Print", "/Export", "/CreatorInfo"}:
            raise self._depends(group, page)
        # pdfium reads states from here, too.
        if any(isinstance(event.get(name), Dictionary) for name in ("/View", "/Print", "/Export")):
            raise UnfitError(_DIFFERS.format(page, _name(group)))

    @staticmethod
    def _depends(group: Object, page: int) -> UnfitError:
        return UnfitError(
            f"Page {page} has the layer “{_name(group)}”, which depends on the zoom, the language or the reader."
        )

    def _membership_shown(self, membership: Object, page: int) -> bool:
        groups, expression = membership.get(Name.OCGs), membership.get(Name.VE)
        if groups is None and expression is not None:
            return self._expression_shown(expression, page)
        several = isinstance(groups, Array)
        states = [self.group_shown(each, page) for each in _items(groups) if isinstance(each, Dictionary)]
        policy = str(membership.get(Name.P, "/AnyOn"))
        by_policy = _by_policy(policy, states)
        # Readers ignore the policy for a single group that is not in an array, and disagree on no groups.
        if by_policy is None or (not several and by_policy != states[0]):
            raise UnfitError(_UNCLEAR.format(page))
        # Readers from before PDF 1.6 know the policy only.
        if expression is not None and by_policy != self._expression_shown(expression, page):
            raise UnfitError(_UNCLEAR.format(page))
        return by_policy

    def _expression_shown(self, expression: Any, page: int) -> bool:
        budget = [MAX_EXPRESSION_TERMS]

        def value(term: Any, depth: int) -> bool:
            budget[0] -= 1
            if isinstance(term, Dictionary) and budget[0] > 0:
                return self.group_shown(term, page)
            if isinstance(term, Array) and len(term) > 1 and depth < 20 and budget[0] > 0:
                values = [value(each, depth + 1) for each in list(term)[1:]]
                if term[0] == Name.Not and len(values) == 1:
                    return not values[0]
                if term[0] in (Name.And, Name.Or):
                    return all(values) if term[0] == Name.And else any(values)
            raise UnfitError(_UNCLEAR.format(page))

        return value(expression, 0)


def _by_policy(policy: str, states: list[bool]) -> bool | None:
    if not states:
        return None
    known = {
        "/AllOn": all(states),
        "/AnyOn": any(states),
        "/AnyOff": not all(states),
        "/AllOff": not any(states),
    }
    return known.get(policy)


def _usage_states(usage: Object) -> Iterator[bool]:
    for name in ("View", "Print", "Export"):
        states = usage.get("/" + name)
        if isinstance(states, Dictionary) and (state := states.get(f"/{name}State")) is not None:
            yield state != Name.OFF


def _for_viewing(item: Object) -> bool:
    return any(str(each) in ("/View", "/All") for each in _items(item.get(Name.Intent, Name.View)))


def _items(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def _identities(groups: Any) -> set[tuple[int, int]]:
    return {each.objgen for each in _items(groups) if isinstance(each, Dictionary) and each.is_indirect}


def _name(group: Object) -> str:
    return " ".join(str(group.get(Name.Name, "")).split())[:100]


def _settle_content(pdf: Pdf, drawing: Drawing, layers: _Layers) -> None:
    groups = dict(_groups(drawing.resources))
    if not groups:
        return
    before = instructions(drawing.holder)
    if not any(str(each.operator) == "BDC" and each.operands[:1] == [Name.OC] for each in before):
        return
    if not drawing.resources_are_its_own:
        # Another page may draw it with other layers under the same names.
        raise UnfitError(_UNCLEAR.format(drawing.page))
    content = _WithoutLayers(drawing, layers, groups)
    for each in before:
        content.add(each)
    if content.hides and drawing.kind not in ("page", "form"):
        raise UnfitError(_HIDDEN_WITHIN.format(drawing.page, _KINDS[drawing.kind]))
    after = written(content.kept)
    if drawing.kind == "page":
        drawing.holder.Contents = pdf.make_stream(after)  # the old one may be another page's, too
    else:
        drawing.holder.write(after)


class _WithoutLayers:
    """Content without its hidden parts, and without the marks of layers.

    What a hidden part changes in the graphics state it changes for what follows, so only what paints is removed.
    """

    def __init__(self, drawing: Drawing, layers: _Layers, groups: dict[str, Object]) -> None:
        self.drawing, self.layers, self.groups = drawing, layers, groups
        self.kept: list[Instruction] = []
        self.hides = False
        self._marks: list[bool | None] = []  # of open marked content: a layer that is shown; None: no layer
        self._in_text = False
        self._text_mode, self._saved_modes = 0, list[int]()

    def add(self, instruction: Instruction) -> None:
        operator = str(instruction.operator)
        if operator in ("BMC", "BDC"):
            self._begin_mark(instruction)
        elif operator == "EMC":
            self._end_mark(instruction)
        else:
            self._follow_state(operator, instruction.operands)
            self.kept += self._as_shown(operator, instruction) if False in self._marks else [instruction]

    def _begin_mark(self, instruction: Instruction) -> None:
        operands = list(instruction.operands)
        if str(instruction.operator) != "BDC" or operands[:1] != [Name.OC]:
            self._marks.append(None)
            self.kept.append(instruction)
            return
        # Only a name that stands for a layer counts; readers ignore everything else.
        named = len(operands) > 1 and isinstance(operands[1], Name)
        shown = self.layers.shown(self.groups.get(str(operands[1])) if named else None, self.drawing.page)
        if not shown:
            self.hides = True
            self._refuse_within_text()
        self._marks.append(shown)

    def _end_mark(self, instruction: Instruction) -> None:
        ended = self._marks.pop() if self._marks else None
        if ended is None:
            self.kept.append(instruction)
        elif not ended:
            self._refuse_within_text()

    def _refuse_within_text(self) -> None:
        # Where the words after the hidden ones stand depends on the width of the hidden ones.
        if self._in_text:
            raise UnfitError(f"Page {self.drawing.page} has a hidden layer in the middle of a text.")

    def _follow_state(self, operator: str, operands: Any) -> None:
        if operator in ("BT", "ET"):
            self._in_text = operator == "BT"
        elif operator == "Tr" and operands and isinstance(operands[0], int):
            self._text_mode = operands[0]
        elif operator == "q":
            self._saved_modes.append(self._text_mode)
        elif operator == "Q" and self._saved_modes:
            self._text_mode = self._saved_modes.pop()

    def _as_shown(self, operator: str, hidden: Instruction) -> list[Instruction]:
        if operator in _PAINTS_PATH:
            return [Command([], Operator("n"))]  # ends the path, which may be clipping what follows
        if operator in _PAINTS:
            return []
        if operator not in ("Tj", "TJ", "'", '"'):
            return [hidden]
        if self._text_mode >= _FIRST_CLIPPING_TEXT_MODE:
            raise UnfitError(f"Page {self.drawing.page} has a hidden layer that cuts out what is shown.")
        if operator == '"' and len(hidden.operands) == 3:
            spacing = [Command([hidden.operands[0]], Operator("Tw")), Command([hidden.operands[1]], Operator("Tc"))]
            return [*spacing, Command([], Operator("T*"))]
        return [Command([], Operator("T*"))] if operator == "'" else []


def _empty_form(pdf: Pdf) -> Stream:
    return pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 0, 0])


def _settle_annotation_marks(page: Object, number: int, layers: _Layers) -> None:
    for annotation in annotations(page):
        if Name.OC not in annotation:
            continue
        flags = int(annotation.get(Name.F, 0))
        if not layers.shown(annotation.OC, number) and not flags & _HIDDEN:
            # pdfium draws annotations whatever their layer.
            if annotation.get(Name.Subtype) not in (Name.Link, Name.Popup):
                raise UnfitError(_HIDDEN_WITHIN.format(number, "an annotation"))
            annotation.F = flags | _HIDDEN  # settle_annotations removes it
        del annotation.OC


def _drop_marks_of_objects(pdf: Pdf, layers: _Layers) -> None:
    """Only images and forms that are drawn by their names are hidden by every reader."""
    for drawing in drawings(pdf):
        for _, stream in entries(drawing.resources, Name.XObject):
            if isinstance(stream, Stream) and Name.OC in stream:
                del stream.OC
        if drawing.kind != "page" and Name.OC in drawing.holder:
            if not layers.shown(drawing.holder.OC, drawing.page):
                raise UnfitError(_HIDDEN_WITHIN.format(drawing.page, _KINDS[drawing.kind]))
            del drawing.holder.OC
