"""What a trail says of marks: which were asked of whom, and which were put, by which event.

Reads revealed payloads, oldest first: those of a trail, or of evidence from anybody. Values that were erased are
`{"sha256": …}` there, and are None here: what they were can't be checked, everything else is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from math import isfinite
from types import MappingProxyType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from safeclose.marks.definitions import (
    ENTERED,
    ID,
    MAX_MARKS,
    MAX_PAGE_POINTS,
    MAX_TEXT,
    MIN_SIDE,
    Mark,
    MarkKind,
    PutBy,
)
from safeclose.marks.drawings import Drawing, Letter, Line
from safeclose.sentences import SentenceError, sentence

MAX_PAGES = 100_000
CAPTIONED = frozenset({MarkKind.SIGNATURE, MarkKind.INITIALS})
LETTERS = "0123456789-: ·UTCevnt"  # of dates and captions
_DEFINITION = {"id", "page", "x", "y", "width", "height", "kind", "signer", "required", "label"}
_PUT = {"id", "by", "drawing", "caption", "checked"}


class MarksError(SentenceError, ValueError):
    """The trail contradicts itself, or the rules for marks; the message is a sentence that says where."""


@dataclass(frozen=True)
class PutMark:
    """A mark that one signer put.

    document  SHA-256 of the presented file
    seq, at   of the event `signed`
    name      of the signer, None where it was erased
    drawing   None for a checkbox, and where it was erased
    caption   below signatures and initials
    text      what it says, None where it was erased; "" for a checkbox
    """

    mark: Mark
    document: str
    by: PutBy
    seq: int
    at: datetime
    name: str | None
    drawing: Drawing | Line | None
    caption: Line | None
    text: str | None


@dataclass(frozen=True)
class Signature:
    """That one signer signed one document, with event `seq`; `text` is how, None where it was erased.

    `drawing` and `initials` are what the signer adopted, None where that is not recorded or was erased.
    """

    document: str
    seq: int
    at: datetime
    name: str | None
    text: str | None
    drawing: Drawing | None
    initials: Drawing | None


class Recorded(NamedTuple):
    """All marks that were put, and all signatures, in the order of the events; marks of one event as asked for."""

    marks: list[PutMark]
    signatures: list[Signature]


def recorded(payloads: Iterable[Mapping[str, Any]]) -> Recorded:
    """What a trail says. Raises MarksError where it breaks a rule of docs/evidence.md, section Marks.

    A trail from before there were marks has signatures only.
    """
    reading = _Reading(payloads)
    return Recorded(reading.put, reading.signatures)


def put_marks(payloads: Sequence[Mapping[str, Any]]) -> list[PutMark]:
    """The marks alone; none, whatever it holds, for a trail from before there were marks. Raises MarksError."""
    return recorded(payloads).marks if has_marks(payloads) else []


def has_marks(payloads: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a trail asks for marks, or says that any were put or drawn. Never raises, whatever the payloads hold."""
    return any(_mentions_marks(each.get("type"), each.get("data")) for each in payloads)


def _mentions_marks(type: Any, data: Any) -> bool:
    if type not in ("sent", "marked", "signed") or not isinstance(data, Mapping):
        return False
    documents = data.get("documents")
    listed = documents if isinstance(documents, list) else []
    return type == "marked" or any(
        each.get("marks") or each.get("drawings") for each in (data, *listed) if isinstance(each, Mapping)
    )


def day_of(at: datetime, zone: tzinfo) -> str:
    """What a date mark says of an instant."""
    return f"{at.astimezone(zone):%Y-%m-%d}"


def caption_of(kind: MarkKind, at: datetime, seq: int) -> str:
    """What stands below a signature or initials: the instant, in a signature, and the event that it is from."""
    event = f"event {seq}"
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC · {event}" if kind == MarkKind.SIGNATURE else event


