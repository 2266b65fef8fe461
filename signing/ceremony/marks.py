"""What a signer puts on the pages, and what is recorded of it. No tables: envelopes and packages use it alike."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from documents.rendering.glyph_coverage import sentence
from documents.rendering.lettering import Style, TooLong, alphabet, lettered
from documents.rendering.page_images import PageSize
from documents.rendering.printable_text import in_ascii, printed_text
from documents.rendering.shaping import IGNORABLE
from documents.rendering.typesetting import Unprintable
from safeclose.marks.definitions import ENTERED, MAX_TEXT, Mark, MarkKind, PutBy
from safeclose.marks.drawings import Drawing
from safeclose.marks.placed import LETTERS, caption_of, day_of, zone_of
from safeclose.plain_text import trimmed
from safeclose.refusals import Conflict, Invalid
from signing.ceremony.initials import initials_of
from signing.ceremony.strokes import Strokes, drawn

MAX_LETTERS = 5000  # of all texts that one signer enters in one document: each letter takes 0.5 kB of evidence

# By mark id; None where there is nothing to enter. A mark that is not put is absent.
Values = Mapping[str, str | bool | None]


@dataclass(frozen=True)
class Adopted:
    """How a signer signs: what is drawn in each place for a signature, for initials, and for the name.

    is_drawn   the signature was drawn by hand, so it is recorded where no mark shows it, too
    texts      drawings of texts that the signer entered, by what they say
    """

    name: Drawing
    signature: Drawing
    initials: Drawing
    is_drawn: bool = False
    texts: Mapping[str, Drawing] = field(default_factory=dict)


class Put(NamedTuple):
    """All values of the signer after a batch, and the data of the `marked` event."""

    values: dict[str, str | bool | None]
    data: dict[str, Any]


def adopt(
    name: str,
    *,
    signature_text: str | None = None,
    signature_strokes: Strokes | None = None,
    initials_text: str | None = None,
    initials_strokes: Strokes | None = None,
    values: Values | None = None,
) -> Adopted:
    """The drawings of a signer's name, signature and initials. Slow: to be called with no transaction open.

    What is not given, or given as it is proposed, follows from the name, which never fails. Strokes are what is seen,
    and the text says what they mean. `values` are what the signer has put so far; a text that is put after this is
    drawn when it is recorded. Raises Invalid where no font has letters that the signer typed.
    """
    return Adopted(
        name=_of_name(name, "text"),
        signature=_chosen(signature_text, signature_strokes, name),
        initials=_chosen(initials_text, initials_strokes, initials_of(name)),
        is_drawn=signature_strokes is not None,
        texts={text: typed(text, "text") for text in (values or {}).values() if isinstance(text, str)},
    )


def typed(text: str, style: Style = "script") -> Drawing:
    """The letters that somebody typed. Raises Invalid with a sentence where they can't be drawn."""
    try:
        return lettered(text, style)
    except Unprintable as error:
        if not IGNORABLE.sub("", error.text).strip():
            raise Invalid("There is no letter to draw.") from error
        raise Invalid(sentence(error.text), unprintable=error.text) from error
    except TooLong as error:
        raise Invalid(f"“{text}” is too long to be drawn.") from error


def refuse_unprintable(batch: Iterable[Mapping[str, Any]]) -> None:
    """To be called before `put` gets the batch, with no transaction open, because drawing letters is slow.

    Raises Invalid, naming the mark, for the first text that no font has the letters of.
    """
    texts = {one["mark_id"]: one["value"].strip() for one in batch if isinstance(one.get("value"), str)}
    _refuse_too_many_letters(texts.values())
    for identifier, text in texts.items():
        if text and _is_line(text):
            try:
                typed(text, "text")
            except Invalid as refusal:
                words = f"The text of mark {identifier} can't be printed. {refusal.sentence}"
                raise Invalid(words, **refusal.details) from refusal


