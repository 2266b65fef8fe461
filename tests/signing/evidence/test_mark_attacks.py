"""Attacks on marks: by somebody who has the key and seals what nobody signed, and by a stranger with an editor."""

import copy
import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Operator, Pdf

from safeclose.marks.drawings import Drawing, Letter, Line
from safeclose.marks.pages import draw
from safeclose.marks.placed import PutMark, put_marks
from safeclose.sealing.joining import join
from safeclose.sealing.signature import sign
from tests.evidence_examples import (
    SEALED_AT,
    certificate_example,
    example,
    plain_pdf,
    sealing_key,
    typeset_pdf,
)
from tests.mark_examples import (
    ALPHABET,
    ASKED,
    Told,
    bundle_of,
    letters,
    line,
    marked_bundle,
    marked_example,
    pen,
    revealed,
    signed_with,
    story_with_marks,
)
from tests.signing.evidence import independent_marks
from tests.signing.evidence.test_attacks import CHANGED, agree, judged_in_this_process
from tests.signing.evidence.verifying import trusting

__all__ = ["judged_in_this_process", "trusting"]

Marks = list[PutMark]


def other_marks(page: int) -> tuple[str, dict[str, str]]:
    return "altered", {"marks": f"The marks on page {page} are not those that the evidence says."}


def other_page(page: int) -> tuple[str, dict[str, str]]:
    return "altered", {"pages": f"Page {page} is not the page that was presented."}


def marks_of(bundle: bytes, presented: bytes) -> Marks:
    document = sha256(presented).hexdigest()
    return [each for each in put_marks(revealed(json.loads(bundle))) if each.document == document]


def forged(
    change: Callable[[Pdf], object] = lambda pdf: None,
    *,
    marks: Sequence[PutMark] | None = None,
    presented: bytes = b"",
    bundle: bytes = b"",
) -> bytes:
    """A file sealed with the trusted key over pages, marks and evidence that may not belong together."""
    presented, bundle = presented or typeset_pdf(), bundle or marked_bundle()
    drawn = marks_of(bundle, presented) if marks is None else marks
    with join(presented, certificate_example(), bundle, drawn, at=SEALED_AT) as pdf:
        change(pdf)
        return sign(pdf, sealing_key(), at=SEALED_AT, nonce=b"forged")


def test_what_nobody_touched_is_genuine(trusting: None) -> None:
    assert agree(marked_example()) == ("genuine", {})
    assert agree(forged()) == ("genuine", {})
    assert agree(marked_example(), marked_bundle()) == ("genuine", {})
    assert agree(None, marked_bundle()) == ("genuine", {})
    assert agree(typeset_pdf(), marked_bundle()) == ("genuine", {})


# The evidence is as it was, and something else is drawn.


def edited(id: str, **changes: Any) -> Callable[[Marks], Marks]:
    return lambda marks: [replace(each, **changes) if each.mark.id == id else each for each in marks]


def placed(id: str, **changes: Any) -> Callable[[Marks], Marks]:
    return lambda marks: [
        replace(each, mark=replace(each.mark, **changes)) if each.mark.id == id else each for each in marks
    ]


def without(*ids: str) -> Callable[[Marks], Marks]:
    return lambda marks: [each for each in marks if each.mark.id not in ids]


def one_more(marks: Marks) -> Marks:
    first = marks[0]
    return [*marks, replace(first, mark=replace(first.mark, id="more", y=100.0))]


def exchanged(marks: Marks) -> Marks:
    bea, sam = (next(each for each in marks if each.mark.id == f"{who}.signature") for who in ("bea", "sam"))
    return edited("bea.signature", drawing=sam.drawing)(edited("sam.signature", drawing=bea.drawing)(marks))


def by_one_unit(marks: Marks) -> Marks:
    drawing = next(each.drawing for each in marks if each.mark.id == "bea.name")
    assert drawing is not None
    assert drawing.outlines.startswith("M 0 0 ")
    return edited("bea.name", drawing=replace(drawing, outlines=drawing.outlines.replace("M 0 0 ", "M 1 0 ", 1)))(marks)