def zone_of(name: Any) -> tzinfo:
    """The time zone of an organization; UTC where it names none that is known."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        return UTC


class _Document:
    """A presented file, and the marks that were asked for in it: by their ids, and by signer."""

    def __init__(self, sha256: str, asked: Mapping[str, Mark] = MappingProxyType({})) -> None:
        self.sha256 = sha256
        self.asked = asked
        self.by_signer: dict[str, list[Mark]] = {}
        for mark in asked.values():
            self.by_signer.setdefault(mark.signer, []).append(mark)


@dataclass
class _Entered:
    """What one signer put one by one in one document: {mark id: a text (None where erased), or whether it is put}."""

    values: dict[str, Any] = field(default_factory=dict)
    signed: bool = False


class _Reading:
    """One walk through the events."""

    def __init__(self, payloads: Iterable[Mapping[str, Any]]) -> None:
        self.put: list[PutMark] = []
        self.signatures: list[Signature] = []
        self.documents: dict[str, _Document] = {}
        self.names: dict[str, Any] = {}
        self.zone: tzinfo = UTC
        self.letters: dict[str, Letter] = {}
        self.consented: set[str] = set()
        self.entered: dict[tuple[str, str], _Entered] = {}
        self.drawn: dict[tuple[str, int], dict[int, Drawing | None]] = {}  # by signer and event; then by index
        for payload in payloads:
            self._read(payload)

    def _read(self, payload: Mapping[str, Any]) -> None:
        data, kind = payload.get("data"), payload.get("type")
        steps = {"sent": self._sent, "consented": self._consented, "marked": self._marked, "signed": self._signed}
        if not isinstance(kind, str) or kind not in steps:
            return
        try:
            steps[kind](_Event(payload, data if isinstance(data, Mapping) else {}))
        except MarksError as fault:
            raise MarksError(sentence("Event {seq}: {fault}", seq=payload.get("seq"), fault=fault.sentence)) from None
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise MarksError(
                sentence("Event {seq}: what it says of marks can't be read.", seq=payload.get("seq"))
            ) from error

    def _sent(self, event: "_Event") -> None:
        if self.documents:
            raise MarksError(sentence("the trail was sent before."))
        data = event.data
        self.names = {each["id"]: each.get("name") for each in data.get("signers", [])}
        self.zone = zone_of(data.get("organization", {}).get("timezone"))
        self.letters = _letters(data.get("letters", []))
        for each in data.get("documents") or [{**data, "id": "", "sha256": data["documentSha256"]}]:
            if (id := str(each["id"])) in self.documents:
                raise MarksError(sentence("two documents have the id {id}.", id=id))
            self.documents[id] = _Document(str(each["sha256"]), self._asked(each.get("marks", [])))

    def _asked(self, written: Any) -> dict[str, Mark]:
        _demand(isinstance(written, list) and len(written) <= MAX_MARKS)
        asked: dict[str, Mark] = {}
        for each in written:
            mark = _definition(each)
            if mark.id in asked:
                raise MarksError(sentence("two marks have the id {id}.", id=mark.id))
            if mark.signer not in self.names:
                raise MarksError(sentence("the mark {id} is asked of nobody who signs.", id=mark.id))
            asked[mark.id] = mark
        return asked

    def _consented(self, event: "_Event") -> None:
        self.consented.add(event.signer)

    def _marked(self, event: "_Event") -> None:
        own = self._own(event)
        if event.signer not in self.consented:
            raise MarksError(sentence("marks are put before the signer consented."))
        if own.signed:
            raise MarksError(sentence("marks are put after the signer signed."))
        _demand(bool(event.data["marks"]))
        for mark, each in self._named(event, {"id", "text", "checked"}):
            own.values[mark.id] = _entered(mark, each)

    def _signed(self, event: "_Event") -> None:
        document, own = self._document(event), self._own(event)
        name = _revealed(self.names.get(event.signer))
        if document.asked and own.signed:
            raise MarksError(sentence("the signer signed this document before."))
        own.signed = True
        drawings = self._drawings(event)
        text = _revealed(event.data.get("signatureText"))
        adopted = [_adopted(event.data, drawings, what) for what in ("signature", "initials")]
        self.signatures.append(Signature(document.sha256, event.seq, event.at, name, text, *adopted))
        named = {mark.id: each for mark, each in self._named(event, _PUT)}
        for mark in document.by_signer.get(event.signer, []):
            if mark.id in named:
                self.put.append(_Put(event, mark, named[mark.id], drawings, name, self.zone, own).checked(document))
            elif mark.required or own.values.get(mark.id):
                raise MarksError(sentence("the mark {id} is missing.", id=mark.id))

    def _drawings(self, event: "_Event") -> list[Drawing | Line | None]:
        """None for those that were erased."""
        written = event.data.get("drawings", [])
        _demand(isinstance(written, list) and len(written) <= 2 * MAX_MARKS)
        if "letters" in event.data:
            raise MarksError(sentence("letters are in the event sent, and in no other."))
        drawings, own = list[Drawing | Line | None](), dict[int, Drawing | None]()
        for index, each in enumerate(written):
            if "same" in each:
                drawings.append(self._same(event, each))
            elif "letters" in each:
                drawings.append(self._line(each))
            else:
                own[index] = _drawing(each)
                drawings.append(own[index])
        self.drawn[event.signer, event.seq] = own
        return drawings

    def _same(self, event: "_Event", written: Mapping[str, Any]) -> Drawing | None:
        """What the signer drew before."""
        seq, index = written["same"]
        _demand(written.keys() == {"same"} and type(seq) is int and type(index) is int)
        earlier = self.drawn.get((event.signer, seq))
        if earlier is None:
            raise MarksError(
                sentence(
                    "a drawing is said to be one of event {seq}; the signer signed nothing with that before.", seq=seq
                )
            )
        if index not in earlier:
            raise MarksError(
                sentence(
                    "a drawing is said to be number {index} of event {seq}, which draws nothing there.",
                    index=index,
                    seq=seq,
                )
            )
        return earlier[index]

    def _line(self, written: Mapping[str, Any]) -> Line:
        text = written["letters"]
        _demand(written.keys() == {"letters"} and isinstance(text, str) and 0 < len(text) <= MAX_TEXT)
        if missing := next((each for each in text if each not in self.letters), None):
            raise MarksError(
                sentence(
                    "“{text}” is set from letters, and there is no “{missing}” among them.",
                    text=_short(text),
                    missing=missing,
                )
            )
        return Line(text, tuple(self.letters[each] for each in text))

    def _document(self, event: "_Event") -> _Document:
        found = self.documents.get(str(event.data.get("documentId", "")))
        if found is None and event.data.get("marks"):
            raise MarksError(sentence("its marks are in no document that was sent."))
        if found is None:
            return _Document(str(event.data.get("documentSha256", "")))
        if event.data.get("documentSha256", found.sha256) != found.sha256:
            raise MarksError(sentence("it names another document than its marks are in."))
        return found

    def _own(self, event: "_Event") -> _Entered:
        return self.entered.setdefault((event.signer, str(event.data.get("documentId", ""))), _Entered())

    def _named(self, event: "_Event", names: set[str]) -> Iterator[tuple[Mark, Mapping[str, Any]]]:
        """The marks that an event names, each of them this signer's own, and once."""
        document, listed = self._document(event), event.data.get("marks", [])
        _demand(isinstance(listed, list))
        if listed and not document.asked:
            raise MarksError(sentence("marks are put, but none were asked for."))
        seen = set()
        for each in listed:
            _demand(isinstance(each, Mapping) and each.keys() <= names and isinstance(each["id"], str))
            mark = document.asked.get(each["id"])
            if mark is None:
                raise MarksError(sentence("no mark {id} was asked for.", id=_short(each["id"])))
            if mark.signer != event.signer:
                raise MarksError(sentence("the mark {id} was asked of another signer.", id=mark.id))
            if mark.id in seen:
                raise MarksError(sentence("the mark {id} is named twice.", id=mark.id))
            seen.add(mark.id)
            yield mark, each


