"""A receipt: what one acceptance was about, for whoever has to show it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from clickwrap.acceptances.models import IP, SUBJECT, USER_AGENT, Acceptance
from clickwrap.agreements.texts import list_of_hashes
from clickwrap.chain.models import Block
from clickwrap.receipts.words import WORDS
from documents.rendering.local_instants import Clocks
from documents.rendering.printable_text import in_ascii, printed
from documents.rendering.shaping import Span, shaped
from documents.rendering.typesetting import Unprintable, typeset
from safeclose import clock

TEMPLATE = Path(__file__).with_name("receipt.typ")
NOT_ASCII = re.compile("[^\x00-\x7f]")
LINE_END = re.compile("\r\n|[\r\n\u2028\u2029]")
# Unprintable characters are written as their numbers; if there are more than this, as boxes, which are shorter.
PRINTED_WORDS = ("receipt", "heading", "page", "text", "check", "unprinted", "attachment")
MAX_CODE_POINTS_AS_NUMBERS, BOX = 2000, "□"


def make_receipt(acceptance: Acceptance, *, is_for_anyone: bool = False) -> bytes:
    """A PDF with the accepted text, typeset and attached; of an acceptance that was read as `shown`.

    The same acceptance gives the same bytes, until it is chained or something of it is erased.
    `is_for_anyone`: without what only the browser said, and without its address.
    """
    data, body = receipt_data(acceptance, is_for_anyone=is_for_anyone), acceptance.text
    exact = {"attachments": attachments(acceptance)}
    missing = shaped(body).missing
    if sum(end - start for start, end in missing) > MAX_CODE_POINTS_AS_NUMBERS:
        data["paragraphs"] = paragraphs(_boxed(body, missing))
    try:
        return typeset(TEMPLATE, printed(data) | exact, at=acceptance.accepted_at).pdf
    except Unprintable:  # a receipt is made whatever the text is
        plain = in_ascii(data) | {"paragraphs": paragraphs(NOT_ASCII.sub(BOX, body))} | exact
        return typeset(TEMPLATE, plain, at=acceptance.accepted_at).pdf


def attachments(acceptance: Acceptance) -> list[dict[str, str]]:
    """Every text of the accepted version, under the name of its file."""
    texts = acceptance.publication.version.texts
    if texts is None:
        return [{"name": "agreement.txt", "text": acceptance.text}]
    return [{"name": f"agreement.{language}.txt", "text": texts[language]} for language in sorted(texts)]


def _boxed(body: str, missing: Iterable[Span]) -> str:
    letters = list(body)
    for start, end in missing:
        letters[start:end] = BOX * (end - start)
    return "".join(letters)


def receipt_data(acceptance: Acceptance, *, is_for_anyone: bool = False) -> dict[str, Any]:
    """What the template shows, in words."""
    words = WORDS[_language(acceptance)]
    texts = acceptance.publication.version.texts
    facts = [*_facts(acceptance, words), *_sources(acceptance, words, is_for_anyone)]
    return {
        "title": acceptance.publication.title,
        "acceptanceId": acceptance.id,
        "versionHash": acceptance.version_hash,
        "language": _language(acceptance),
        "words": {name: words[name] for name in PRINTED_WORDS},
        "facts": [{"name": name, "lines": lines, "mono": name == "SHA-256"} for name, *lines in facts],
        "paragraphs": paragraphs(acceptance.text),
        "attached": words["several" if texts else "attached"].format(name="agreement.txt"),
        "hashes": list_of_hashes(texts).removeprefix("\0").splitlines() if texts else [acceptance.version_hash],
        "chained": _chained(acceptance, words),
    }


def paragraphs(body: str) -> list[list[str]]:
    """The lines of a text, in groups as empty lines part them."""
    return [
        list(lines)
        for is_text, lines in groupby(LINE_END.split(body.replace("\t", "    ")), lambda line: bool(line.strip()))
        if is_text
    ]


def _shown_language(acceptance: Acceptance) -> str | None:
    """Of the text that is printed; None where it is not known."""
    texts = acceptance.publication.version.texts
    return acceptance.language or (min(texts) if texts else None)


def _language(acceptance: Acceptance) -> str:
    """Of the words around the text."""
    return _shown_language(acceptance) or "en"


def _facts(acceptance: Acceptance, words: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    organization = acceptance.organization
    at = Clocks.of(organization.timezone).show(
        clock.iso(acceptance.accepted_at), timespec="seconds", language=_language(acceptance)
    )
    yield words["by"], organization.name
    yield words["agreement"], acceptance.agreement_id
    yield words["version"], str(acceptance.version)
    yield "SHA-256", acceptance.version_hash
    if _shown_language(acceptance):
        yield words["language"], _said_language(acceptance, words)
    yield words["at"], *filter(None, (at["utc"], at["local"]))


def _said_language(acceptance: Acceptance, words: Mapping[str, str]) -> str:
    if acceptance.language:
        return words[f"language.{acceptance.language}"]
    names = [words[f"language.{language}"] for language in sorted(acceptance.publication.version.texts or ())]
    return words["language.unknown"].format(languages=f" {words['and']} ".join(names), shown=names[0])


def _sources(acceptance: Acceptance, words: Mapping[str, str], is_for_anyone: bool) -> Iterator[tuple[str, ...]]:
    """Who accepted, from where and with what."""
    for name, pointer in (("subject", SUBJECT), ("ip", IP), ("browser", USER_AGENT)):
        is_confirmed = pointer == SUBJECT and bool(acceptance.verified)
        if acceptance.concealed[pointer.removeprefix("/")] is None or (is_for_anyone and not is_confirmed):
            continue
        lines = [acceptance.kept_value(pointer) or words["erased"]]
        if pointer == SUBJECT:
            lines.append(words["confirmed" if acceptance.verified else "unconfirmed"])
        yield words[name], *lines


def _chained(acceptance: Acceptance, words: Mapping[str, str]) -> str:
    block = Block.objects.filter(members__acceptance=acceptance.id).first()
    if block is None:
        return words["unchained"]
    return words["chained"].format(seq=block.seq, hash=block.chain_hash)