def set_in_letters(text: str) -> Line:
    letters = {each["text"]: Letter.read(each) for each in ALPHABET}
    return Line(text, tuple(letters[each] for each in text))


def with_kerning(marks: Marks) -> Marks:
    """The same letters of a date, some of them nearer to each other."""
    line = next(each.drawing for each in marks if each.mark.id == "bea.date")
    assert isinstance(line, Line)
    nearer = (replace(line.letters[0], advance=line.letters[0].advance - 1), *line.letters[1:])
    return edited("bea.date", drawing=Line(line.text, nearer))(marks)


def other_words(marks: Marks) -> Marks:
    """What is seen is the same, and what is found and copied is another."""
    drawing = next(each.drawing for each in marks if each.mark.id == "bea.note")
    assert drawing is not None
    return edited("bea.note", drawing=replace(drawing, text="Keys on Friday"))(marks)


DRAWN: dict[str, tuple[Callable[[Marks], Marks], int]] = {
    "moved": (placed("bea.initials", x=501.0), 1),
    "moved by a hundredth of a point": (placed("bea.initials", x=500.01), 1),
    "larger": (placed("bea.signature", width=200.0, height=60.0), 2),
    "on another page": (placed("bea.signature", page=1), 1),
    "added": (one_more, 2),
    "added to the certificate": (lambda marks: [*marks, replace(marks[0], mark=replace(marks[0].mark, page=2))], 2),
    "removed": (without("sam.signature"), 2),
    "all of a page removed": (lambda marks: [each for each in marks if each.mark.page == 2], 1),
    "all removed": (lambda marks: [], 1),
    "exchanged between two signers": (exchanged, 2),
    "drawing replaced": (edited("bea.signature", drawing=Drawing.read(letters("Bea Buyer"))), 2),
    "strokes replaced": (
        edited("bea.signature", drawing=Drawing.read({**pen("Bea Buyer"), "strokes": "M 0 0 L 4000 1500"})),
        2,
    ),
    "outlines changed by one unit": (by_one_unit, 2),
    "text layer changed": (other_words, 1),
    "caption changed": (edited("bea.signature", caption=set_in_letters("2026-05-01 12:07 UTC · event 8")), 2),
    "caption removed": (edited("bea.signature", caption=None), 2),
    "letters of a date moved": (with_kerning, 2),
    "date changed": (edited("sam.date", drawing=set_in_letters("2026-05-02")), 2),
    "drawn in another order": (lambda marks: marks[::-1], 1),
    "tick removed": (without("bea.tick"), 1),
}


@pytest.mark.parametrize("name", DRAWN)
def test_marks_other_than_those_of_the_evidence_are_altered(trusting: None, name: str) -> None:
    change, page = DRAWN[name]
    marks = marks_of(marked_bundle(), typeset_pdf())
    assert change(marks) != marks
    file = forged(marks=change(marks))
    assert agree(file) == other_marks(page)
    assert str(independent_marks.fault(file)).startswith(f"page {page}: ")


# The right marks are drawn, and then the file is changed.


def page(pdf: Pdf, number: int = 2) -> Any:
    return pdf.pages[number - 1].obj


def form(pdf: Pdf) -> Any:
    return page(pdf).Resources.XObject["/SafecloseMarks"]


def rewritten(change: Callable[[bytes], bytes]) -> Callable[[Pdf], None]:
    def write(pdf: Pdf) -> None:
        before = form(pdf).read_bytes()
        assert change(before) != before
        form(pdf).write(change(before))

    return write


def rewrite_content(pdf: Pdf, at: int, write: Callable[[bytes], bytes]) -> None:
    """One of the content streams, of this page alone: other pages have the same object."""
    contents = page(pdf).Contents
    contents[at] = pdf.make_stream(write(contents[at].read_bytes()))


