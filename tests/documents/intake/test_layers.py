from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from documents.intake.consistent_display import settle
from documents.intake.layers import settle_layers
from safeclose.child_processes.confined import UnfitError
from tests.documents.intake.showing import (
    READERS,
    annotation,
    assert_same_everywhere,
    form,
    look_alike,
    page_pdf,
    saved,
    settled,
    shown,
    with_annotations,
)

ON, OFF = Name.ON, Name.OFF
DIFFERS = "Page 1 has the layer “Draft”, which is not shown alike on screen, on paper and by every reader."
UNCLEAR = "Page 1 has content in layers in a way that readers understand differently."
DEPENDS = "Page 1 has the layer “Draft”, which depends on the zoom, the language or the reader."

BACKGROUND = b"0.9 g 0 0 60 60 re f 0 0 1 rg "
MARKED = BACKGROUND + b"/OC /Draft BDC 10 10 20 20 re f EMC 40 40 10 10 re f"
GREEN = b"0 1 0 rg 0 0 10 10 re f"


class Layered:
    """A page, and the layers Draft and Final."""

    def __init__(self, content: bytes = MARKED, draft: str = "OFF", **entries: Any) -> None:
        self.pdf = page_pdf(content)
        self.page = self.pdf.pages[0].obj
        self.draft, self.final = (self.group(name) for name in ("Draft", "Final"))
        configuration = Dictionary(ON=[self.final], OFF=[])
        configuration["/" + draft].append(self.draft)
        self.pdf.Root.OCProperties = Dictionary(OCGs=[self.draft, self.final], D=configuration)
        self.page.Resources = Dictionary(
            Properties=Dictionary(Draft=self.draft, Final=self.final), XObject=Dictionary(), **entries
        )

    @property
    def default(self) -> Object:
        return self.pdf.Root.OCProperties.D

    def group(self, name: str, **entries: Any) -> Object:
        return self.pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(name), **entries))

    def membership(self, **entries: Any) -> None:
        self.page.Resources.Properties.Draft = Dictionary(Type=Name.OCMD, **entries)

    def draw(self, drawn: Object) -> None:
        self.page.Resources.XObject.Drawn = drawn

    def bytes(self) -> bytes:
        return saved(self.pdf)


def image(pdf: Pdf, **entries: Any) -> Object:
    return pdf.make_stream(
        b"\x00\xff\x00",
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=1,
        Height=1,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceRGB,
        **entries,
    )


def objects(content: bytes) -> bytes:
    with pikepdf.open(BytesIO(content)) as pdf:
        out = BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False, qdf=True)
        return out.getvalue()


def hidden(content: bytes) -> bytes:
    return BACKGROUND + b"/OC /Draft BDC " + content + b" EMC 40 40 10 10 re f"


STATES = [b"1 0 0 rg", b"0.5 0 0 0.5 0 0 cm", b"0 0 45 45 re W n", b"0 0 45 45 re W* f", b"/T 10 Tf 20 TL", b"5 w"]
HIDDEN = {
    "fill": b"10 10 20 20 re f*",
    "stroke": b"10 10 m 30 30 l S",
    "closed and stroked": b"10 10 m 30 30 l 5 5 l b*",
    "path that clips as well": b"0 0 45 45 re W f",
    "image": b"q 20 0 0 20 5 5 cm BI /W 1 /H 1 /BPC 8 /CS /RGB ID \x00\xff\x00 EI Q",
    "nested in a layer that is shown": b"/OC /Final BDC 10 10 20 20 re f EMC 10 10 20 20 re f",
    "tagged": b"/P <</MCID 3>> BDC 10 10 20 20 re f EMC",
    "shading": b"/S sh",
    "drawing": b"q 2 0 0 2 5 5 cm /Drawn Do Q",
    "text": b"BT /F 20 Tf 5 5 Td (A) Tj (A) ' 1 2 (A) \" [(A)] TJ ET",
    "state": b" ".join(STATES),
    "two of one": b"10 10 5 5 re f EMC /OC /Draft BDC 10 10 20 20 re f",
    "unbalanced": b"q 1 0 0 rg 3 3 9 9 re f EMC 0 0 7 7 re f Q /OC /Draft BDC",
}