def put(marks: Sequence[Mark], values: Values, batch: Iterable[Mapping[str, Any]]) -> Put:
    """The signer's values after a batch of `{"mark_id", "value"}`, and what is recorded of the batch.

    `marks` are the signer's own. "" or None takes a text back; false unticks. Letters are not looked at. Raises
    Invalid, naming the mark, for one that is unknown or named twice, and for a value that its kind does not take.
    """
    known = {mark.id: mark for mark in marks}
    changed, recorded = dict(values), dict[str, dict[str, Any]]()
    for one in batch:
        mark = known.get(one["mark_id"])
        if mark is None:
            raise Invalid(f"There is no mark {one['mark_id']} of this signer.")
        if mark.id in recorded:
            raise Invalid(f"The mark {mark.id} is named twice.")
        value = _checked(mark, one.get("value"))
        recorded[mark.id] = {"id": mark.id, **_recorded(mark, value)}
        if mark.kind in ENTERED and not value:
            changed.pop(mark.id, None)
        else:
            changed[mark.id] = value
    _refuse_too_many_letters(value for value in changed.values() if isinstance(value, str))
    return Put(changed, {"marks": list(recorded.values())})


def letters() -> dict[str, Any]:
    """What the `sent` event of a trail with marks says of the letters of dates and captions."""
    return {"letters": [letter.written() for letter in alphabet(LETTERS)]}


def draws(data: Mapping[str, Any]) -> bool:
    """Whether the data of a `signed` event has a drawing of its own, to which later events can refer."""
    return any("box" in written for written in data.get("drawings", []))


def drawn_before(payloads: Iterable[Mapping[str, Any]]) -> dict[Drawing, tuple[int, int]]:
    """The drawings in revealed `signed` events of one signer, and where each is: event and index. Not erased ones."""
    found: dict[Drawing, tuple[int, int]] = {}
    for payload in payloads:
        for index, written in enumerate(payload["data"].get("drawings", [])):
            with suppress(ValueError):  # it refers to others, or was erased
                found.setdefault(Drawing.read(written), (payload["seq"], index))
    return found


def signed_data(
    marks: Sequence[Mark],
    values: Values,
    adopted: Adopted,
    *,
    at: datetime,
    timezone: str,
    seq: int,
    before: Mapping[Drawing, tuple[int, int]] = MappingProxyType({}),
) -> dict[str, Any]:
    """What the `signed` event says about marks: `drawings`, `signature`, `initials`, `marks`; {} for nothing.

    `marks` are the signer's own, `values` what they put; `at` and `seq` are the event's, `timezone` is the trail's.
    `before` is what the signer drew in the trail before, see `drawn_before`; events refer to that. What is required and
    was not put is filled in, and recorded as put by signing; what is optional stays empty. A signature drawn by hand is
    recorded without any mark, too. Raises Conflict, naming it, where a required text or checkbox is missing.
    """
    drawings: dict[Drawing | str, int] = {}  # texts are set from the letters of the trail

    def index(drawing: Drawing | str) -> int:
        return drawings.setdefault(drawing, len(drawings))

    def caption(kind: MarkKind) -> int:
        return index(caption_of(kind, at, seq))

    def written(drawing: Drawing | str) -> dict[str, Any]:
        if isinstance(drawing, str):
            return {"letters": drawing}
        return {"same": list(before[drawing])} if drawing in before else drawing.written()

    filled = [mark for mark in in_reading_order(marks) if mark.required or mark.id in values]
    kinds = {mark.kind for mark in filled}
    data: dict[str, Any] = {}
    if MarkKind.SIGNATURE in kinds or adopted.is_drawn:
        data["signature"] = index(adopted.signature)
    if MarkKind.INITIALS in kinds:
        data["initials"] = index(adopted.initials)
    entries = []
    for mark in filled:
        by: PutBy = "signer" if mark.id in values else "signing"
        entry: dict[str, Any] = {"id": mark.id, "by": by}
        match mark.kind:
            case MarkKind.SIGNATURE:
                entry |= {"drawing": data["signature"], "caption": caption(mark.kind)}
            case MarkKind.INITIALS:
                entry |= {"drawing": data["initials"], "caption": caption(mark.kind)}
            case MarkKind.NAME:
                entry["drawing"] = index(adopted.name)
            case MarkKind.DATE:
                entry["drawing"] = index(day_of(at, zone_of(timezone)))
            case MarkKind.TEXT:
                text = str(_entered(mark, values))
                entry["drawing"] = index(adopted.texts.get(text) or typed(text, "text"))
            case MarkKind.CHECKBOX:
                entry["checked"] = bool(_entered(mark, values))
        entries.append(entry)
    if not drawings and not entries:
        return {}
    return {"drawings": [written(drawing) for drawing in drawings], **data, "marks": entries}