def appended(operators: bytes) -> Callable[[Pdf], None]:
    """To the last content stream, which draws the marks."""

    def append(pdf: Pdf) -> None:
        rewrite_content(pdf, -1, lambda content: content + operators)

    return append


def before_everything(pdf: Pdf) -> None:
    rewrite_content(pdf, 0, lambda content: content + b"1 0 0 rg 0 0 600 800 re f\n")


def content_changed(pdf: Pdf) -> None:
    middle = page(pdf).Contents[1]
    instructions = list(pikepdf.parse_content_stream(middle))
    middle.write(pikepdf.unparse_content_stream([*instructions, ([0, 0, 99, 99], Operator("re")), ([], Operator("f"))]))


def content_removed(pdf: Pdf) -> None:
    page(pdf).Contents = Array([page(pdf).Contents[0], page(pdf).Contents[-1]])


def annotated(pdf: Pdf) -> None:
    """A note that looks like paper, over a signature."""
    look = pdf.make_stream(b"1 g 0 0 200 60 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 60])
    note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[72, 150, 272, 210], F=4, AP=Dictionary(N=look))
    page(pdf).Annots = Array([*page(pdf).get("/Annots", []), pdf.make_indirect(note)])


def in_a_layer(pdf: Pdf) -> None:
    """Marks that are shown or not, as the reader's program likes."""
    form(pdf).OC = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String("Marks")))


def an_image(pdf: Pdf) -> None:
    entries = {"Width": 1, "Height": 1, "ColorSpace": Name.DeviceGray, "BitsPerComponent": 8}
    image = pdf.make_stream(b"\0", Type=Name.XObject, Subtype=Name.Image, **entries)
    page(pdf).Resources.XObject["/SafecloseMarks"] = image


def renamed(pdf: Pdf) -> None:
    """The same look, under another name."""
    objects = page(pdf).Resources.XObject
    objects["/Other"] = objects["/SafecloseMarks"]
    del objects["/SafecloseMarks"]
    rewrite_content(pdf, -1, lambda content: content.replace(b"/SafecloseMarks", b"/Other"))


def shadowed(pdf: Pdf) -> None:
    """The name stands for another object, and the genuine one is still there under a second name."""
    objects = page(pdf).Resources.XObject
    objects["/SafecloseMarks1"] = objects["/SafecloseMarks"]
    objects["/SafecloseMarks"] = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])


def second_form(pdf: Pdf) -> None:
    """One more object with one more mark, drawn in the same way."""
    first = marks_of(marked_bundle(), typeset_pdf())[0]
    draw(pdf, [replace(first, mark=replace(first.mark, y=100.0))])


def other_font(pdf: Pdf) -> None:
    """What is copied from the marks is something else."""
    font = form(pdf).Resources.Font["/F0"]
    font.ToUnicode.write(font.ToUnicode.read_bytes().replace(b"<0042>", b"<0058>"))


def font_that_draws(pdf: Pdf) -> None:
    """The letters for extraction, which must not be seen, are seen."""
    glyphs = form(pdf).Resources.Font["/F0"].CharProcs
    for name in glyphs:
        glyphs[name] = pdf.make_stream(glyphs[name].read_bytes() + b" 0 0 800 800 re f")


def other_matrix(pdf: Pdf) -> None:
    form(pdf).Matrix = Array([1, 0, 0, -1, 0, 700])


def cut(pdf: Pdf) -> None:
    form(pdf).BBox = Array([0, 0, 1, 1])


def see_through(pdf: Pdf) -> None:
    form(pdf).Group = Dictionary(S=Name.Transparency, K=True)


def packed(pdf: Pdf) -> None:
    """The same bytes, compressed: what is sealed is written in one way."""
    form(pdf).write(zlib.compress(form(pdf).read_bytes()), filter=Name.FlateDecode)