def made_hidden(name: str) -> Layered:
    layered = Layered(hidden(HIDDEN[name]))
    layered.draw(form(layered.pdf, GREEN))
    shading = Dictionary(
        ShadingType=2,
        ColorSpace=Name.DeviceRGB,
        Coords=[0, 0, 60, 60],
        Function=Dictionary(FunctionType=2, N=1, Domain=[0, 1], C0=[1, 0, 0], C1=[0, 1, 0]),
    )
    layered.page.Resources.Shading = Dictionary(S=shading)
    # A font that needs no font: a square.
    glyph = layered.pdf.make_stream(b"10 0 0 0 10 10 d1 0 0 10 10 re f")
    layered.page.Resources.Font = Dictionary(
        F=Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=[0, 0, 10, 10],
            FontMatrix=[0.1, 0, 0, 0.1, 0, 0],
            CharProcs=Dictionary(A=glyph),
            Encoding=Dictionary(Type=Name.Encoding, Differences=[65, Name.A]),
            FirstChar=65,
            LastChar=65,
            Widths=[10],
            Resources=Dictionary(),
        )
    )
    return layered


@pytest.mark.parametrize("name", HIDDEN)
def test_a_hidden_layer_is_not_drawn_and_what_follows_is_as_before(name: str) -> None:
    before = made_hidden(name).bytes()
    after, left_out = settled(before)
    assert left_out == ["layers"]
    for reader in READERS:
        assert_same_everywhere(after, like=shown(before, reader))
    rewritten = objects(after)
    assert [each for each in (b"/OC", b"/OCG", b"BDC /OC") if each in rewritten] == []


@pytest.mark.parametrize("name", HIDDEN)
def test_a_layer_that_is_shown_is_drawn_as_before(name: str) -> None:
    layered = made_hidden(name)
    layered.default.OFF = Array([])
    before = layered.bytes()
    after, left_out = settled(before)
    assert left_out == ["layers"]
    for reader in READERS:
        assert_same_everywhere(after, like=shown(before, reader))
    assert b"/OC" not in objects(after)


def test_the_examples_of_layers_can_be_seen() -> None:
    visible = [name for name in HIDDEN if name != "state"]
    for name in visible:
        layered = made_hidden(name)
        off = shown(layered.bytes(), READERS[0])
        layered.default.OFF = Array([])
        assert off.tobytes() != shown(layered.bytes(), READERS[0]).tobytes(), name


@pytest.mark.parametrize("draft", ["ON", "OFF"])
@pytest.mark.parametrize("make", [form, image])
def test_a_form_or_an_image_in_a_layer_is_drawn_when_the_layer_is_shown(draft: str, make: Callable[..., Any]) -> None:
    size = b"20 0 0 20" if make is image else b"2 0 0 2"
    layered = Layered(BACKGROUND + b"q " + size + b" 5 5 cm /Drawn Do Q", draft)
    layered.draw(image(layered.pdf, OC=layered.draft) if make is image else form(layered.pdf, GREEN, OC=layered.draft))
    before = layered.bytes()
    after, left_out = settled(before)
    assert left_out == ["layers"]
    assert (shown(after, READERS[0]).getpixel((10, 50)) == (0, 255, 0)) is (draft == "ON")
    assert_same_everywhere(after, like=shown(before, READERS[0]))
    assert b"/OC" not in objects(after)


@pytest.mark.parametrize("draft", ["ON", "OFF"])
def test_layers_within_forms_within_forms_are_settled(draft: str) -> None:
    layered = Layered(BACKGROUND + b"q 2 0 0 2 5 5 cm /Drawn Do Q", draft)
    content = b"/OC /L BDC 0 1 0 rg 0 0 10 10 re f EMC 0 0 3 3 re f"
    inner = form(layered.pdf, content, Resources=Dictionary(Properties=Dictionary(L=layered.draft)))
    layered.draw(form(layered.pdf, b"/I Do", Resources=Dictionary(XObject=Dictionary(I=inner))))
    before = layered.bytes()
    after, _ = settled(before)
    assert (shown(after, READERS[0]).getpixel((20, 40)) == (0, 255, 0)) is (draft == "ON")
    assert_same_everywhere(after, like=shown(before, READERS[0]))
    assert b"/OC" not in objects(after)