def in_reading_order(marks: Iterable[Mark]) -> list[Mark]:
    """From page to page, from top to bottom, from left to right."""
    return sorted(marks, key=lambda mark: (mark.page, mark.y, mark.x, mark.id))


def shown(marks: Iterable[Mark], values: Values, sizes: Sequence[PageSize]) -> list[dict[str, Any]]:
    """A signer's marks as MarkShape answers them; `sizes` are those of the document's pages."""
    return [
        {
            **mark.written(),
            "page_width": sizes[mark.page - 1].width,
            "page_height": sizes[mark.page - 1].height,
            "put": mark.id in values,
            "value": values.get(mark.id),
        }
        for mark in in_reading_order(marks)
    ]


def _chosen(text: str | None, strokes: Strokes | None, proposed: str) -> Drawing:
    if strokes is not None:
        return drawn(strokes, text or proposed)
    return typed(text) if text and text != proposed else _of_name(proposed, "script")


def _of_name(name: str, style: Style) -> Drawing:
    """A name that the signer did not type: letters that no font has are drawn as their numbers."""
    for shown_name in (name, printed_text(name), in_ascii(name)[:MAX_TEXT]):
        try:
            return replace(lettered(shown_name, style), text=name)
        except (Unprintable, TooLong):
            continue
    return replace(lettered("?", style), text=name)


def _entered(mark: Mark, values: Values) -> str | bool:
    value = values.get(mark.id)
    if value:
        return value
    what = "filled in" if mark.kind == MarkKind.TEXT else "ticked"
    raise Conflict(f"{_named(mark)} must be {what} before signing.")


def _named(mark: Mark) -> str:
    return f"“{mark.label}”" if mark.label else f"The {mark.kind} on page {mark.page}"


def _recorded(mark: Mark, value: str | bool | None) -> dict[str, Any]:
    match mark.kind:
        case MarkKind.TEXT:
            return {"text": value or ""}
        case MarkKind.CHECKBOX:
            return {"checked": value}
    return {}


def _checked(mark: Mark, value: object) -> str | bool | None:
    match mark.kind:
        case MarkKind.TEXT:
            return _text(mark, value)
        case MarkKind.CHECKBOX:
            if isinstance(value, bool):
                return value
            raise Invalid(f"The mark {mark.id} takes true or false.")
    if value is not None:
        raise Invalid(f"The mark {mark.id} takes no value: it is a {mark.kind}.")
    return None


def _text(mark: Mark, value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise Invalid(f"The mark {mark.id} takes a text.")
    line, faults = trimmed(value)
    if faults or "\t" in line or len(line.splitlines()) > 1:
        raise Invalid(f"The text of mark {mark.id} must be one line, without tabs and control characters.")
    if len(line) > MAX_TEXT:
        raise Invalid(f"The text of mark {mark.id} may have {MAX_TEXT} characters.")
    return str(line)


def _is_line(text: str) -> bool:
    return not trimmed(text)[1] and "\t" not in text and len(text.splitlines()) <= 1 and len(text) <= MAX_TEXT


def _refuse_too_many_letters(texts: Iterable[str]) -> None:
    if sum(map(len, texts)) > MAX_LETTERS:
        raise Invalid(f"All texts together may have {MAX_LETTERS} characters.")
