"""Rules over events: what a trail may say of marks."""

import copy
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeclose.marks.definitions import MarkKind
from safeclose.marks.drawings import MAX_PATH, Letter, Line
from safeclose.marks.placed import LETTERS, MarksError, caption_of, day_of, has_marks, put_marks, recorded, zone_of
from tests.evidence_examples import story
from tests.mark_examples import ALPHABET, ASKED, BEA, SAM, letters, line, payloads, pen, signed_with, story_with_marks

DOCUMENT = "d" * 64
AT = datetime(2026, 5, 1, 3, 59, 59, tzinfo=UTC)
SENT, CONSENTED, MARKED, MARKED_AGAIN, SIGNED, SIGNED_BY_SAM = 1, 4, 5, 6, 7, 11
Told = list[Any]


def fault(change: Callable[[Told], object]) -> str | None:
    """What is wrong with the example after a change of its events, as [type, actor, data]."""
    told = copy.deepcopy([list(each) for each in story_with_marks(DOCUMENT)])
    change(told)
    try:
        recorded(payloads([(each[0], each[1], each[2]) for each in told]))
    except MarksError as error:
        return str(error)
    return None


def data(told: Told, seq: int) -> Any:
    return told[seq - 1][2]


def entry(told: Told, seq: int, id: str) -> Any:
    return next(each for each in data(told, seq)["marks"] if each["id"] == id)


def asked(told: Told, id: str) -> Any:
    return entry(told, SENT, id)


def says(told: Told, seq: int, id: str, text: str, name: str = "drawing") -> None:
    """Put another text in the drawing of a mark."""
    drawings, index = data(told, seq)["drawings"], entry(told, seq, id)[name]
    drawings[index] = line(text) if "letters" in drawings[index] else letters(text)


def test_marks_are_told_with_their_events() -> None:
    found = recorded(payloads(story_with_marks(DOCUMENT)))
    told = [(each.mark.id, each.by, each.seq, each.name, each.text) for each in found.marks]
    bea, sam = (SIGNED, "Bea Buyer"), (SIGNED_BY_SAM, "Sam Seller")
    assert told == [
        ("bea.signature", "signing", *bea, "Bea Buyer"),
        ("bea.initials", "signer", *bea, "BB"),
        ("bea.name", "signing", *bea, "Bea Buyer"),
        ("bea.date", "signing", *bea, "2026-05-01"),
        ("bea.note", "signer", *bea, "Keys on Monday"),
        ("bea.tick", "signer", *bea, ""),
        ("sam.signature", "signing", *sam, "Sam Seller"),
        ("sam.initials", "signing", *sam, "SS"),
        ("sam.name", "signing", *sam, "Sam Seller"),
        ("sam.date", "signing", *sam, "2026-05-01"),
    ]
    assert {each.document for each in found.marks} == {DOCUMENT}
    assert found.marks[0].drawing is not None
    assert found.marks[0].drawing.strokes == pen("")["strokes"]
    assert [(each.seq, each.name, each.text) for each in found.signatures] == [
        (*bea, "Bea Buyer"),
        (*sam, "Sam Seller"),
    ]


def test_a_trail_from_before_marks_has_signatures_only() -> None:
    told = payloads(story(DOCUMENT))
    found = recorded(told)
    assert not has_marks(told)
    assert (found.marks, len(found.signatures)) == ([], 2)
    assert has_marks(payloads(story_with_marks(DOCUMENT)))
    for type, content in (("sent", {"marks": ASKED}), ("sent", {"documents": [{"marks": ASKED}]}), ("marked", {})):
        assert has_marks([{"type": type, "data": content}])
    assert not has_marks([{"type": "sent", "data": None}, {"type": "sent", "data": {"documents": 5, "marks": []}}, {}])