def test_an_annotation_in_a_layer_that_is_shown_becomes_part_of_the_page() -> None:
    layered = Layered(draft="ON")
    before = saved(with_annotations(layered.pdf, annotation(layered.pdf, OC=layered.draft)))
    after, left_out = settled(before)
    assert left_out == ["layers"]
    assert shown(after, READERS[0]).getpixel((35, 25)) == (255, 0, 0)
    assert_same_everywhere(after, like=shown(before, READERS[0]))


@pytest.mark.parametrize("subtype", ["Link", "Popup"])
def test_a_link_in_a_hidden_layer_is_removed(subtype: str) -> None:
    layered = Layered()
    with_annotations(layered.pdf, annotation(layered.pdf, subtype, drawn=False, OC=layered.draft))
    assert settle(layered.pdf) == ["layers"]
    assert Name.Annots not in layered.page


def test_pages_that_share_content_keep_their_own_layers() -> None:
    layered = Layered(draft="OFF")
    pdf = layered.pdf
    second = pdf.add_blank_page(page_size=(60, 60)).obj
    second.Contents = layered.page.Contents
    second.Resources = Dictionary(Properties=Dictionary(Draft=layered.final))
    before = layered.bytes()
    after, _ = settled(before)
    for page in (1, 2):
        assert_same_everywhere(after, like=shown(before, READERS[0], page), page=page)
    assert shown(after, READERS[0], 1).getpixel((20, 40)) != shown(after, READERS[0], 2).getpixel((20, 40))


def test_layers_that_nothing_belongs_to_are_dropped_whatever_their_state() -> None:
    layered = Layered(b"0 0 1 rg 0 0 9 9 re f")
    layered.draft.Usage = Dictionary(Print=Dictionary(PrintState=ON), Zoom=Dictionary(max=2))
    layered.page.Resources = Dictionary()
    layered.pdf.Root.PageMode = Name.UseOC
    assert settle(layered.pdf) == ["layers"]
    assert layered.pdf.Root.keys() & {"/OCProperties", "/PageMode"} == set()


def test_a_document_without_layers_is_not_touched() -> None:
    pdf = page_pdf()
    contents = pdf.pages[0].obj.Contents
    assert settle_layers(pdf) == []
    assert pdf.pages[0].obj.Contents.objgen == contents.objgen


Change = Callable[[Layered], object]


def event_for(layered: Layered, **entries: Any) -> None:
    layered.default.AS = Array([Dictionary(Event=Name.Print, OCGs=[layered.draft], **entries)])


AGREED: dict[str, tuple[Change, bool]] = {
    "off": (lambda layered: None, False),
    "base state": (
        lambda layered: (
            layered.default.__setitem__("/BaseState", OFF),
            layered.default.__setitem__("/OFF", Array([])),
        ),
        False,
    ),
    "base state, but on": (
        lambda layered: (
            layered.default.__setitem__("/BaseState", OFF),
            layered.default.__setitem__("/OFF", Array([])),
            layered.default.__setitem__("/ON", Array([layered.draft])),
        ),
        True,
    ),
    "usage that agrees": (
        lambda layered: layered.draft.__setitem__(
            "/Usage",
            Dictionary(
                View=Dictionary(ViewState=OFF),
                Print=Dictionary(PrintState=OFF, Subtype=Name.Watermark),
                Export=Dictionary(ExportState=OFF),
                CreatorInfo=Dictionary(Creator=String("x")),
                PageElement=Dictionary(Subtype=Name.BG),
            ),
        ),
        False,
    ),
    "event that agrees": (lambda layered: event_for(layered, Category=[Name.Print]), False),
    "not listed": (
        lambda layered: (
            layered.pdf.Root.OCProperties.__setitem__("/OCGs", Array([layered.final])),
            layered.default.__setitem__("/OFF", Array([])),
        ),
        True,
    ),
    "no properties": (lambda layered: layered.pdf.Root.__delitem__("/OCProperties"), True),
    "membership": (lambda layered: layered.membership(OCGs=layered.draft), False),
    "any": (lambda layered: layered.membership(OCGs=[layered.draft, layered.final]), True),
    "all": (lambda layered: layered.membership(OCGs=[layered.draft, layered.final], P=Name.AllOn), False),
    "any off": (lambda layered: layered.membership(OCGs=[layered.draft, layered.final], P=Name.AnyOff), True),
    "all off": (lambda layered: layered.membership(OCGs=[layered.draft, layered.final], P=Name.AllOff), False),
    "not": (lambda layered: layered.membership(VE=[Name.Not, layered.draft]), True),
    "and": (lambda layered: layered.membership(VE=[Name.And, layered.draft, layered.final]), False),
    "or": (lambda layered: layered.membership(VE=[Name.Or, layered.draft, [Name.Not, layered.final]]), False),
    "written in the content": (
        lambda layered: layered.page.Contents.write(MARKED.replace(b"/Draft", b"<</Type /OCMD>>")),
        True,
    ),
    "a name that stands for nothing": (
        lambda layered: layered.page.Contents.write(MARKED.replace(b"/Draft", b"/Other")),
        True,
    ),
}