class _Event:
    """A payload, as far as marks are concerned."""

    def __init__(self, payload: Mapping[str, Any], data: Mapping[str, Any]) -> None:
        self.data = data
        self.seq: int = payload["seq"]
        self.at = datetime.fromisoformat(payload["at"])
        self.signer = str(payload["actor"]["id"])
        _demand(type(self.seq) is int and self.at.tzinfo is not None)


@dataclass
class _Put:
    """One entry of `marks` in `signed`, to be checked against everything before it."""

    event: _Event
    mark: Mark
    written: Mapping[str, Any]
    drawings: Sequence[Drawing | Line | None]
    name: str | None
    zone: tzinfo
    own: _Entered

    def checked(self, document: _Document) -> PutMark:
        by = self._by()
        if self.mark.kind == MarkKind.CHECKBOX:
            _demand(self.written.keys() == {"id", "by", "checked"} and self.written["checked"] is True)
            if self.own.values.get(self.mark.id) is not True:
                raise MarksError(sentence("the mark {id} is not what the signer put there last.", id=self.mark.id))
            return self._made(document, by, None, None)
        _demand("checked" not in self.written)
        drawing = self._line("drawing") if self.mark.kind == MarkKind.DATE else self._drawing("drawing")
        caption = self._line("caption") if self.mark.kind in CAPTIONED else None
        _demand(("caption" in self.written) == (self.mark.kind in CAPTIONED))
        self._adopted()
        self._says(drawing)
        expected = caption_of(self.mark.kind, self.event.at, self.event.seq)
        if caption is not None and caption.text != expected:
            raise MarksError(
                sentence("the caption of the mark {id} is not “{expected}”.", id=self.mark.id, expected=expected)
            )
        return self._made(document, by, drawing, caption)

    def _made(self, document: _Document, by: PutBy, drawing: Drawing | Line | None, caption: Line | None) -> PutMark:
        text = "" if self.mark.kind == MarkKind.CHECKBOX else None if drawing is None else drawing.text
        event = self.event
        return PutMark(self.mark, document.sha256, by, event.seq, event.at, self.name, drawing, caption, text)

    def _by(self) -> PutBy:
        by: PutBy = self.written["by"]
        _demand(by in ("signer", "signing"))
        if by == "signer" and self.mark.id not in self.own.values:
            raise MarksError(
                sentence("the mark {id} is said to be put by the signer, and no event says so.", id=self.mark.id)
            )
        if by == "signing" and self.mark.kind in ENTERED:
            raise MarksError(sentence("the mark {id} can be put by the signer only.", id=self.mark.id))
        if by == "signing" and self.mark.id in self.own.values:
            raise MarksError(
                sentence("the mark {id} is said to be put by signing, and the signer put it before.", id=self.mark.id)
            )
        return by

    def _drawing(self, name: str) -> Drawing | None:
        drawing = self._named(name)
        if isinstance(drawing, Line):
            raise MarksError(sentence("the mark {id} is set from the letters of dates and captions.", id=self.mark.id))
        if drawing is not None and drawing.strokes and self.mark.kind not in CAPTIONED:
            raise MarksError(sentence("the mark {id} has strokes of a pen, where letters belong.", id=self.mark.id))
        return drawing

    def _line(self, name: str) -> Line:
        line = self._named(name)
        if not isinstance(line, Line):
            raise MarksError(
                sentence(
                    "the caption of the mark {id} is not set from the letters of dates and captions.", id=self.mark.id
                )
                if name == "caption"
                else sentence("the mark {id} is not set from the letters of dates and captions.", id=self.mark.id)
            )
        return line

    def _named(self, name: str) -> Drawing | Line | None:
        index = self.written[name]
        if not (type(index) is int and 0 <= index < len(self.drawings)):
            raise MarksError(sentence("the mark {id} names a drawing that is not there.", id=self.mark.id))
        return self.drawings[index]

    def _adopted(self) -> None:
        """A signature and initials are drawn as the signer adopted them, everywhere alike."""
        kind = self.mark.kind
        if kind in CAPTIONED and self.written["drawing"] != self.event.data[str(kind)]:
            raise MarksError(sentence("the mark {id} is not drawn as the signer adopted it.", id=self.mark.id))

    def _says(self, drawing: Drawing | Line | None) -> None:
        """The text of a drawing, compared with what it must say; erased values can't be compared."""
        expected: Any = {
            MarkKind.SIGNATURE: _revealed(self.event.data.get("signatureText")),
            MarkKind.NAME: self.name,
            MarkKind.DATE: day_of(self.event.at, self.zone),
            MarkKind.TEXT: self.own.values.get(self.mark.id),
        }.get(self.mark.kind)
        if drawing is None or expected is None or drawing.text == expected != "":
            return
        if self.mark.kind == MarkKind.DATE:
            raise MarksError(
                sentence(
                    "the mark {id} says {text}; the day of signing is {expected}.",
                    id=self.mark.id,
                    text=_short(drawing.text),
                    expected=expected,
                )
            )
        if self.mark.kind == MarkKind.NAME:
            raise MarksError(sentence("the mark {id} does not say the signer's name.", id=self.mark.id))
        if self.mark.kind == MarkKind.TEXT:
            raise MarksError(sentence("the mark {id} does not say what the signer put there last.", id=self.mark.id))
        raise MarksError(sentence("the mark {id} does not say how the signer signed.", id=self.mark.id))


