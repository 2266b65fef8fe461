"""What a trail says of marks on the pages, in words and pictures for the certificate."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from documents.rendering.shaping import is_in_text_font
from safeclose.marks.definitions import ENTERED, Mark, MarkKind, PutBy
from safeclose.marks.drawings import Drawing
from safeclose.marks.placed import PutMark, Recorded, Signature, has_marks, recorded
from signing.evidence.certificate_words import Words

Event = Mapping[str, Any]
INK = "#1c2733"
EM_POINTS = 22  # of typed signatures; outlines have 1000 units to the em
MAX_WIDTH_POINTS, MAX_HEIGHT_POINTS = 220.0, 34.0
PEN_POINTS = 1.2
_ORDER = list(MarkKind)
_PUT_BY: tuple[PutBy, ...] = ("signer", "signing")


class _Put(NamedTuple):
    """A mark, and what was entered: a text, or whether a box is ticked; None where there is nothing to enter."""

    mark: Mark
    by: PutBy
    value: str | bool | None


class TrailMarks:
    """The marks that a trail asks for, and what its events say was put there.

    `sent` is the data of the first event, with words for what was erased, `payloads` are all as they were revealed.
    Raises MarksError for a trail that contradicts itself: what is drawn from it could not be sealed.
    """

    def __init__(self, sent: Mapping[str, Any], payloads: Sequence[Mapping[str, Any]], words: Words) -> None:
        self._words = words
        documents = sent.get("documents", [])
        self.numbers = {str(each["id"]): number for number, each in enumerate(documents, start=1)}
        listed = [("", sent), *((str(each["id"]), each) for each in documents)]
        self._asked = {(id, mark["id"]): Mark.read(mark) for id, each in listed for mark in each.get("marks", [])}
        self._signed: dict[int, list[PutMark]] = {}
        found = recorded(payloads) if has_marks(payloads) else Recorded([], [])
        self._signatures = {one.seq: one for one in found.signatures}
        for one in found.marks:
            self._signed.setdefault(one.seq, []).append(one)

    def of_party(self, own: Sequence[Event]) -> list[dict[str, Any]]:
        """What a party's signatures put on the pages: {"name", "lines"} for those put one by one, and by signing."""
        told = []
        for by in _PUT_BY:
            found = [(event, put) for event in own if (put := self._signed_by(event, by))]
            if found:
                number = sum(len(put) for _, put in found)
                why = [self._words.say("marks.signing.why")] if by == "signing" else []
                told.append({"name": self._words.say(f"marks.{by}", number=number), "lines": self._lines(found) + why})
        return told

    def of_event(self, event: Event) -> Iterator[str]:
        """What a `marked` or `signed` event did, as details of that event."""
        if put := self._marked(event):
            yield from self._lines([(event, put)])
        if event["seq"] in self._signed:
            numbers = {by: len(self._signed_by(event, by)) for by in _PUT_BY}
            yield self._words.say("marks.event", **numbers)

    def signature(self, event: Event) -> Signature | None:
        """What a `signed` event drew; None for other events, and in a trail without marks."""
        return self._signatures.get(event["seq"])

    def number(self, event: Event) -> int | None:
        """That of the document of a package which an event is about; None where there is but one."""
        number = self.numbers.get(str(event["payload"]["data"].get("documentId")))
        return number if len(self.numbers) > 1 else None

    def _lines(self, found: Sequence[tuple[Event, list[_Put]]]) -> list[str]:
        """Marks by document; documents with the same marks in one line."""
        documents: dict[str, list[int]] = {}
        for event, put in found:
            numbers = documents.setdefault(self._told(put), [])
            if number := self.number(event):
                numbers.append(number)
        return [self._of_documents(numbers, told) for told, numbers in documents.items()]

    def _of_documents(self, numbers: list[int], told: str) -> str:
        if not numbers:
            return told
        key = "marks.document" if len(numbers) == 1 else "marks.documents"
        return self._words.say(key, numbers=self._numbers(sorted(numbers)), marks=told)

    def _signed_by(self, event: Event, by: str) -> list[_Put]:
        erased = self._words.say("erased")
        return [
            _Put(
                one.mark,
                one.by,
                True if one.mark.kind == MarkKind.CHECKBOX else erased if one.text is None else one.text,
            )
            for one in self._signed.get(event["seq"], [])
            if one.by == by
        ]

    def _marked(self, event: Event) -> list[_Put]:
        if event["type"] != "marked":
            return []
        data = event["payload"]["data"]
        document = str(data.get("documentId", ""))
        return [
            _Put(mark, "signer", each.get("checked") if mark.kind == MarkKind.CHECKBOX else each.get("text"))
            for each in data["marks"]
            for mark in [self._asked[document, each["id"]]]
        ]

    def _told(self, put: list[_Put]) -> str:
        """Marks of one document, by kind; those with a value each."""
        told = []
        by_kind = sorted(put, key=lambda one: (_ORDER.index(one.mark.kind), one.mark.page))
        for kind, found in groupby(by_kind, key=lambda one: one.mark.kind):
            marks = list(found)
            told += [self._entered(one) for one in marks] if kind in ENTERED else [self._simple(kind, marks)]
        return ", ".join(told)

    def _simple(self, kind: MarkKind, put: list[_Put]) -> str:
        say, pages = self._words.say, sorted({one.mark.page for one in put})
        is_by_signing = kind == MarkKind.INITIALS and put[0].by == "signing"
        named = say("marks.initials") if is_by_signing else self._words.kinds[kind]
        return say("marks.page" if len(pages) == 1 else "marks.pages", kind=named, pages=self._numbers(pages))

    def _numbers(self, all: list[int]) -> str:
        """Three or more that follow each other become a range."""
        told: list[str] = []
        for _, run in groupby(enumerate(all), key=lambda each: each[1] - each[0]):
            numbers = [number for _, number in run]
            if len(numbers) > 2:
                told.append(self._words.say("marks.range", first=numbers[0], last=numbers[-1]))
            else:
                told += map(str, numbers)
        return self._words.say("marks.and", most=", ".join(told[:-1]), last=told[-1]) if len(told) > 1 else told[0]

    def _entered(self, one: _Put) -> str:
        if one.mark.kind == MarkKind.CHECKBOX:
            what = "ticked" if one.value else "unticked"
        else:
            what = "text" if one.value else "emptied"
        labelled = ".label" if one.mark.label else ""
        return self._words.say(f"marks.{what}{labelled}", label=one.mark.label, value=one.value, page=one.mark.page)