def turned(pdf: Pdf) -> None:
    page(pdf).Rotate = 180


def cropped(pdf: Pdf) -> None:
    page(pdf).CropBox = Array([0, 400, 600, 800])


def pages_exchanged(pdf: Pdf) -> None:
    pdf.pages.reverse()


CHANGED_FILES: dict[str, tuple[Callable[[Pdf], object], tuple[str, dict[str, str]]]] = {
    "a byte of the marks": (rewritten(lambda content: content.replace(b"0 0 m", b"1 0 m", 1)), other_marks(2)),
    "marks emptied": (rewritten(lambda content: b""), other_marks(2)),
    "marks covered": (rewritten(lambda content: content + b"\n1 g 0 0 600 800 re f"), other_marks(2)),
    "a line drawn after the marks": (appended(b"0 0 m 600 800 l S\n"), other_marks(2)),
    "marks drawn twice": (appended(b"/SafecloseMarks Do\n"), other_marks(2)),
    "something drawn before the page": (before_everything, other_marks(2)),
    "content under the marks changed": (content_changed, other_page(2)),
    "content under the marks removed": (content_removed, other_page(2)),
    "an annotation over a mark": (annotated, other_page(2)),
    "marks in a layer": (in_a_layer, other_marks(2)),
    "marks are an image": (an_image, other_marks(2)),
    "marks renamed": (renamed, other_marks(2)),
    "marks shadowed": (shadowed, other_marks(2)),
    "a second object with another mark": (second_form, other_page(2)),
    "another text layer": (other_font, other_marks(2)),
    "a text layer that is seen": (font_that_draws, other_marks(2)),
    "marks elsewhere by their matrix": (other_matrix, other_marks(2)),
    "marks cut off": (cut, other_marks(2)),
    "marks see-through": (see_through, other_marks(2)),
    "marks packed": (packed, other_marks(2)),
    "page turned": (turned, other_page(2)),
    "page cropped": (cropped, other_page(2)),
    "pages exchanged": (pages_exchanged, other_page(1)),
}


# The second implementation leaves to others what is under the marks.
CONTENT = {
    "content under the marks changed",
    "content under the marks removed",
    "an annotation over a mark",
    "pages exchanged",
}


@pytest.mark.parametrize("name", CHANGED_FILES)
def test_a_file_changed_and_sealed_again_is_altered(trusting: None, name: str) -> None:
    change, found = CHANGED_FILES[name]
    file = forged(change)
    assert agree(file) == found
    if name not in CONTENT:
        assert str(independent_marks.fault(file)).startswith("page 2: ")


def test_a_layer_in_the_catalogue_is_altered(trusting: None) -> None:
    def hide(pdf: Pdf) -> None:
        in_a_layer(pdf)
        pdf.Root.OCProperties = Dictionary(OCGs=Array([form(pdf).OC]), D=Dictionary(OFF=Array([form(pdf).OC])))

    result, failed = agree(forged(hide))
    assert result == "altered"
    assert {"active content", "marks"} <= failed.keys()


# Marks and evidence of different signings.


def test_marks_in_a_file_whose_evidence_has_none_are_altered(trusting: None) -> None:
    marks = marks_of(marked_bundle(), typeset_pdf())
    file = forged(marks=marks, presented=example().presented, bundle=example().bundle)
    assert agree(file) == other_marks(1)


def test_evidence_with_marks_in_a_file_without_them_is_altered(trusting: None) -> None:
    assert agree(forged(marks=[])) == other_marks(1)
    # The presented file by itself is still what the evidence is about.
    assert agree(typeset_pdf(), marked_bundle())[0] == "genuine"