def _definition(written: Mapping[str, Any]) -> Mark:
    _demand(_DEFINITION <= written.keys() <= _DEFINITION | {"party"})
    rectangle = [written[name] for name in ("x", "y", "width", "height")]
    _demand(all(type(each) in (int, float) and isfinite(each) and 0 <= each <= MAX_PAGE_POINTS for each in rectangle))
    _demand(written["width"] >= MIN_SIDE and written["height"] >= MIN_SIDE)
    _demand(type(written["page"]) is int and 1 <= written["page"] <= MAX_PAGES)
    _demand(type(written["required"]) is bool and isinstance(written["signer"], str))
    _demand(isinstance(written["id"], str) and ID.fullmatch(written["id"]) is not None)
    return Mark.read({**written, "label": _revealed(written["label"]) or ""})


def _entered(mark: Mark, written: Mapping[str, Any]) -> Any:
    """What a signer put: the text (None where it was erased), or whether checked; True for what takes no value."""
    expected = {MarkKind.TEXT: {"id", "text"}, MarkKind.CHECKBOX: {"id", "checked"}}.get(mark.kind, {"id"})
    if written.keys() != expected:
        raise MarksError(
            sentence("the mark {id} has a value that its kind, {kind}, does not take.", id=mark.id, kind=mark.kind)
        )
    if mark.kind == MarkKind.CHECKBOX:
        _demand(type(written["checked"]) is bool)
        return written["checked"]
    if mark.kind != MarkKind.TEXT:
        return True
    text = _revealed(written["text"])
    _demand(text is None or len(text) <= MAX_TEXT)
    return text