def adopted(own: Sequence[Event], name: str, marks: TrailMarks, words: Words) -> list[dict[str, Any]]:
    """The signatures and initials that a party signed with, each once.

    {"what", "alt", "text", "slanted", "svg", "width", "height"}: without a drawing in the trail `svg` is empty, and the
    text stands for it, slanted where its font has such letters. Width and height are points.
    """
    found: list[dict[str, Any]] = []
    for event in own:
        data, signature = event["payload"]["data"], marks.signature(event)
        for what, text in (("signature", data.get("signatureText")), ("initials", None)):
            if event["type"] != "signed" or not (what in data or text):
                continue
            drawings = {"signature": signature.drawing, "initials": signature.initials} if signature else {}
            shown = _shown(words.say(f"adopted.{what}"), text or words.say("erased"), drawings.get(what), name, words)
            if shown not in found:
                found.append(shown)
    return found


def signed_as(own: Sequence[Event], name: str, words: Words) -> list[str]:
    """A sentence for each text that a party signed with whose letters are not those of the name."""
    texts = (each["payload"]["data"].get("signatureText") or "" for each in own if each["type"] == "signed")
    unknown = {"", words.say("erased")}
    return [
        words.say("adopted.as", text=text, name=name)
        for text in dict.fromkeys(texts)
        if not {text, name} & unknown and _folded(text) != _folded(name)
    ]


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _shown(what: str, text: str, drawing: Drawing | None, name: str, words: Words) -> dict[str, Any]:
    text = drawing.text if drawing else text
    return {
        "what": what,
        "alt": words.say("adopted.alt", what=what, name=name, text=text),
        "text": text,
        "slanted": is_in_text_font(text),
        **(_picture(drawing) if drawing else {"svg": "", "width": 0, "height": 0}),
    }


def _picture(drawing: Drawing) -> dict[str, Any]:
    """The drawing as an SVG image, its size in points. The path is one by `Drawing.read`, so it is no markup."""
    left, top, right, bottom = drawing.box
    width, height = max(right - left, 1), max(bottom - top, 1)
    scale = min(MAX_WIDTH_POINTS / width, MAX_HEIGHT_POINTS / height)
    if drawing.strokes:
        pen = PEN_POINTS / scale
        style = f'fill="none" stroke="{INK}" stroke-width="{pen:.2f}" stroke-linecap="round" stroke-linejoin="round"'
    else:
        pen, scale, style = 0, min(scale, EM_POINTS / 1000), f'fill="{INK}"'
    size = f"{left - pen / 2:.2f} {top - pen / 2:.2f} {width + pen:.2f} {height + pen:.2f}"
    path = f'<path d="{drawing.strokes or drawing.outlines}" {style}/>'
    return {
        "svg": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}">{path}</svg>',
        "width": round((width + pen) * scale, 2),
        "height": round((height + pen) * scale, 2),
    }
