"""PDFs composed at random out of oddities: each is allowed by the format, found in the wild, or near to it."""

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from random import Random
from typing import Any

import pikepdf

from tests.documents.intake.serializer import Indirect, Name, Raw, Stream, Style, serialize

_SUBTYPES = """
Text Link FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Stamp Caret Ink Popup
FileAttachment Sound Movie Widget Screen PrinterMark TrapNet Watermark 3D Redact RichMedia Projection Unheard
"""
SUBTYPES = _SUBTYPES.split()
# Names that mean something elsewhere: whoever treats them alike everywhere makes a mistake.
_LOADED = "P Parent Length Filter DecodeParms Rect Type Kids Count StructParent StructParents F Resources"
LOADED_NAMES = _LOADED.split()
LATIN_1 = "f\udcfcnf"  # "fünf", in an encoding that is not UTF-8
ODD_NUMBERS = [Raw(each) for each in b"+.5 -.0 1. 4. 0004 00.50 -5. +7 .0000001 16777217 -0 123456.789".split()]
TEXTS = [
    b"",
    b"plain",
    b"\xfe\xff\x00\xe9\xd8\x3d\xde\x00",
    b"(nested (brackets)) \\ back",
    b"\r\n\t\0",
    bytes(range(256)),
]


@dataclass
class Page:
    """A page as it will be written, and the object that it is."""

    entries: dict[str, Any]
    node: Indirect = field(default_factory=Indirect)

    @property
    def resources(self) -> dict[str, Any]:
        found: dict[str, Any] = self.entries["Resources"]
        return found