def _letters(written: Any) -> dict[str, Letter]:
    _demand(isinstance(written, list))
    letters: dict[str, Letter] = {}
    for each in written:
        letter = Letter.read(each)
        if letter.text in letters:
            raise MarksError(sentence("there are two letters “{text}”.", text=letter.text))
        letters[letter.text] = letter
    return letters


def _adopted(data: Mapping[str, Any], drawings: Sequence[Drawing | Line | None], what: str) -> Drawing | None:
    if what not in data:
        return None
    index = data[what]
    _demand(type(index) is int and 0 <= index < len(drawings))
    drawing = drawings[index]
    if isinstance(drawing, Line):
        raise MarksError(
            sentence("the signature of the signer is set from the letters of dates and captions.")
            if what == "signature"
            else sentence("the initials of the signer is set from the letters of dates and captions.")
        )
    return drawing


def _drawing(written: Mapping[str, Any]) -> Drawing | None:
    """None where a part of it was erased."""
    values = {name: _revealed(value) if name != "box" else value for name, value in written.items()}
    return None if None in values.values() else Drawing.read(values)


def _revealed(value: Any) -> str | None:
    """A text; None for one that was erased."""
    if isinstance(value, Mapping) and value.keys() == {"sha256"}:
        return None
    _demand(value is None or isinstance(value, str))
    return value


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


def _demand(held: bool) -> None:
    if not held:
        raise ValueError