def package() -> tuple[list[bytes], bytes]:
    """Two documents, signed by both with their own marks; and the evidence."""
    presented = [typeset_pdf(), plain_pdf()]
    hashes = [sha256(each).hexdigest() for each in presented]
    told: Told = [(kind, who, copy.deepcopy(data)) for kind, who, data in story_with_marks(hashes[0])]
    sent = told[0][2]
    below = [{**each, "y": each["y"] - 300} for each in ASKED]
    titles = ("One", "Other")
    sent["documents"] = [
        {"id": str(number), "title": title, "sha256": digest, "marks": asked}
        for number, title, digest, asked in zip((1, 2), titles, hashes, (ASKED, below), strict=True)
    ]
    del sent["marks"], sent["documentId"], sent["documentSha256"]
    for type, _, data in told:
        if type in ("marked", "signed"):
            data.update(documentId="1", documentSha256=hashes[0])
    for seq, index in ((12, 6), (13, 10)):  # both sign the other document, too
        who = told[index][1]
        signed = signed_with(who, seq, hashes[1], below)
        for number, each in enumerate(told[index][2]["drawings"]):  # as in the first document
            signed["drawings"] = [
                {"same": [index + 1, number]} if one == each and "box" in one else one for one in signed["drawings"]
            ]
        told.insert(seq - 1, ("signed", who, {**signed, "documentId": "2"}))
    first = sha256("\n".join(sorted(hashes)).encode()).hexdigest()
    about = [{"id": str(at), "title": titles[at - 1], "sha256": digest} for at, digest in enumerate(hashes, start=1)]
    return presented, bundle_of(told, first=first, documents=about)


def test_each_document_of_a_package_has_its_own_marks(trusting: None) -> None:
    presented, bundle = package()
    for each in presented:
        assert agree(forged(presented=each, bundle=bundle)) == ("genuine", {})
    assert agree(None, bundle) == ("genuine", {})


def test_marks_of_another_document_of_the_package_are_altered(trusting: None) -> None:
    presented, bundle = package()
    both = [marks_of(bundle, each) for each in presented]
    assert agree(forged(presented=presented[0], bundle=bundle, marks=both[1])) == other_marks(1)
    assert agree(forged(presented=presented[1], bundle=bundle, marks=both[0])) == other_marks(1)
    assert agree(forged(presented=presented[0], bundle=bundle, marks=both[0] + both[1])) == other_marks(1)


def retold(change: Callable[[Any], object]) -> bytes:
    """Evidence that the trusted key signed, after a change of its story as [type, actor, data]."""
    told: Any = [
        [kind, who, copy.deepcopy(data)] for kind, who, data in story_with_marks(sha256(typeset_pdf()).hexdigest())
    ]
    change(told)
    return bundle_of([(each[0], each[1], each[2]) for each in told])


LIES: dict[str, tuple[Callable[[Any], object], str]] = {
    "a mark of another signer": (
        lambda told: told[6][2]["marks"][3].update(id="sam.date"),
        "Event 7: the mark sam.date was asked of another signer.",
    ),
    "a required mark left out": (
        lambda told: told[10][2]["marks"].pop(),
        "Event 11: the mark sam.date is missing.",
    ),
    "another day": (
        lambda told: told[10][2]["drawings"].__setitem__(-1, line("2026-04-30")),
        "Event 11: the mark sam.date says 2026-04-30; the day of signing is 2026-05-01.",
    ),
    "put before consent": (
        lambda told: told.insert(3, told.pop(4)),
        "Event 4: marks are put before the signer consented.",
    ),
    "a drawing of another signer": (
        lambda told: told[10][2]["drawings"].__setitem__(1, {"same": [7, 1]}),
        "Event 11: a drawing is said to be one of event 7; the signer signed nothing with that before.",
    ),
    "a drawing of a later event": (
        lambda told: told[6][2]["drawings"].__setitem__(1, {"same": [11, 1]}),
        "Event 7: a drawing is said to be one of event 11; the signer signed nothing with that before.",
    ),
    "a date with outlines of its own": (
        lambda told: told[10][2]["drawings"].__setitem__(-1, letters("2026-05-01")),
        "Event 11: the mark sam.date is not set from the letters of dates and captions.",
    ),
    "a name in letters of dates": (
        lambda told: told[10][2]["drawings"].__setitem__(4, line("event")),
        "Event 11: the mark sam.name is set from the letters of dates and captions.",
    ),
    "a signature in letters of dates": (
        lambda told: told[10][2]["drawings"].__setitem__(0, line("event")),
        "Event 11: the signature of the signer is set from the letters of dates and captions.",
    ),
    "a letter left out": (
        lambda told: told[0][2].update(letters=[each for each in ALPHABET if each["text"] != "v"]),
        "Event 7: “2026-05-01 12:07 UTC · event 7” is set from letters, and there is no “v” among them.",
    ),
    "a letter twice": (
        lambda told: told[0][2].update(letters=[*ALPHABET, {**ALPHABET[0], "outlines": ALPHABET[1]["outlines"]}]),
        "Event 1: there are two letters “0”.",
    ),
    "letters of a later event": (
        lambda told: told[10][2].update(letters=ALPHABET),
        "Event 11: letters are in the event sent, and in no other.",
    ),
    "said to be put by the signer": (
        lambda told: told[10][2]["marks"][1].update(by="signer"),
        "Event 11: the mark sam.initials is said to be put by the signer, and no event says so.",
    ),
    "asked for by nobody": (
        lambda told: told[0][2].pop("marks"),
        "Event 5: marks are put, but none were asked for.",
    ),
}