RULES: dict[str, tuple[Callable[[Told], object], str]] = {
    "unknown in signed": (
        lambda told: entry(told, SIGNED, "bea.date").update(id="bea.other"),
        "Event 7: no mark bea.other was asked for.",
    ),
    "unknown in marked": (
        lambda told: data(told, MARKED)["marks"].append({"id": "x" * 64}),
        f"Event 5: no mark {'x' * 40}… was asked for.",
    ),
    "of another signer in signed": (
        lambda told: entry(told, SIGNED, "bea.date").update(id="sam.date"),
        "Event 7: the mark sam.date was asked of another signer.",
    ),
    "of another signer in marked": (
        lambda told: data(told, MARKED)["marks"].append({"id": "sam.initials"}),
        "Event 5: the mark sam.initials was asked of another signer.",
    ),
    "exchanged definitions": (
        lambda told: (
            asked(told, "bea.date").update(signer="sgr_2"),
            asked(told, "sam.date").update(signer="sgr_1"),
        ),
        "Event 7: the mark bea.date was asked of another signer.",
    ),
    "repeated in signed": (
        lambda told: data(told, SIGNED)["marks"].append(entry(told, SIGNED, "bea.name")),
        "Event 7: the mark bea.name is named twice.",
    ),
    "repeated in marked": (
        lambda told: data(told, MARKED)["marks"].append({"id": "bea.initials"}),
        "Event 5: the mark bea.initials is named twice.",
    ),
    "one id for two": (
        lambda told: asked(told, "sam.name").update(id="bea.name"),
        "Event 1: two marks have the id bea.name.",
    ),
    "asked of nobody": (
        lambda told: asked(told, "sam.name").update(signer="sgr_9"),
        "Event 1: the mark sam.name is asked of nobody who signs.",
    ),
    "another drawing for the signature": (
        lambda told: entry(told, SIGNED, "bea.signature").update(drawing=1),
        "Event 7: the mark bea.signature is not drawn as the signer adopted it.",
    ),
    "another drawing for the initials": (
        lambda told: entry(told, SIGNED, "bea.initials").update(drawing=0),
        "Event 7: the mark bea.initials is not drawn as the signer adopted it.",
    ),
    "another signer's signature": (
        lambda told: data(told, SIGNED)["drawings"].__setitem__(0, letters("Sam Seller")),
        "Event 7: the mark bea.signature does not say how the signer signed.",
    ),
    "another signer's name": (
        lambda told: says(told, SIGNED, "bea.name", "Sam Seller"),
        "Event 7: the mark bea.name does not say the signer's name.",
    ),
    "a drawing out of range": (
        lambda told: entry(told, SIGNED, "bea.name").update(drawing=99),
        "Event 7: the mark bea.name names a drawing that is not there.",
    ),
    "a negative drawing": (
        lambda told: entry(told, SIGNED, "bea.name").update(drawing=-1),
        "Event 7: the mark bea.name names a drawing that is not there.",
    ),
    "true for a drawing": (
        lambda told: entry(told, SIGNED, "bea.name").update(drawing=True),
        "Event 7: the mark bea.name names a drawing that is not there.",
    ),
    "strokes for a name": (
        lambda told: entry(told, SIGNED, "bea.name").update(drawing=0),
        "Event 7: the mark bea.name has strokes of a pen, where letters belong.",
    ),
    "before consent": (
        lambda told: told.__setitem__(slice(3, 5), [told[4], told[3]]),
        "Event 4: marks are put before the signer consented.",
    ),
    "another's consent": (
        lambda told: told[CONSENTED - 1].__setitem__(1, SAM),
        "Event 5: marks are put before the signer consented.",
    ),
    "after signing": (
        lambda told: told.insert(SIGNED, ["marked", BEA, {"marks": [{"id": "bea.initials"}]}]),
        "Event 8: marks are put after the signer signed.",
    ),
    "signed twice": (
        lambda told: told.append(told[SIGNED - 1]),
        "Event 13: the signer signed this document before.",
    ),
    "by the signer, of which nothing is told": (
        lambda told: entry(told, SIGNED, "bea.date").update(by="signer"),
        "Event 7: the mark bea.date is said to be put by the signer, and no event says so.",
    ),
    "by the signer, and another signer put it": (
        lambda told: told[MARKED - 1].__setitem__(1, SAM),
        "Event 5: marks are put before the signer consented.",
    ),
    "by signing, and the signer put it": (
        lambda told: entry(told, SIGNED, "bea.initials").update(by="signing"),
        "Event 7: the mark bea.initials is said to be put by signing, and the signer put it before.",
    ),
    "a text by signing": (
        lambda told: entry(told, SIGNED, "bea.note").update(by="signing"),
        "Event 7: the mark bea.note can be put by the signer only.",
    ),
    "another day": (
        lambda told: says(told, SIGNED, "bea.date", "2026-05-02"),
        "Event 7: the mark bea.date says 2026-05-02; the day of signing is 2026-05-01.",
    ),
    "another zone": (
        lambda told: data(told, SENT)["organization"].update(timezone="Pacific/Kiritimati"),
        "Event 7: the mark bea.date says 2026-05-01; the day of signing is 2026-05-02.",
    ),
    "another caption": (
        lambda told: says(told, SIGNED, "bea.signature", "2026-05-01 12:07 UTC · event 8", "caption"),
        "Event 7: the caption of the mark bea.signature is not “2026-05-01 12:07 UTC · event 7”.",
    ),
    "another caption of initials": (
        lambda told: says(told, SIGNED, "bea.initials", "event 6", "caption"),
        "Event 7: the caption of the mark bea.initials is not “event 7”.",
    ),
    "a caption with outlines of its own": (
        lambda told: data(told, SIGNED)["drawings"].__setitem__(2, letters("event 7")),
        "Event 7: the caption of the mark bea.signature is not set from the letters of dates and captions.",
    ),
    "a date with outlines of its own": (
        lambda told: data(told, SIGNED)["drawings"].__setitem__(-2, letters("2026-05-01")),
        "Event 7: the mark bea.date is not set from the letters of dates and captions.",
    ),
    "a name in letters of dates": (
        lambda told: data(told, SIGNED)["drawings"].__setitem__(4, line("event")),
        "Event 7: the mark bea.name is set from the letters of dates and captions.",
    ),
    "a signature in letters of dates": (
        lambda told: data(told, SIGNED)["drawings"].__setitem__(0, line("event")),
        "Event 7: the signature of the signer is set from the letters of dates and captions.",
    ),
    "a letter that is not there": (
        lambda told: says(told, SIGNED, "bea.date", "2026/05/01"),
        "Event 7: “2026/05/01” is set from letters, and there is no “/” among them.",
    ),
    "no letters": (
        lambda told: data(told, SENT).pop("letters"),
        "Event 7: “2026-05-01 12:07 UTC · event 7” is set from letters, and there is no “2” among them.",
    ),
    "a letter twice": (
        lambda told: data(told, SENT).update(letters=[*ALPHABET, ALPHABET[0]]),
        "Event 1: there are two letters “0”.",
    ),
    "letters of a later event": (
        lambda told: data(told, SIGNED_BY_SAM).update(letters=ALPHABET),
        "Event 11: letters are in the event sent, and in no other.",
    ),
    "a drawing of another signer": (
        lambda told: data(told, SIGNED_BY_SAM)["drawings"].__setitem__(0, {"same": [SIGNED, 0]}),
        "Event 11: a drawing is said to be one of event 7; the signer signed nothing with that before.",
    ),
    "a drawing of this event": (
        lambda told: data(told, SIGNED)["drawings"].__setitem__(1, {"same": [SIGNED, 0]}),
        "Event 7: a drawing is said to be one of event 7; the signer signed nothing with that before.",
    ),
    "a drawing of a later event": (
        lambda told: data(told, SIGNED)["drawings"].__setitem__(1, {"same": [SIGNED_BY_SAM, 0]}),
        "Event 7: a drawing is said to be one of event 11; the signer signed nothing with that before.",
    ),
    "a drawing of an event that is no signature": (
        lambda told: data(told, SIGNED)["drawings"].__setitem__(1, {"same": [MARKED, 0]}),
        "Event 7: a drawing is said to be one of event 5; the signer signed nothing with that before.",
    ),
    "required and missing": (
        lambda told: data(told, SIGNED)["marks"].remove(entry(told, SIGNED, "bea.date")),
        "Event 7: the mark bea.date is missing.",
    ),
    "no marks at all": (
        lambda told: data(told, SIGNED_BY_SAM).pop("marks"),
        "Event 11: the mark sam.signature is missing.",
    ),
    "put by the signer and missing": (
        lambda told: data(told, SIGNED)["marks"].remove(entry(told, SIGNED, "bea.note")),
        "Event 7: the mark bea.note is missing.",
    ),
    "another text": (
        lambda told: says(told, SIGNED, "bea.note", "Keys on Friday"),
        "Event 7: the mark bea.note does not say what the signer put there last.",
    ),
    "a text taken back": (
        lambda told: data(told, MARKED_AGAIN)["marks"].append({"id": "bea.note", "text": ""}),
        "Event 7: the mark bea.note does not say what the signer put there last.",
    ),
    "a tick taken back": (
        lambda told: entry(told, MARKED_AGAIN, "bea.tick").update(checked=False),
        "Event 7: the mark bea.tick is not what the signer put there last.",
    ),
    "a value where none is taken": (
        lambda told: entry(told, MARKED, "bea.initials").update(text="BB"),
        "Event 5: the mark bea.initials has a value that its kind, initials, does not take.",
    ),
    "no value where one is taken": (
        lambda told: entry(told, MARKED, "bea.note").pop("text"),
        "Event 5: the mark bea.note has a value that its kind, text, does not take.",
    ),
    "none were asked for": (
        lambda told: data(told, SENT).pop("marks"),
        "Event 5: marks are put, but none were asked for.",
    ),
    "sent twice": (lambda told: told.insert(1, told[0]), "Event 2: the trail was sent before."),
    "another document": (
        lambda told: data(told, SIGNED).update(documentSha256="e" * 64),
        "Event 7: it names another document than its marks are in.",
    ),
    "a document that was not sent": (
        lambda told: data(told, SIGNED).update(documentId="9"),
        "Event 7: its marks are in no document that was sent.",
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_a_trail_that_breaks_a_rule_is_refused(name: str) -> None:
    change, sentence = RULES[name]
    assert fault(change) == sentence


def test_the_example_breaks_no_rule() -> None:
    assert fault(lambda told: None) is None


READ = "what it says of marks can't be read."


@pytest.mark.parametrize(
    ("seq", "change"),
    [
        (SENT, lambda told: asked(told, "bea.name").update(page=0)),
        (SENT, lambda told: asked(told, "bea.name").update(page=True)),
        (SENT, lambda told: asked(told, "bea.name").update(x=-1)),
        (SENT, lambda told: asked(told, "bea.name").update(x=float("nan"))),
        (SENT, lambda told: asked(told, "bea.name").update(y=float("inf"))),
        (SENT, lambda told: asked(told, "bea.name").update(y=10**400)),
        (SENT, lambda told: asked(told, "bea.name").update(width=0)),
        (SENT, lambda told: asked(told, "bea.name").update(width=5e-324)),
        (SENT, lambda told: asked(told, "bea.name").update(height=0.009)),
        (SENT, lambda told: asked(told, "bea.name").update(height="9")),
        (SENT, lambda told: asked(told, "bea.name").update(kind="stamp")),
        (SENT, lambda told: asked(told, "bea.name").update(id="a b")),
        (SENT, lambda told: asked(told, "bea.name").update(more=1)),
        (SENT, lambda told: asked(told, "bea.name").pop("required")),
        (SENT, lambda told: data(told, SENT).update(marks={})),
        (SENT, lambda told: data(told, SENT).update(marks=[None])),
        (SENT, lambda told: data(told, SENT).update(marks=ASKED * 200)),
        (MARKED, lambda told: data(told, MARKED).update(marks=[])),
        (MARKED, lambda told: data(told, MARKED).update(marks="x")),
        (MARKED, lambda told: data(told, MARKED).update(marks=[{"id": ["x"]}])),
        (MARKED, lambda told: entry(told, MARKED, "bea.note").update(text="x" * 201)),
        (MARKED, lambda told: entry(told, MARKED, "bea.note").update(text=5)),
        (MARKED, lambda told: entry(told, MARKED, "bea.tick").update(checked=1)),
        (SIGNED, lambda told: entry(told, SIGNED, "bea.name").update(by="system")),
        (SIGNED, lambda told: entry(told, SIGNED, "bea.name").update(checked=True)),
        (SIGNED, lambda told: entry(told, SIGNED, "bea.name").update(caption=0)),
        (SIGNED, lambda told: entry(told, SIGNED, "bea.name").update(more=0)),
        (SIGNED, lambda told: entry(told, SIGNED, "bea.name").pop("drawing")),
        (SIGNED, lambda told: entry(told, SIGNED, "bea.initials").pop("caption")),
        (SIGNED, lambda told: entry(told, SIGNED, "bea.tick").update(checked=False)),
        (SIGNED, lambda told: entry(told, SIGNED, "bea.tick").update(drawing=0)),
        (SIGNED, lambda told: data(told, SIGNED).pop("signature")),
        (SIGNED, lambda told: data(told, SIGNED).update(drawings={})),
        (SIGNED, lambda told: data(told, SIGNED).update(signature=-1)),
        (SIGNED, lambda told: data(told, SIGNED).update(initials=99)),
        (SIGNED, lambda told: data(told, SIGNED).update(initials=None)),
        *(
            (SIGNED, lambda told, each=each: data(told, SIGNED)["drawings"].__setitem__(-1, each))
            for each in (
                {"letters": ""},
                {"letters": "0" * 201},
                {"letters": ["0"]},
                {"letters": "0", "text": "0"},
                {"same": 3},
                {"same": [3]},
                {"same": [3, 0, 0]},
                {"same": [True, 0]},
                {"same": ["3", 0]},
                {"same": [3, 0], "text": "x"},
                "same",
                None,
            )
        ),
        (SENT, lambda told: data(told, SENT).update(letters={})),
        *(
            (SENT, lambda told, each=each: data(told, SENT).update(letters=[{**ALPHABET[0], **each}]))
            for each in (
                {"text": "ab"},
                {"text": ""},
                {"text": 5},
                {"advance": -1},
                {"advance": 5001},
                {"advance": 1.5},
                {"advance": True},
                {"outlines": None},
                {"outlines": "M 0 0"},
                {"outlines": "M 0 0 Z " * 250 + "M 0 0 Z"},
                {"more": 1},
            )
        ),
        (SIGNED, lambda told: data(told, SIGNED)["drawings"].append({})),
        (SIGNED, lambda told: data(told, SIGNED)["drawings"][0].update(box=[0, 0, 1])),
        (SIGNED, lambda told: data(told, SIGNED)["drawings"][0].update(box=[9, 0, 1, 1])),
        (SIGNED, lambda told: data(told, SIGNED)["drawings"][0].update(outlines="")),
        (SIGNED, lambda told: data(told, SIGNED)["drawings"][0].update(strokes="M 0 0 L 1 1 Z")),
        (SIGNED, lambda told: data(told, SIGNED)["drawings"][0].update(strokes="M 0 0 L 1 1\n")),
        (SIGNED, lambda told: data(told, SIGNED)["drawings"][1].update(outlines="M 0 0 L 1 1")),
        (SIGNED, lambda told: data(told, SIGNED)["drawings"][1].update(outlines="M 0 0 Q 1 1 2 2 Z")),
        (SIGNED, lambda told: data(told, SIGNED)["drawings"][1].update(outlines="M 00 0 L 1 1 Z")),
        (
            SIGNED,
            lambda told: data(told, SIGNED)["drawings"][1].update(
                outlines="M 0 0 L 1 1 Z " * (MAX_PATH // 14) + "M 0 0 Z"
            ),
        ),
    ],
)
def test_what_is_not_written_as_it_must_be_is_refused(seq: int, change: Callable[[Told], object]) -> None:
    assert fault(change) == f"Event {seq}: {READ}"


def test_erased_values_are_left_out_and_everything_else_is_checked() -> None:
    gone = {"sha256": "e" * 64}

    def erase(told: Told) -> None:
        data(told, SENT)["signers"][0]["name"] = gone
        asked(told, "bea.note")["label"] = gone
        entry(told, MARKED, "bea.note")["text"] = gone
        for each in data(told, SIGNED)["drawings"]:
            if "box" in each:
                each.update(dict.fromkeys(each.keys() - {"box"}, gone))
        data(told, SIGNED)["signatureText"] = gone

    told = copy.deepcopy([list(each) for each in story_with_marks(DOCUMENT)])
    erase(told)
    found = put_marks(payloads([(each[0], each[1], each[2]) for each in told]))
    shown = [(each.name, each.text, each.caption and each.caption.text) for each in found[:5]]
    captions = ["2026-05-01 12:07 UTC · event 7", "event 7", None, None, None]
    assert shown == [(None, "2026-05-01" if at == 3 else None, each) for at, each in enumerate(captions)]
    assert [each.drawing is None for each in found[:5]] == [True, True, True, False, True]
    assert found[4].mark.label == ""
    assert found[6].text == "Sam Seller"
    assert fault(lambda told: (erase(told), data(told, SIGNED)["marks"].pop(0))) == (
        "Event 7: the mark bea.signature is missing."
    )


def in_package(told: Told, ids: tuple[str, str] = ("1", "2")) -> None:
    """Two documents with the same marks; both signers sign both."""
    sent = data(told, SENT)
    hashes = [DOCUMENT, "e" * 64]
    del sent["documentId"], sent["documentSha256"]
    sent["documents"] = [
        {"id": id, "title": "One", "sha256": hash, "marks": copy.deepcopy(ASKED)}
        for id, hash in zip(ids, hashes, strict=True)
    ]
    del sent["marks"]
    for seq in (MARKED, MARKED_AGAIN, SIGNED, SIGNED_BY_SAM):
        data(told, seq).update(documentId="1", documentSha256=DOCUMENT)


def test_documents_of_a_package_have_marks_of_their_own() -> None:
    assert fault(in_package) is None
    assert fault(
        lambda told: (in_package(told), data(told, MARKED).update(documentId="2", documentSha256="e" * 64))
    ) == ("Event 7: the mark bea.initials is said to be put by the signer, and no event says so.")
    assert fault(lambda told: (in_package(told), data(told, SIGNED).update(documentId="2"))) == (
        "Event 7: it names another document than its marks are in."
    )
    assert fault(lambda told: (in_package(told), data(told, SENT)["documents"][0].pop("marks"))) == (
        "Event 5: marks are put, but none were asked for."
    )
    assert fault(lambda told: in_package(told, ("1", "1"))) == "Event 1: two documents have the id 1."


def signs_twice(told: Told, *again: Any) -> None:
    """Bea signs a second document with the same marks, and draws `again` in the places of her first drawings."""
    in_package(told)
    second = [{**each, "required": False} for each in ASKED if each["id"] != "bea.note"]
    data(told, SENT)["documents"][1]["marks"] = second
    signed = signed_with(BEA, 12, "e" * 64, [each for each in second if each["signer"] == "sgr_1"])
    signed["drawings"][: len(again)] = again
    told.insert(11, ["signed", BEA, {**signed, "documentId": "2"}])


SAME = {"same": [SIGNED, 0]}, {"same": [SIGNED, 1]}


def test_a_signer_draws_once_in_a_trail() -> None:
    told = copy.deepcopy([list(each) for each in story_with_marks(DOCUMENT)])
    signs_twice(told, *SAME)
    events = payloads([(each[0], each[1], each[2]) for each in told])
    found = recorded(events)
    first, again = ({each.mark.id: each for each in found.marks if each.seq == seq} for seq in (SIGNED, 12))
    assert [again[id].drawing == first[id].drawing is not None for id in ("bea.signature", "bea.initials")] == [
        True
    ] * 2
    assert [each.drawing for each in found.signatures if each.seq in (SIGNED, 12)] == [
        first["bea.signature"].drawing
    ] * 2

    data(told, SIGNED)["drawings"][0]["strokes"] = {"sha256": "e" * 64}
    erased = {each.mark.id: each for each in recorded(payloads([tuple(each) for each in told])).marks if each.seq == 12}
    assert (erased["bea.signature"].drawing, erased["bea.signature"].text) == (None, None)
    assert erased["bea.initials"].drawing == first["bea.initials"].drawing


NOT_BEFORE = "the signer signed nothing with that before."


@pytest.mark.parametrize(
    ("again", "sentence"),
    [
        ([{"same": [SIGNED, 99]}], "a drawing is said to be number 99 of event 7, which draws nothing there."),
        ([{"same": [SIGNED, -1]}], "a drawing is said to be number -1 of event 7, which draws nothing there."),
        ([{"same": [SIGNED, 2]}], "a drawing is said to be number 2 of event 7, which draws nothing there."),
        ([{"same": [SIGNED_BY_SAM, 0]}], f"a drawing is said to be one of event 11; {NOT_BEFORE}"),
        ([{"same": [13, 0]}], f"a drawing is said to be one of event 13; {NOT_BEFORE}"),
        ([SAME[1]], "the mark bea.signature does not say how the signer signed."),
        (
            [SAME[0], SAME[1], SAME[0]],
            "the caption of the mark bea.signature is not set from the letters of dates and captions.",
        ),
        (
            [*SAME, line("2026-05-01 12:07 UTC · event 7")],
            "the caption of the mark bea.signature is not “2026-05-01 12:12 UTC · event 12”.",
        ),
    ],
)
def test_a_drawing_of_before_is_the_signers_own_and_there(again: list[Any], sentence: str) -> None:
    assert fault(lambda told: signs_twice(told, *again)) == f"Event 12: {sentence}"


def test_a_reference_does_not_lead_to_another() -> None:
    def third(told: Told) -> None:
        signs_twice(told, *SAME)
        data(told, SENT)["documents"].append({"id": "3", "title": "Third", "sha256": "f" * 64, "marks": []})
        third = {"signatureText": "Bea Buyer", "documentId": "3", "documentSha256": "f" * 64}
        told.insert(12, ["signed", BEA, {**third, "drawings": [{"same": [12, 0]}], "signature": 0}])

    assert fault(third) == "Event 13: a drawing is said to be number 0 of event 12, which draws nothing there."


def test_lines_are_set_from_letters() -> None:
    given = [
        Letter("a", 500, "M 1 -2 L -3 4 C 5 6 7 8 9 10 Z"),
        Letter(" ", 250, ""),
        Letter("b", 40, "M 0 0 Z M 1 1 Z"),
    ]
    line = Line("ba b", tuple(given[at] for at in (2, 0, 1, 2)))
    assert line.box == (0, -800, 830, 250)
    assert line.outlines == "M 0 0 Z M 1 1 Z M 41 -2 L 37 4 C 45 6 47 8 49 10 Z M 790 0 Z M 791 1 Z"
    assert (line.strokes, Line("", ()).outlines, Line("", ()).box) == ("", "", (0, -800, 0, 250))
    assert {each for text in (day_of(AT, UTC), caption_of(MarkKind.SIGNATURE, AT, 1234567890)) for each in text} <= set(
        LETTERS
    )


def test_days_captions_and_zones() -> None:
    assert day_of(AT, ZoneInfo("America/Toronto")) == "2026-04-30"
    assert caption_of(MarkKind.SIGNATURE, AT, 5) == "2026-05-01 03:59 UTC · event 5"
    assert caption_of(MarkKind.INITIALS, AT, 12) == "event 12"
    for name in (None, 5, "", "Nowhere/Town", "../etc/passwd", "x" * 5000, "\0"):
        assert zone_of(name) is UTC


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.data())
@settings(max_examples=300)
def test_anything_in_any_place_is_read_or_refused(source: st.DataObject) -> None:
    told = copy.deepcopy([list(each) for each in story_with_marks(DOCUMENT)])
    events = payloads([(each[0], each[1], each[2]) for each in told])
    place: Any = events
    while isinstance(place, list | dict) and place:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = source.draw(st.sampled_from(keys))
        if not isinstance(place[key], list | dict) or source.draw(st.integers(0, 3)) == 0:
            place[key] = source.draw(JSON)
            break
        place = place[key]
    events = [each for each in events if isinstance(each, dict)]
    has_marks(events)
    with suppress(MarksError):
        recorded(events)
