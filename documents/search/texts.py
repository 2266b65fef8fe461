"""A document's data as a text to be searched, in passages that a model can take in."""

import hashlib
import re
import textwrap
from collections.abc import Iterator
from typing import Any

from documents import packs
from documents.packs.toolkit.reading import Reading
from documents.packs.toolkit.wording import dollars, long_date, long_time
from documents.paper.models import Document

MAX_PASSAGE_LENGTH = 600  # characters of a passage, about 150 tokens; small models read no more than 256
MAX_PASSAGES = 200  # passages of a document: some fifty pages, and what is behind them is not found
EDITION = "1"  # another number, and all documents are indexed anew

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_NAME = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")


def passages(document: Document) -> list[str]:
    """What the document says, each part under its title."""
    head = _head(document)
    lines = [part for line in _lines(document.canonical, "") for part in textwrap.wrap(line, MAX_PASSAGE_LENGTH)]
    bodies = [""]
    for line in lines:
        if bodies[-1] and len(bodies[-1]) + len(line) > MAX_PASSAGE_LENGTH:
            bodies.append("")
        bodies[-1] += f"{line}\n"
    return [f"{head}\n{body}".strip() for body in bodies[:MAX_PASSAGES]]


def digest(document: Document) -> str:
    """Changes with anything that `passages` reads."""
    return hashlib.sha256("\0".join([EDITION, *passages(document)]).encode()).hexdigest()


def _head(document: Document) -> str:
    try:
        form = packs.get(document.form_key).title
    except packs.UnknownPack:
        return document.title
    return document.title if form in document.title else f"{document.title} ({form})"


def _lines(value: Any, label: str) -> Iterator[str]:
    """One for each object: its own values, and then those of what is in it."""
    if isinstance(value, dict):
        own = [f"{_words(key)} {_said(key, one)}" for key, one in value.items() if not isinstance(one, dict | list)]
        if own:
            yield f"{label}: {', '.join(own)}" if label else ", ".join(own)
        for key, one in value.items():
            if isinstance(one, dict | list):
                yield from _lines(one, " ".join(filter(None, (label, _words(key)))))
    elif isinstance(value, list):
        for one in value:
            yield from _lines(one, label)
    else:
        yield f"{label}: {_said('', value)}"


def _words(key: str) -> str:
    """`completionDate` → `completion date`, `priceCents` → `price`."""
    return " ".join(word.lower() for word in _WORDS.findall(key.removesuffix("Cents")))


def _said(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if key.endswith("Cents") and isinstance(value, int):
        return dollars(value)
    return _written(value) if isinstance(value, str) else str(value)


def _written(text: str) -> str:
    """`2026-07-20` → `Monday, 20 July 2026`, `with_consent` → `with consent`."""
    reading = Reading({"text": text})
    if day := reading.day("text"):
        return long_date(day)
    if instant := reading.instant("text"):
        return long_time(instant)
    return text.replace("_", " ") if _NAME.fullmatch(text) else " ".join(text.split())