@pytest.mark.parametrize("name", AGREED)
def test_what_the_default_configuration_shows_is_kept(name: str) -> None:
    change, visible = AGREED[name]
    layered = Layered()
    change(layered)
    before = layered.bytes()
    assert_same_everywhere(before)
    after, left_out = settled(before)
    assert left_out == ["layers"]
    assert (shown(after, READERS[0]).getpixel((20, 40)) == (0, 0, 255)) is visible
    assert_same_everywhere(after, like=shown(before, READERS[0]))
    assert b"/OC" not in objects(after).replace(b"/OC <<", b"")


def usage(**entries: Any) -> Change:
    return lambda layered: layered.draft.__setitem__("/Usage", Dictionary(**entries))


def in_content(content: bytes) -> Change:
    return lambda layered: layered.page.Contents.write(content)


def deep(layered: Layered) -> None:
    expression: Object = layered.draft
    for _ in range(60):
        expression = Array([Name.Not, expression])
    layered.membership(VE=expression)


def endless(layered: Layered) -> None:
    expression = layered.pdf.make_indirect(Array([Name.And]))
    expression.extend([expression, expression])
    layered.membership(VE=expression)


def in_pattern(layered: Layered) -> None:
    pattern = layered.pdf.make_stream(
        b"/OC /L BDC 0 0 5 5 re f EMC",
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=[0, 0, 9, 9],
        XStep=9,
        YStep=9,
        Resources=Dictionary(Properties=Dictionary(L=layered.draft)),
    )
    layered.page.Resources.Pattern = Dictionary(P=pattern)


def in_appearance(layered: Layered) -> None:
    with_annotations(layered.pdf, annotation(layered.pdf, drawn=form(layered.pdf, OC=layered.draft)))