@dataclass
class Document:
    """What oddities change: pages, catalogue, and how it is all written."""

    random: Random
    pages: list[Page]
    catalogue: dict[str, Any]
    trailer: dict[str, Any] = field(default_factory=dict)
    style: dict[str, Any] = field(default_factory=dict)
    tree: Callable[["Document"], Indirect] | None = None
    after: list[Callable[[bytes], bytes]] = field(default_factory=list)

    def chance(self, part: float = 0.5) -> bool:
        return self.random.random() < part

    def pick(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def page(self) -> Page:
        return self.random.choice(self.pages)

    def stream(self) -> Stream:
        """Some stream that a page shows."""
        page = self.page()
        found = [page.entries.get("Contents"), *page.resources.get("XObject", {}).values()]
        return self.random.choice([each for each in found if isinstance(each, Stream)] or [form()])

    def scalar(self) -> Any:
        return self.pick(
            None, True, False, 0, -1, 7, 0.5, Name("P"), Name("a b"), Name(LATIN_1), b"text", *ODD_NUMBERS, *TEXTS
        )

    def value(self, depth: int = 0) -> Any:
        """Anything that may be a value, with loops."""
        if depth > 2 or self.chance(0.5):
            return self.scalar()
        kind = self.random.randrange(7)
        if kind == 0:
            return [self.value(depth + 1) for _ in range(self.random.randrange(4))]
        if kind == 1:
            loop = Indirect({"Loop": self.value(depth + 1)})
            loop.value["Parent"] = loop.value["Other"] = loop
            return loop
        if kind == 2:
            return Stream({}, self.pick(b"", b"some data"))
        if kind == 3:
            return self.page().node
        if kind == 4:
            return Raw(b"99999 0 R")  # of an object that is not there: null
        names = self.random.sample([*LOADED_NAMES, "X", "é", "a/b", LATIN_1], 3)
        return {name: self.value(depth + 1) for name in names}


def form(content: bytes = b"0 0 1 rg 0 0 10 10 re f", **entries: Any) -> Stream:
    return Stream({"Type": Name("XObject"), "Subtype": Name("Form"), "BBox": [0, 0, 10, 10], **entries}, content)


def composed(oddities: frozenset[str] | set[str], seed: int) -> bytes:
    """A PDF with these oddities (keys of ODDITIES); the same ones for the same seed."""
    random = Random(seed)
    font = Indirect({"Type": Name("Font"), "Subtype": Name("Type1"), "BaseFont": Name("Helvetica")})
    shared = form()
    document = Document(random, [], {"Type": Name("Catalog")})
    for number in range(random.choice([1, 1, 2, 3])):
        drawn = b"0.9 g 5 5 50 50 re f q 1 0 0 1 %d 20 cm /X0 Do Q BT 0 g /F0 9 Tf 8 40 Td (Page %d) Tj ET"
        page = Page({"Type": Name("Page"), "MediaBox": [0, 0, 60, 60]})
        page.entries["Resources"] = {"Font": {"F0": font}, "XObject": {"X0": shared}}
        page.entries["Contents"] = Stream({}, drawn % (10 + 5 * number, number))
        document.pages.append(page)
    for name in sorted(oddities):
        ODDITIES[name](document)
    for page in document.pages:
        page.node.value = page.entries
    document.catalogue["Pages"] = (document.tree or _flat)(document)
    style = Style(**{**document.style, "extra": document.trailer})
    content = serialize(Indirect(document.catalogue), style, random)
    for change in document.after:
        content = change(content)
    return content


def _flat(document: Document) -> Indirect:
    tree = Indirect({"Type": Name("Pages"), "Count": len(document.pages)})
    tree.value["Kids"] = [page.node for page in document.pages]
    for page in document.pages:
        page.entries["Parent"] = tree
    return tree


ODDITIES: dict[str, Callable[[Document], None]] = {}


def oddity(make: Callable[[Document], None]) -> Callable[[Document], None]:
    ODDITIES[make.__name__] = make
    return make


# Spelling


@oddity
def scattered_values(document: Document) -> None:
    document.style["scattered"] = document.pick(0.1, 0.5, 1 - 1 / 64)


@oddity
def odd_spelling(document: Document) -> None:
    document.style |= {"respelled": document.pick(0.1, 0.7), "spaced": document.pick(0, 0.1, 0.7)}


@oddity
def object_streams(document: Document) -> None:
    document.style["table"] = document.pick("streams", "hybrid")


@oddity
def odd_numbering(document: Document) -> None:
    document.style |= {"generations": document.pick(0, 0.3), "gaps": 0.3}


@oddity
def odd_version(document: Document) -> None:
    document.style["version"] = document.pick("1.0", "1.3", "2.0", "1.9")
    document.catalogue["Version"] = document.pick(Name("1.4"), Name("2.0"), Name("x"), 1.7, None, b"1.7")
    document.catalogue["Extensions"] = document.value()


@oddity
def odd_trailer(document: Document) -> None:
    document.trailer |= {"Info": document.value(), "ID": document.value(), "Odd": document.value()}
    if document.chance():
        document.trailer["Info"] = Indirect({"Title": document.scalar(), "Trapped": document.scalar(), "X": b"1"})


@oddity
def damage(document: Document) -> None:
    places = [
        (document.random.random(), bytes([document.random.randrange(256)])) for _ in range(document.pick(1, 2, 9))
    ]

    def damaged(content: bytes) -> bytes:
        changed = bytearray(content)
        for part, byte in places:
            at = int(part * len(changed))
            changed[at : at + 1] = byte
        return bytes(changed)

    document.after.append(damaged)


@oddity
def update_appended(document: Document) -> None:
    """A later section with one more object, as an incremental update adds it."""

    def updated(content: bytes) -> bytes:
        root, before = re.search(rb"/Root\s+(\d+) 0 R", content), re.search(rb"startxref\s+(\d+)", content)
        if not root or not before:
            return content
        body = b"4000 0 obj\n(new)\nendobj\n"
        table = b"xref\n4000 1\n%010d 00000 n \n" % len(content)
        tail = b"trailer\n<< /Root %s 0 R /Size 4001 /Prev %s >>\nstartxref\n%d\n%%%%EOF\n"
        return content + body + table + tail % (root[1], before[1], len(content) + len(body))

    document.after.append(updated)


@oddity
def qpdf_wrote_it(document: Document) -> None:
    mode = document.pick(*pikepdf.ObjectStreamMode.__members__.values())
    linearize, level = document.chance(), document.pick(*pikepdf.StreamDecodeLevel.__members__.values())

    def rewritten(content: bytes) -> bytes:
        out = BytesIO()
        try:
            with pikepdf.open(BytesIO(content)) as pdf:
                pdf.save(out, object_stream_mode=mode, linearize=linearize, stream_decode_level=level)
        except (pikepdf.PikepdfError, RuntimeError, ValueError):
            return content
        return out.getvalue()

    document.after.append(rewritten)


# The page tree


@oddity
def nested_tree(document: Document) -> None:
    heritage = {
        "MediaBox": lambda: document.pick([0, 0, 60, 60], [60, 60, 0, 0], [0, 0, 70.5, 60]),
        "CropBox": lambda: document.pick([10, 10, 50, 50], [0, 0, 60, 60], None),
        "Rotate": lambda: document.pick(0, 90, 180, -90, 450, None),
        "Resources": lambda: dict(document.pages[0].resources),
    }

    def tree(document: Document) -> Indirect:
        nodes = [page.node for page in document.pages]
        for _ in range(document.pick(1, 2, 5)):
            at = document.random.randrange(len(nodes))
            inner = nodes[at : at + document.pick(1, 2, 3)]
            above = Indirect({"Type": Name("Pages"), "Kids": list(inner), "Count": _leaves(inner)})
            for each in inner:
                each.value["Parent"] = above
            for name in document.random.sample(sorted(heritage), document.pick(0, 1, 3)):
                above.value[name] = heritage[name]()
            nodes[at : at + len(inner)] = [above]
        root = Indirect({"Type": Name("Pages"), "Kids": nodes, "Count": _leaves(nodes)})
        for each in nodes:
            each.value["Parent"] = root
        for name in ("MediaBox", "Resources"):
            root.value[name] = heritage[name]()
        return root

    document.tree = tree
    for page in document.pages:
        for name in ("MediaBox", "Resources"):
            if document.chance(0.3):
                page.entries = _Without(page.entries, name)


class _Without(dict):
    """Entries of a page that are written without one, which other oddities still may look at."""

    def __init__(self, entries: dict[str, Any], name: str) -> None:
        super().__init__(entries)
        self.hidden = {*getattr(entries, "hidden", ()), name}

    def items(self) -> Any:
        return [(key, value) for key, value in super().items() if key not in self.hidden]


def _leaves(nodes: list[Indirect]) -> int:
    return sum(each.value.get("Count", 1) for each in nodes)


@oddity
def wrong_counts(document: Document) -> None:
    make = document.tree or _flat

    def tree(document: Document) -> Indirect:
        root = make(document)
        nodes = [root]
        for node in nodes:
            node.value["Count"] = document.pick(0, -1, 99, 1.0, b"3", None, Name("x"), [], len(document.pages))
            nodes += [each for each in node.value["Kids"] if isinstance(each, Indirect) and "Kids" in each.value]
        return root

    document.tree = tree


@oddity
def odd_kids(document: Document) -> None:
    make, change = document.tree or _flat, document.random.randrange(8)

    def tree(document: Document) -> Indirect:
        root = make(document)
        kids = root.value["Kids"]
        if change == 0:
            kids.append(kids[0])  # listed twice
        elif change == 1:
            kids.insert(0, None)
        elif change == 2:
            kids[0] = kids[0].value  # written in its place
        elif change == 3:
            kids.append(Raw(b"99999 0 R"))
        elif change == 4:
            kids.append(Indirect({"Type": Name("Pages"), "Kids": [], "Count": 0, "Parent": root}))
        elif change == 5:
            kids[0].value["Type"] = document.pick(None, Name("Pages"), Name("Template"), 7)
        elif change == 6:
            kids[0].value["Parent"] = document.pick(None, root, kids[-1], 7)
        else:
            root.value["Parent"] = document.pick(root, None, Indirect({"Rotate": 90}))
        return root

    document.tree = tree


@oddity
def odd_boxes(document: Document) -> None:
    page = document.page()
    sides = [0, 0, 60, 60]
    odd = [sides[::-1], [0, 60, 60, 0], [Raw(b"+.0"), Raw(b"-.5"), Raw(b"60."), 61.25], [0, 0, 60], [*sides, 5]]
    odd += [[0, 0, 0, 0], [100, 100, 200, 200], [30, 30, 90, 90], [b"0", 0, 60, 60], None, 7, [], [-5, -5, 65, 65]]
    odd += [[0, 0, Raw(b"60.00000001"), 60], [0, 0, Raw(b"99999999999999999999"), 60], [0, 0, 0.1 + 59.9, 1e3 / 3]]
    for name in document.random.sample(["MediaBox", "CropBox", "ArtBox", "BleedBox", "TrimBox"], 2):
        page.entries[name] = document.pick(*odd)


@oddity
def odd_page(document: Document) -> None:
    page = document.page().entries
    page["Rotate"] = document.pick(90, -90, 450, 90.0, 45, Raw(b"+90"), Raw(b"90."), b"90", None, [], 0.5, -720)
    page["UserUnit"] = document.pick(1, 2, 0.5, 1.0, -1, 0, None, b"2", Raw(b"1."), [])
    for name in document.random.sample(
        ["Group", "Tabs", "PieceInfo", "Metadata", "B", "Thumb", "Dur", "Trans", "VP"], 3
    ):
        page[name] = document.value()
    page["StructParents"] = document.pick(0, -1, b"x", None, 99999999, 1.5)
    page["LastModified"] = document.pick(b"D:2020", 7, None)
    if document.chance(0.1):
        page["AA"] = document.value()


# Streams


@oddity
def empty_streams(document: Document) -> None:
    for _ in range(document.pick(1, 3)):
        empty = Stream({"Filter": document.pick(Name("FlateDecode"), [Name("FlateDecode")], [], None)}, b"")
        if document.chance():
            empty.entries["DecodeParms"] = document.pick({}, None, [], [None], [{}], {"Predictor": 1})
        if document.chance():
            page = document.page()
            drawn = page.entries.get("Contents")
            page.entries["Contents"] = [empty, drawn, empty] if isinstance(drawn, Stream) else empty
        else:
            empty.entries |= form().entries
            document.page().resources["XObject"] = {"X0": empty, "E0": empty}


@oddity
def filtered_streams(document: Document) -> None:
    for _ in range(document.pick(1, 2, 4)):
        stream = document.stream()
        if "Filter" in stream.entries:
            continue
        names, parameters = [], []
        for _ in range(document.pick(1, 1, 2, 3)):
            name, encode = document.pick(*_ENCODERS)
            stream.data = encode(stream.data)
            names.insert(0, name)
            parameters.insert(0, _parameters(document, name))
        entry: Any = names if len(names) > 1 or document.chance() else names[0]
        stream.entries["Filter"] = entry
        given: Any = parameters if isinstance(entry, list) else parameters[0]
        if isinstance(given, list) and document.chance(0.3):
            given = document.pick(given[:-1], [*given, None], given[0] if len(given) == 1 else given)
        if document.chance(0.7):
            stream.entries["DecodeParms"] = given


def _parameters(document: Document, name: str) -> Any:
    if name == "Crypt":
        return document.pick(
            None, {"Name": Name("Identity")}, {"Type": Name("CryptFilterDecodeParms"), "Name": Name("Identity")}, {}
        )
    return document.pick(None, None, {}, {"Predictor": 1}, {"Odd": [None, b"x"]}, {"Columns": 1, "Predictor": 1})


_ENCODERS: list[tuple[Name, Callable[[bytes], bytes]]] = [
    (Name("FlateDecode"), zlib.compress),
    (Name("Fl"), zlib.compress),
    (Name("ASCIIHexDecode"), lambda data: data.hex().encode() + b">"),
    (Name("AHx"), lambda data: b" ".join(b"%02X" % byte for byte in data) + b">"),
    (Name("RunLengthDecode"), lambda data: b"".join(b"\0%c" % byte for byte in data) + b"\x80"),
    (Name("Crypt"), bytes),
]


@oddity
def odd_filters(document: Document) -> None:
    stream = document.stream()
    stream.entries["Filter"] = document.pick([], None, [None], Name("Unheard"), b"FlateDecode", [Name("JPXDecode")], 7)
    stream.entries["DecodeParms"] = document.value()
    for name in document.random.sample(["F", "FFilter", "FDecodeParms", "DL", "DP", "Ref", "Length1"], 2):
        stream.entries[name] = document.pick(None, None, document.value())


@oddity
def odd_contents(document: Document) -> None:
    entries = document.page().entries
    drawn = entries.get("Contents")
    shared = Indirect(drawn)
    entries["Contents"] = document.pick(
        None,
        [],
        [drawn, drawn],
        [shared, Stream({}, b""), shared],
        [None, drawn],
        Indirect([drawn]),
        [[drawn]],
        {},
        7,
        b"0 g",
        Raw(b"99999 0 R"),
        [Stream({}, b"q "), Stream({}, b"0 0 9 9 re f"), Stream({}, b" Q")],
        document.page().node,
    )


# Resources


@oddity
def loaded_names(document: Document) -> None:
    for page in document.pages:
        for name in document.random.sample([*LOADED_NAMES, LATIN_1, "é"], 3):
            kind = document.pick("XObject", "ExtGState", "ColorSpace", "Properties", "Font", "Pattern")
            made = {
                "XObject": form(b"1 0 0 rg 0 0 20 20 re f"),
                "ExtGState": {"CA": 0.5, "Type": Name("ExtGState"), "P": 7, "Parent": 8},
                "ColorSpace": [Name("Indexed"), Name("DeviceRGB"), 1, b"\0\1\2\xff\xfe)"],
                "Properties": {"MCID": 0, "P": b"shown", "Rect": [0, 0, 1, 1]},
                "Font": {"Type": Name("Font"), "Subtype": Name("Type1"), "BaseFont": Name("Courier")},
                "Pattern": document.value(),
            }[kind]
            page.resources[kind] = {**page.resources.get(kind, {}), name: made}
        contents = page.entries.get("Contents")
        if isinstance(contents, Stream) and "Filter" not in contents.entries:
            contents.data += b"".join(
                b" /%s Do" % each.encode(errors="surrogateescape") for each in page.resources.get("XObject", {})
            )


@oddity
def type3_font(document: Document) -> None:
    glyph = document.pick("P", "Parent", "Length", "StructParent")
    procedures = {glyph: Stream({}, b"9 0 d0 0 0 8 8 re f"), "b": Stream({}, document.pick(b"", b"5 0 d0"))}
    font: dict[str, Any] = {
        "Type": Name("Font"),
        "Subtype": Name("Type3"),
        "FontBBox": [0, 0, 10, 10],
        "FontMatrix": [0.1, 0, 0, 0.1, 0, 0],
        "FirstChar": 97,
        "LastChar": 98,
        "Widths": [10, 10],
        "CharProcs": procedures,
        "Encoding": {"Type": Name("Encoding"), "Differences": [97, Name(glyph), Name("b")]},
    }
    own, page = Indirect(font), document.page()
    font["Resources"] = document.pick({}, None, {"Font": {"P": own}})
    page.resources["Font"] = {"F0": own}


@oddity
def resources_within_resources(document: Document) -> None:
    inner, outer = form(), form(b"/X1 Do /X2 Do")
    outer.entries["Resources"] = {"XObject": {"X1": inner, "X2": document.pick(inner, inner, inner, outer)}}
    outer.entries |= {"Group": {"S": Name("Transparency")}, "PieceInfo": document.value(), "Parent": document.value()}
    outer.entries |= {"Matrix": [1, 0, 0, Raw(b"+1."), 0, Raw(b"-.0")], "StructParent": document.scalar()}
    document.page().resources["XObject"] = {"X0": outer}
    if document.chance():
        shared = Indirect(dict(document.pages[0].resources))
        for page in document.pages:
            page.entries["Resources"] = _Shared(shared)


class _Shared(dict):
    def __init__(self, shared: Indirect) -> None:
        super().__init__(shared.value)


@oddity
def odd_resources(document: Document) -> None:
    page = document.page()
    kind = document.pick(
        "Font", "XObject", "ExtGState", "ColorSpace", "Shading", "Properties", "Pattern", "ProcSet", "X"
    )
    if kind in ("Font", "XObject") and document.chance():
        page.resources[kind] = {**page.resources[kind], "Odd": document.value()}
    else:
        page.resources[kind] = document.value()
    if document.chance(0.1):
        page.entries["Resources"] = {}


@oddity
def pictures(document: Document) -> None:
    mask = Stream(_picture(ColorSpace=Name("DeviceGray")), b"\x80" * 4)
    picture = Stream(_picture(SMask=document.pick(mask, None)), b"\xff\0\0" * 4)
    if document.chance(0.3):
        alternate = {"Image": mask, "DefaultForPrinting": document.pick(True, False, None)}
        picture.entries["Alternates"] = document.pick([alternate], [], None)
    if document.chance(0.3):
        table = document.pick(b"\0\0\0\xff\0\0", Stream({}, b"\0\0\0\xff\0\0"))
        picture = Stream(_picture(ColorSpace=[Name("Indexed"), Name("DeviceRGB"), 1, table]), b"\0\1\1\0")
    picture.entries |= {"Intent": document.scalar(), "Interpolate": document.pick(True, None), "Name": Name("P")}
    document.page().resources["XObject"] = {"X0": picture}


def _picture(**entries: Any) -> dict[str, Any]:
    given = {"Type": Name("XObject"), "Subtype": Name("Image"), "Width": 2, "Height": 2, "BitsPerComponent": 8}
    return {**given, "ColorSpace": Name("DeviceRGB"), **entries}


@oddity
def layers(document: Document) -> None:
    group = Indirect({"Type": Name("OCG"), "Name": b"Layer", "Intent": document.pick(Name("View"), [], None)})
    order = document.pick({}, {"OFF": [group]}, {"BaseState": Name("OFF"), "ON": [group]}, {"AS": [], "Order": [group]})
    document.catalogue["OCProperties"] = document.pick({"OCGs": [group], "D": order}, {"OCGs": [], "D": {}}, {}, None)
    page = document.page()
    page.resources["Properties"] = {"MC0": group}
    contents = page.entries.get("Contents")
    if isinstance(contents, Stream) and "Filter" not in contents.entries:
        contents.data = b"/OC /MC0 BDC 1 0 0 rg 0 0 9 9 re f EMC " + contents.data


# Annotations


@oddity
def links(document: Document) -> None:
    for page in document.pages:
        target = document.pick(
            [page.node, Name("Fit")], b"a destination", Name("named"), [0, Name("XYZ"), None, None, 0]
        )
        action = document.pick({"S": Name("GoTo"), "D": target}, {"S": Name("URI"), "URI": b"https://example.com/"})
        entries = {"A": Indirect(action)} if document.chance() else {"Dest": target}
        entries |= {"Border": document.pick([0, 0, 0], [0, 0, 1], [0, 0, 1, [3]]), "F": document.pick(0, 4, 28)}
        page.entries["Annots"] = [_annotation(document, "Link", AP=None, **entries)]


@oddity
def annotations(document: Document) -> None:
    _annotate(document, lambda: _annotation(document, document.pick(*SUBTYPES)))


@oddity
def drawn_annotations(document: Document) -> None:
    kinds = document.pick("Stamp", "Square", "FreeText", "Highlight", "Ink", "Line")
    _annotate(document, lambda: _annotation(document, kinds, AP={"N": form()}, F=4))


def _annotate(document: Document, make: Callable[[], Any]) -> None:
    made: list[Any] = []
    for page in document.pages:
        mine = [make() for _ in range(document.pick(1, 2, 3))]
        if document.chance(0.2):
            mine += document.pick([None], [7], [Raw(b"99999 0 R")], [{}], made[:1], [page.node])
        for each in mine:
            if isinstance(each, Indirect) and isinstance(each.value, dict) and "Subtype" in each.value and made:
                for key in ("Parent", "Popup", "IRT", "P"):
                    if document.chance(0.3):
                        each.value[key] = document.pick(made[0], each, page.node, None)
        page.entries["Annots"] = document.pick(mine, mine, Indirect(mine), [])
        made += mine


def _annotation(document: Document, subtype: str, **entries: Any) -> Indirect:
    made: dict[str, Any] = {"Subtype": Name(subtype), "Rect": [10, 10, 30, Raw(b"+30.")]}
    made["F"] = document.pick(0, 4, 4, 4, *(1 << bit for bit in range(10)), document.random.randrange(1024))
    if document.chance(0.7):
        made["Type"] = Name("Annot")
    states = {"Off": form(b"0 1 0 rg 0 0 5 5 re f"), "On": form(), "P": form()}
    normal = document.pick(form(), Stream(form().entries, b""), states, None, {}, 7)
    if document.chance(0.7):
        made["AP"] = document.pick({"N": normal}, {"N": normal}, {"N": normal, "D": form()}, {"R": form()}, {}, None)
        made["AS"] = document.pick(Name("Off"), Name("On"), Name("P"), None, 7)
    for name in document.random.sample(sorted(_ANNOTATION_ENTRIES), document.pick(0, 2, 5)):
        made[name] = document.pick(*_ANNOTATION_ENTRIES[name], document.scalar())
    return Indirect({**made, **entries})


_ANNOTATION_ENTRIES: dict[str, list[Any]] = {
    "Contents": [b"What it says", b""],
    "C": [[1, 0, 0], []],
    "Border": [[0, 0, 1], [0, 0, 0], []],
    "NM": [b"id"],
    "BS": [{"W": 2}, {}],
    "BE": [{"S": Name("C")}],
    "QuadPoints": [[10, 30, 30, 30, 10, 10, 30, 10], []],
    "M": [b"D:2020"],
    "DA": [b"/F0 9 Tf"],
    "L": [[10, 10, 20, 20]],
    "InkList": [[[10, 10, 20, 20]], []],
    "Name": [Name("Note")],
    "Vertices": [[10, 10, 20, 20, 10, 20]],
    "RC": [b"<p>x</p>"],
    "CA": [0.5, 0],
    "OC": [{"Type": Name("OCG"), "Name": b"x"}],
    "Open": [True],
    "T": [b"Ann"],
    "StructParent": [0, 99],
    "IC": [[0, 1, 0]],
    "LE": [Name("None")],
    "H": [Name("P")],
    "A": [{"S": Name("URI"), "URI": b"https://example.com/"}, {"S": Name("JavaScript"), "JS": b"1"}],
    "AA": [{}],
    "PA": [{}],
    "FS": [b"file"],
    "MK": [{"R": 90}],
    "Dest": [b"name"],
    "Intent": [Name("x")],
    "AF": [[]],
    "BM": [Name("Multiply")],
    "Lang": [b"fr"],
    "ExData": [{}],
}


# The catalogue


@oddity
def bookmarks(document: Document) -> None:
    root = Indirect({"Type": Name("Outlines")})
    items = [Indirect({"Title": document.pick(*TEXTS), "Parent": root}) for _ in range(document.pick(1, 3))]
    for at, item in enumerate(items):
        item.value |= {"Next": items[at + 1]} if at + 1 < len(items) else {}
        item.value |= document.pick(
            {"Dest": [document.page().node, Name("XYZ"), None, 50, 0]},
            {"Dest": b"name"},
            {"A": {"S": Name("GoTo"), "D": []}},
            {"A": document.value()},
            {"First": item},
            {"Next": item},
            {"Count": document.scalar(), "SE": document.value()},
        )
    root.value |= {"First": items[0], "Last": items[-1], "Count": document.pick(len(items), 99, -1, b"x")}
    document.catalogue["Outlines"] = document.pick(root, root, root, None, {}, document.value())


@oddity
def names(document: Document) -> None:
    page = document.page().node
    tree = document.pick(
        {"Names": [b"a", [page, Name("Fit")], b"b", {"D": [page, Name("Fit")]}]},
        {"Names": []},
        {"Names": [b"odd"]},
        {"Kids": [Indirect({"Limits": [b"a", b"a"], "Names": [b"a", [page, Name("Fit")]]})]},
        {},
        document.value(),
    )
    document.catalogue["Names"] = document.pick(
        {"Dests": tree}, Indirect({"Dests": tree, "Odd": {}}), {}, document.value()
    )
    document.catalogue["Dests"] = document.pick({"P": [page, Name("Fit")]}, {}, document.value())


@oddity
def odd_catalogue(document: Document) -> None:
    plain = [
        "Lang",
        "MarkInfo",
        "Metadata",
        "OutputIntents",
        "PageLabels",
        "PageLayout",
        "PageMode",
        "Perms",
        "PieceInfo",
    ]
    plain += ["ViewerPreferences", "URI", "SpiderInfo", "Legal", "Requirements", "Collection", "NeedsRendering", "Odd"]
    for name in document.random.sample(plain, 4):
        document.catalogue[name] = document.value()
    if document.chance():
        document.catalogue["MarkInfo"] = {"Marked": document.scalar(), "Suspects": document.pick(True, False, None, 7)}
    if document.chance(0.1):
        document.catalogue["Type"] = document.pick(None, Name("Odd"))


@oddity
def metadata(document: Document) -> None:
    rdf = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">%s'
    rdf += b"</rdf:RDF></x:xmpmeta>"
    part = b'<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="1"/>'
    packet = b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>\n%s\n<?xpacket end="w"?>'
    text = document.pick(
        b"",
        b"no XML",
        rdf % part,
        rdf % b"",
        packet % (rdf % part),
        rdf[:60],
        b"\xef\xbb\xbf" + rdf % part,
        (rdf % part).decode().encode("utf-16"),
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>",
        b"<a/>",
        rdf % b"<!-- x -->",
    )
    entries = {"Type": Name("Metadata"), "Subtype": Name("XML")}
    if document.chance(0.3):
        entries["Filter"] = [Name("FlateDecode")]
        text = zlib.compress(text)
    document.catalogue["Metadata"] = Stream(entries, text)


@oddity
def tags(document: Document) -> None:
    tree = Indirect({"Type": Name("StructTreeRoot")})
    page = document.pages[0]
    element = Indirect({"Type": Name("StructElem"), "S": document.pick(Name("Document"), Name("P")), "P": tree, "K": 0})
    element.value["Pg"] = page.node
    tree.value["K"] = document.pick(
        element, [element], [element, element], [], None, 0, {"S": Name("P")}, [0, None, element]
    )
    tree.value["ParentTree"] = document.pick(
        {"Nums": [0, [element]]},
        {"Nums": []},
        {"Nums": [0]},
        {"Kids": [Indirect({"Limits": [0, 0], "Nums": [0, [element]]})]},
        {},
        None,
        document.value(),
        {"Nums": [-1, None]},
        {"Nums": [2**31 - 1, [element]]},
        {"Nums": [b"x", 1]},
    )
    page.entries["StructParents"] = 0
    odd = {
        "ParentTreeNextKey": [1, -1, 2**31 - 1, 2**40, b"x", 1.5, None],
        "RoleMap": [{"P": Name("Q")}, {LATIN_1: Name("P")}, {}, document.value()],
        "ClassMap": [{"P": {"O": Name("Layout")}}, document.value()],
        "IDTree": [{"Names": [b"a", element]}, {}, document.value()],
        "Namespaces": [document.value()],
    }
    for name, values in odd.items():
        if document.chance(0.4):
            tree.value[name] = document.pick(*values)
    element.value |= {
        "A": document.pick({"O": Name("Table")}, [], None, 7),
        "ID": document.pick(b"certificate-a", b"", None),
    }
    element.value["K"] = document.pick(0, [0], [{"Type": Name("MCR"), "MCID": 0}], [element], None, document.value())
    document.catalogue["MarkInfo"] = {"Marked": True}
    document.catalogue["StructTreeRoot"] = document.pick(tree, tree, tree, tree, {}, document.value())


@oddity
def refusable(document: Document) -> None:
    """What acts, or is a form, or carries files."""
    name, values = document.pick(
        (
            "OpenAction",
            [[document.page().node, Name("Fit")], {"S": Name("GoTo")}, {"S": Name("JavaScript")}, document.value()],
        ),
        ("AA", [{}, {"WC": {}}, None, document.value()]),
        ("Names", [{"JavaScript": {}}, {"EmbeddedFiles": {}}, {"EmbeddedFiles": {"Names": []}}, {"JavaScript": None}]),
        ("AF", [[], [7], None, document.value()]),
        ("AcroForm", [{}, {"Fields": []}, {"Fields": [{"T": b"x"}]}, {"XFA": b""}, {"Fields": None}, document.value()]),
        ("Perms", [{"UR3": {}}, {"DocMDP": {}}, {"UR": 7}, {}, document.value()]),
        ("Collection", [{}, document.value()]),
    )
    document.catalogue[name] = document.pick(*values)