@pytest.mark.parametrize("name", LIES)
def test_evidence_that_breaks_a_rule_is_altered_with_and_without_the_file(trusting: None, name: str) -> None:
    change, sentence = LIES[name]
    bundle = retold(change)
    assert agree(None, bundle) == ("altered", {"given marks": sentence})
    # Whatever is drawn.
    for marks in ([], marks_of(marked_bundle(), typeset_pdf())):
        file = forged(bundle=bundle, marks=marks)
        assert agree(file) == ("altered", {"marks": sentence})
        assert str(independent_marks.fault(file)).startswith("rules: ")


def test_a_mark_beyond_the_last_page_is_altered(trusting: None) -> None:
    bundle = retold(lambda told: told[0][2]["marks"][0].update(page=3))
    marks = [each for each in marks_of(bundle, typeset_pdf()) if each.mark.page < 3]
    sentence = "The mark bea.signature is on page 3; there are 2 pages."
    assert agree(forged(bundle=bundle, marks=marks)) == ("altered", {"marks": sentence})
    # On the certificate, as if that were a page that was presented.
    pdf = forged(bundle=bundle, marks=marks, change=lambda pdf: draw(pdf, marks_of(bundle, typeset_pdf())[:1]))
    assert agree(pdf) == ("altered", {"marks": sentence})


# Strangers.


@pytest.mark.parametrize(
    "sought", [b"/Figure <</MCID 0>> BDC", b"event 7", b"beginbfchar", b'"strokes"', b'"kind":"date"']
)
def test_a_byte_changed_after_the_seal_is_altered(trusting: None, sought: bytes) -> None:
    file = bytearray(marked_example())
    assert sought in file
    file[file.index(sought) + 1] ^= 1
    assert agree(bytes(file)) == ("altered", {"signature": CHANGED})


def test_values_changed_in_the_evidence_are_altered(trusting: None) -> None:
    content = json.loads(marked_bundle())
    event = content["events"][6]
    event["revealed"]["/data/drawings/0/strokes"]["value"] = "M 0 0 L 9 9"
    result, failed = agree(None, json.dumps(content).encode())
    assert result == "altered"
    assert failed == {
        "given personal data": "Event 7: The value at /data/drawings/0/strokes is not the one the payload commits to."
    }
    content["events"][0]["payload"]["data"]["marks"][0]["x"] = 99
    result, failed = agree(None, json.dumps(content).encode())
    assert failed["given chain"] == "Event 1: its payload was changed: it does not have this payloadHash."