REFUSED: dict[str, tuple[Change, str]] = {
    "shown on paper": (usage(Print=Dictionary(PrintState=ON)), DIFFERS),
    "shown on screen": (usage(View=Dictionary(ViewState=ON)), DIFFERS),
    "shown in exports": (usage(Export=Dictionary(ExportState=ON)), DIFFERS),
    "zoom": (usage(Zoom=Dictionary(max=2)), DEPENDS),
    "language": (usage(Language=Dictionary(Lang=String("en"))), DEPENDS),
    "user": (usage(User=Dictionary(Type=Name.Org)), DEPENDS),
    "event for the zoom": (lambda layered: event_for(layered, Category=[Name.Zoom]), DEPENDS),
    "event with a state": (lambda layered: event_for(layered, Print=Dictionary(PrintState=ON)), DIFFERS),
    "on and off": (lambda layered: layered.default.ON.append(layered.draft), DIFFERS),
    "off, and not listed": (
        lambda layered: layered.pdf.Root.OCProperties.__setitem__("/OCGs", Array([layered.final])),
        DIFFERS,
    ),
    "another configuration for viewing": (
        lambda layered: layered.pdf.Root.OCProperties.__setitem__("/Configs", Array([Dictionary(Intent=Name.View)])),
        DIFFERS,
    ),
    "for design": (lambda layered: layered.draft.__setitem__("/Intent", Name.Design), DIFFERS),
    "configuration for design": (lambda layered: layered.default.__setitem__("/Intent", Array([])), DIFFERS),
    "policy for one": (lambda layered: layered.membership(OCGs=layered.draft, P=Name.AllOff), UNCLEAR),
    "no groups": (lambda layered: layered.membership(OCGs=[]), UNCLEAR),
    "neither groups nor an expression": (lambda layered: layered.membership(), UNCLEAR),
    "hidden annotation": (
        lambda layered: with_annotations(layered.pdf, annotation(layered.pdf, OC=layered.draft)),
        "Page 1 has a hidden layer in an annotation.",
    ),
    "unknown policy": (lambda layered: layered.membership(OCGs=[layered.draft], P=Name.Most), UNCLEAR),
    "policy and expression differ": (
        lambda layered: layered.membership(OCGs=[layered.draft], VE=[Name.Not, layered.draft]),
        UNCLEAR,
    ),
    "unknown operator": (lambda layered: layered.membership(VE=[Name.Xor, layered.draft]), UNCLEAR),
    "deep expression": (deep, UNCLEAR),
    "endless expression": (endless, UNCLEAR),
    "membership in a membership": (
        lambda layered: layered.membership(OCGs=[Dictionary(Type=Name.OCMD, OCGs=[layered.draft])]),
        UNCLEAR,
    ),
    "unknown type": (
        lambda layered: layered.page.Resources.Properties.__setitem__("/Draft", Dictionary(OCGs=[layered.draft])),
        UNCLEAR,
    ),
    "begins within a text": (
        in_content(b"BT /OC /Draft BDC (a) Tj EMC ET"),
        "Page 1 has a hidden layer in the middle of a text.",
    ),
    "ends within a text": (
        in_content(b"/OC /Draft BDC BT (a) Tj EMC (b) Tj ET"),
        "Page 1 has a hidden layer in the middle of a text.",
    ),
    "text that cuts out": (
        in_content(b"q 7 Tr q 0 Tr Q /OC /Draft BDC BT (a) Tj ET EMC 0 0 9 9 re f Q"),
        "Page 1 has a hidden layer that cuts out what is shown.",
    ),
    "pattern": (in_pattern, "Page 1 has a hidden layer in a pattern."),
    "appearance": (in_appearance, "Page 1 has a hidden layer in an annotation."),
    "form that takes the page's layers": (
        lambda layered: layered.draw(form(layered.pdf, b"/OC /Draft BDC 0 0 9 9 re f EMC")),
        UNCLEAR,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_layer_that_is_not_shown_alike_is_refused(name: str) -> None:
    change, sentence = REFUSED[name]
    layered = Layered()
    change(layered)
    with pytest.raises(UnfitError) as refused:
        settle(layered.pdf)
    assert str(refused.value) == sentence


PIECES = [
    b"%d %d %d 12 re f" % (x, y, width) for x, y, width in ((3, 3, 12), (20, 8, 9), (30, 30, 25), (8, 40, 14))
] + [
    b"q",
    b"Q",
    b"/OC /Draft BDC",
    b"/OC /Draft BDC",
    b"/OC /Final BDC",
    b"/Span BMC",
    b"EMC",
    b"EMC",
    b"1 0 0 rg",
    b"2 5 30 40 re W n",
]
PIECES += [b"q 2 0 0 2 20 20 cm /Drawn Do Q", b"BT /F 20 Tf 5 5 Td (A) Tj ET", b"1 0 0 1 4 2 cm"]


@given(
    st.lists(st.sampled_from(PIECES), min_size=3, max_size=14),
    st.sampled_from(["ON", "OFF", "OFF", "OFF"]),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_whatever_layers_are_composed_of_looks_as_before(pieces: list[bytes], draft: str, marked_form: bool) -> None:
    layered = made_hidden("text")
    layered.default.ON, layered.default.OFF = Array([layered.final]), Array([])
    layered.default["/" + draft].append(layered.draft)
    if marked_form:
        layered.page.Resources.XObject.Drawn.OC = layered.draft
    layered.page.Contents.write(BACKGROUND + b" ".join(pieces))
    before = layered.bytes()
    after, left_out = settled(before)
    event("something hidden" if draft == "OFF" and b"/OC /Draft BDC" in pieces else "all shown")
    assert left_out == ["layers"]
    # poppler remembers a glyph that it met in a hidden layer as an empty one, so pdfium is the measure.
    for reader in ("pdfium on screen", "pdfium for print"):
        assert look_alike(shown(after, reader), shown(before, reader))
    assert_same_everywhere(after)
    assert b"/OC" not in objects(after)
