"""What is put and filled, and that the kernel takes what is recorded of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.rendering.lettering import lettered
from documents.rendering.page_images import PageSize
from safeclose import clock
from safeclose.marks.definitions import ENTERED, Mark, MarkKind
from safeclose.marks.drawings import OUTLINES, Drawing, Letter, Line
from safeclose.marks.placed import LETTERS, PutMark, put_marks
from safeclose.refusals import Code, Conflict, Invalid
from signing.ceremony.marks import (
    MAX_LETTERS,
    Values,
    adopt,
    drawn_before,
    draws,
    letters,
    put,
    refuse_unprintable,
    shown,
    signed_data,
)
from signing.ceremony.strokes import drawn

BEA = "sgr_1"
DOCUMENT = "a" * 64
AT = datetime(2026, 11, 30, 3, 40, 59, 123000, tzinfo=UTC)
TORONTO = "America/Toronto"  # where it is still the 29th
STROKES = [[0, 0, 900, 900], [5, 5, 900, 5]]


def mark(id: str, kind: MarkKind | str, **more: Any) -> Mark:
    place = {"page": 1, "x": 72.0, "y": 100.0, "width": 180.0, "height": 36.0, **more}
    return Mark(id=id, kind=MarkKind(kind), signer=BEA, **place)


SIGNATURE = mark("s", "signature")
INITIALS = mark("i", "initials", y=90.0)
NAME = mark("n", "name", y=140.0)
DATE = mark("d", "date", y=140.0, x=300.0)
TEXT = mark("t", "text", page=2, label="Loan number")
TICK = mark("c", "checkbox", page=2, y=120.0)
ALL = [SIGNATURE, INITIALS, NAME, DATE, TEXT, TICK]
FILLED: Values = {"t": "AB 12", "c": True}


def filled(marks: Sequence[Mark], values: Values = FILLED, *, before: Any = None, **adopted: Any) -> dict[str, Any]:
    return signed_data(
        marks, values, adopt("Bea Buyer", **adopted), at=AT, timezone=TORONTO, seq=5, before=before or {}
    )


def batch(**values: Any) -> list[dict[str, Any]]:
    return [{"mark_id": id, "value": value} for id, value in values.items()]


# --- Signing ---------------------------------------------------------------------------------------------------------


def test_signing_alone_fills_what_follows_from_who_signs_and_when() -> None:
    assert filled(ALL) == {
        "drawings": [
            lettered("Bea Buyer", "script").written(),
            lettered("BB", "script").written(),
            {"letters": "event 5"},
            {"letters": "2026-11-30 03:40 UTC · event 5"},
            lettered("Bea Buyer", "text").written(),
            {"letters": "2026-11-29"},
            lettered("AB 12", "text").written(),
        ],
        "signature": 0,
        "initials": 1,
        "marks": [
            {"id": "i", "by": "signing", "drawing": 1, "caption": 2},
            {"id": "s", "by": "signing", "drawing": 0, "caption": 3},
            {"id": "n", "by": "signing", "drawing": 4},
            {"id": "d", "by": "signing", "drawing": 5},
            {"id": "t", "by": "signer", "drawing": 6},
            {"id": "c", "by": "signer", "checked": True},
        ],
    }


def test_what_the_signer_put_is_recorded_as_theirs() -> None:
    by = {each["id"]: each["by"] for each in filled(ALL, {**FILLED, "s": None, "d": None})["marks"]}
    assert by == {"i": "signing", "s": "signer", "n": "signing", "d": "signer", "t": "signer", "c": "signer"}


def test_one_drawing_serves_all_places_of_its_kind() -> None:
    again = [mark(f"{one.id}2", one.kind, page=3) for one in ALL[:4]]
    data = filled([*ALL, *again])
    assert len(data["drawings"]) == 7
    assert len(data["marks"]) == 10


def test_what_was_drawn_before_is_referred_to() -> None:
    first = filled(ALL)
    before = drawn_before([{"seq": 5, "data": first}])
    assert before == {Drawing.read(one): (5, at) for at, one in enumerate(first["drawings"]) if "box" in one}
    again = filled(ALL, before=before)
    assert again == {
        **first,
        "drawings": [one if "letters" in one else {"same": [5, at]} for at, one in enumerate(first["drawings"])],
    }
    assert (draws(first), draws(again), draws({})) == (True, False, False)
    # What is drawn in another way is drawn again; and so is what was erased.
    other = filled(ALL, signature_text="B. B.", before=before)
    assert [draws({"drawings": [one]}) for one in other["drawings"]] == [True, *[False] * 6]
    first["drawings"][0]["outlines"] = first["drawings"][1]["text"] = {"sha256": "a" * 64}
    before = drawn_before([{"seq": 5, "data": first}, {"seq": 9, "data": again}, {"seq": 11, "data": {}}])
    assert set(before.values()) == {(5, 4), (5, 6)}


def test_the_letters_of_a_trail_are_those_of_dates_and_captions() -> None:
    found = letters()["letters"]
    assert "".join(one["text"] for one in found) == LETTERS
    for one in found:
        assert Letter.read(one).written() == one
        if one["text"] != " ":
            assert one["outlines"] == lettered(one["text"], "text").outlines
    space = next(one for one in found if one["text"] == " ")
    assert (space["advance"] > 100, space["outlines"]) == (True, "")
    line = Line("2026-11-29", tuple(Letter.read(found[LETTERS.index(each)]) for each in "2026-11-29"))
    assert OUTLINES.fullmatch(line.outlines)
    assert line.box == lettered("2026-11-29", "text").box


@pytest.mark.parametrize("kind", list(MarkKind))
def test_optional_marks_are_empty_unless_they_are_put(kind: MarkKind) -> None:
    one = mark("o", kind, required=False)
    value = {MarkKind.TEXT: "x", MarkKind.CHECKBOX: True}.get(kind)
    assert filled([one], {}) == {}
    assert [each["by"] for each in filled([one], {"o": value})["marks"]] == ["signer"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"c": True}, "“Loan number” must be filled in before signing."),
        ({"t": "x"}, "The checkbox on page 2 must be ticked before signing."),
        ({}, "“Loan number” must be filled in before signing."),
    ],
)
def test_what_only_the_signer_knows_is_asked_for_by_its_label(values: Values, sentence: str) -> None:
    with pytest.raises(Conflict) as refused:
        filled(ALL, values)
    assert (refused.value.reason, refused.value.sentence) == (Code.INVALID_STATE, sentence)


def test_without_marks_nothing_is_recorded_but_a_drawn_signature() -> None:
    assert filled([], {}) == filled([], {}, signature_text="B. B.", initials_strokes=STROKES) == {}
    picture = drawn(STROKES, "Bea Buyer").written()
    assert filled([], {}, signature_strokes=STROKES) == {"drawings": [picture], "signature": 0, "marks": []}


def test_strokes_say_the_text_that_was_typed_with_them() -> None:
    adopted = adopt("Bea Buyer", signature_text="B. Buyer", signature_strokes=STROKES, initials_strokes=STROKES)
    assert (adopted.signature, adopted.initials) == (drawn(STROKES, "B. Buyer"), drawn(STROKES, "BB"))
    assert adopt("Bea Buyer", initials_text="Be").initials == lettered("Be", "script")


@pytest.mark.parametrize("name", ["😀", "Bea 😀", "\u200b", "א\u3000ֱ", "龘" * 2000, "", "\x07"])
def test_a_name_that_no_font_has_does_not_keep_anyone_from_signing(name: str) -> None:
    adopted = adopt(name)
    assert (adopted.name.text, adopted.signature.text) == (name, name)
    assert adopt(name, signature_text=name) == adopted  # as clients send it that know only the name
    assert adopted.name.outlines
    assert adopted.signature.outlines
    assert adopted.initials.outlines


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"signature_text": "Bea 😀"}, "The fonts of the documents can't print 😀 (U+1F600)."),
        ({"initials_text": "B😀"}, "The fonts of the documents can't print 😀 (U+1F600)."),
        ({"signature_text": "\u200b"}, "There is no letter to draw."),
        ({"signature_text": "龘" * 400}, f"“{'龘' * 400}” is too long to be drawn."),
    ],
)
def test_letters_that_a_signer_typed_must_be_in_a_font(typed: dict[str, str], sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        adopt("Bea Buyer", **typed)
    assert refused.value.sentence.startswith(sentence)


# --- Putting ---------------------------------------------------------------------------------------------------------


def test_values_are_put_in_batches() -> None:
    first = put(ALL, {}, batch(t=" AB 12 ", c=True, s=None))
    assert first.values == {"t": "AB 12", "c": True, "s": None}
    assert first.data == {"marks": [{"id": "t", "text": "AB 12"}, {"id": "c", "checked": True}, {"id": "s"}]}
    second = put(ALL, first.values, batch(t="", c=False, i=None))
    assert second.values == {"s": None, "i": None}
    assert second.data == {"marks": [{"id": "t", "text": ""}, {"id": "c", "checked": False}, {"id": "i"}]}
    assert first.values == {"t": "AB 12", "c": True, "s": None}
    assert put(ALL, first.values, [{"mark_id": "t"}]).values == {"c": True, "s": None}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (batch(x=None), "There is no mark x of this signer."),
        (batch(s=None, x=None), "There is no mark x of this signer."),
        ([*batch(s=None), *batch(s=None)], "The mark s is named twice."),
        (batch(s="Bea"), "The mark s takes no value: it is a signature."),
        (batch(d=True), "The mark d takes no value: it is a date."),
        (batch(n=""), "The mark n takes no value: it is a name."),
        (batch(c="yes"), "The mark c takes true or false."),
        (batch(c=None), "The mark c takes true or false."),
        (batch(t=True), "The mark t takes a text."),
        (batch(t="a\nb"), "The text of mark t must be one line, without tabs and control characters."),
        (batch(t="a\tb"), "The text of mark t must be one line, without tabs and control characters."),
        (batch(t="a\u2028b"), "The text of mark t must be one line, without tabs and control characters."),
        (batch(t="a\x07b"), "The text of mark t must be one line, without tabs and control characters."),
        (batch(t="a\u202eb"), "The text of mark t must be one line, without tabs and control characters."),
        (batch(t="a\ud800"), "The text of mark t must be one line, without tabs and control characters."),
        (batch(t="x" * 201), "The text of mark t may have 200 characters."),
        (batch(t="😀"), "The text of mark t can't be printed. The fonts of the documents can't print 😀 (U+1F600)."),
        (batch(t="\u200b"), "The text of mark t can't be printed. There is no letter to draw."),
    ],
)
def test_what_a_mark_does_not_take_is_refused_by_its_id(values: list[dict[str, Any]], sentence: str) -> None:
    def looked_at_and_put() -> None:
        refuse_unprintable(values)
        put(ALL, {}, values)

    with pytest.raises(Invalid) as refused:
        looked_at_and_put()
    assert refused.value.sentence == sentence


def test_letters_that_no_font_has_are_named_by_themselves() -> None:
    with pytest.raises(Invalid) as refused:
        refuse_unprintable(batch(t="Maple 😀 Mutual"))
    assert refused.value.details == {"unprintable": "😀"}


def test_more_letters_than_may_be_put_are_not_drawn_to_look_at_them() -> None:
    with pytest.raises(Invalid, match=f"All texts together may have {MAX_LETTERS} characters"):
        refuse_unprintable(batch(**{f"t{number}": "😀" * 200 for number in range(MAX_LETTERS // 200 + 1)}))


def test_a_text_that_was_drawn_beforehand_is_recorded_so() -> None:
    """And one that was put since is drawn then."""
    adopted = adopt("Bea Buyer", values={"t": "green", "c": True, "s": None})
    assert set(adopted.texts) == {"green"}
    adopted = replace(adopted, texts={"green": replace(adopted.texts["green"], box=(1, 2, 3, 4))})
    for text, is_prepared in (("green", True), ("blue", False)):
        values = {"t": text, "c": True}
        data = signed_data(ALL, values, adopted, at=AT, timezone=TORONTO, seq=7)
        drawing = next(one for one in data["drawings"] if one.get("text") == text)
        assert (drawing["box"] == [1, 2, 3, 4]) is is_prepared


def test_all_texts_together_are_bounded() -> None:
    marks = [mark(f"t{number}", "text") for number in range(MAX_LETTERS // 200 + 1)]
    values = put(marks, {}, batch(**{one.id: "x" * 200 for one in marks[:-1]})).values
    with pytest.raises(Invalid, match=f"All texts together may have {MAX_LETTERS} characters"):
        put(marks, values, batch(**{marks[-1].id: "x"}))
    assert put(marks, values, batch(**{marks[-1].id: "x", "t0": ""}))


def test_marks_are_shown_in_reading_order() -> None:
    sizes = [PageSize(612, 792), PageSize(792, 612.5)]
    rows = shown(ALL, FILLED, sizes)
    assert [row["id"] for row in rows] == ["i", "s", "n", "d", "t", "c"]
    assert [row["put"] for row in rows] == [False] * 4 + [True] * 2
    assert [row["value"] for row in rows] == [None] * 4 + ["AB 12", True]
    assert {(row["page_width"], row["page_height"]) for row in rows[4:]} == {(792, 612.5)}


# --- What the kernel reads of it -------------------------------------------------------------------------------------


class Told(NamedTuple):
    kind: str
    data: Mapping[str, Any]


def placed(asked: Sequence[Mark], told: Sequence[Told]) -> list[PutMark]:
    """The marks of a trail in which Bea is asked for these marks, and then did this."""
    sent = {
        "documentSha256": DOCUMENT,
        "signers": [{"id": BEA, "name": "Bea Buyer"}],
        "organization": {"id": "1", "timezone": TORONTO},
        "marks": [one.written() for one in asked],
        **letters(),
    }
    events = [Told("sent", sent), Told("consented", {}), *told]
    first = AT - timedelta(minutes=len(events))
    return put_marks(
        [
            {
                "seq": seq,
                "type": event.kind,
                "at": clock.iso(first + timedelta(minutes=seq)),
                "actor": {"kind": "signer", "id": BEA, "name": "Bea Buyer"},
                "data": event.data,
            }
            for seq, event in enumerate(events, start=1)
        ]
    )


definitions = st.lists(
    st.builds(
        mark,
        st.from_regex(r"[A-Za-z0-9._-]{1,6}", fullmatch=True),
        st.sampled_from(MarkKind),
        page=st.integers(1, 3),
        x=st.floats(0, 600),
        y=st.floats(0, 600),
        width=st.floats(0.01, 300),
        height=st.floats(0.01, 300),
        required=st.booleans(),
        label=st.text(max_size=5),
    ),
    max_size=8,
    unique_by=lambda one: one.id,
)
texts = st.text(st.sampled_from("ab é😀\t\u200bאבم陈क्"), max_size=6)
adoptions = st.fixed_dictionaries(
    {},
    optional={
        "signature_text": st.sampled_from(["B. Buyer", "陈伟"]),
        "signature_strokes": st.just(STROKES),
        "initials_text": st.just("bb"),
        "initials_strokes": st.just(STROKES),
    },
)


def fitting(one: Mark) -> st.SearchStrategy[Any]:
    right = {MarkKind.TEXT: texts, MarkKind.CHECKBOX: st.booleans()}.get(one.kind, st.none())
    return st.one_of(right, right, right, st.one_of(texts, st.booleans(), st.none()))


@settings(max_examples=150, deadline=None)
@given(definitions, adoptions, st.data())
def test_whatever_is_put_and_filled_is_accepted_when_it_is_read(
    asked: list[Mark], adoption: dict[str, Any], data: st.DataObject
) -> None:
    values: Values = {}
    told = []
    for _ in range(data.draw(st.integers(0, 3))):
        chosen = data.draw(st.lists(st.sampled_from(asked), unique=True)) if asked else []
        values_of_batch = [{"mark_id": one.id, "value": data.draw(fitting(one))} for one in chosen]
        try:
            refuse_unprintable(values_of_batch)
            done = put(asked, values, values_of_batch)
        except Invalid:
            continue
        values = done.values
        if chosen:
            told.append(Told("marked", done.data))
    adopted = adopt("Bea Buyer", **adoption)
    missing = [one for one in asked if one.kind in ENTERED and one.required and not values.get(one.id)]
    seq = len(told) + 3
    try:
        recorded = signed_data(asked, values, adopted, at=AT, timezone=TORONTO, seq=seq)
    except Conflict:
        assert missing
        return
    assert not missing
    assert recorded == signed_data(reversed_(asked), dict(values), adopted, at=AT, timezone=TORONTO, seq=seq)
    signed = {"documentSha256": DOCUMENT, "signatureText": adoption.get("signature_text", "Bea Buyer"), **recorded}
    found = placed(asked, [*told, Told("signed", signed)])
    assert {one.mark.id for one in found} == {one.id for one in asked if one.required or one.id in values}
    assert {one.mark.id for one in found if one.by == "signer"} == set(values)
    assert all(one.text == values[one.mark.id] for one in found if one.mark.kind == MarkKind.TEXT)


def reversed_(marks: Sequence[Mark]) -> list[Mark]:
    return list(reversed(marks))
