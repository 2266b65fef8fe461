"""A receipt: what one acceptance was about, for whoever has to show it."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from clickwrap.acceptances.models import IP, SUBJECT, USER_AGENT, Acceptance
from clickwrap.chain.models import Block
from documents.rendering.local_instants import Clocks
from documents.rendering.printable_text import in_ascii, printed
from documents.rendering.shaping import Span, shaped
from documents.rendering.typesetting import Unprintable, typeset
from safeclose import clock

TEMPLATE = Path(__file__).with_name("receipt.typ")
NOT_ASCII = re.compile("[^\x00-\x7f]")
LINE_END = re.compile("\r\n|[\r\n\u2028\u2029]")
ERASED = "(erased)"
CONFIRMED = "as confirmed by the organization’s server"
NOT_CONFIRMED = "as given by the browser, not confirmed by the organization’s server"
# Unprintable characters are written as their numbers; if there are more than this, as boxes, which are shorter.
MAX_CODE_POINTS_AS_NUMBERS, BOX = 2000, "□"


def make_receipt(acceptance: Acceptance) -> bytes:
    """A PDF with the accepted text, typeset and attached; of an acceptance that was read as `shown`.

    The same acceptance gives the same bytes, until it is chained or something of it is erased.
    """
    data, body = receipt_data(acceptance), acceptance.publication.version.body
    missing = shaped(body).missing
    if sum(end - start for start, end in missing) > MAX_CODE_POINTS_AS_NUMBERS:
        data["paragraphs"] = paragraphs(_boxed(body, missing))
    try:
        return typeset(TEMPLATE, printed(data) | {"body": body}, at=acceptance.accepted_at).pdf
    except Unprintable:  # a receipt is made whatever the text is
        plain = in_ascii(data) | {"paragraphs": paragraphs(NOT_ASCII.sub(BOX, body)), "body": body}
        return typeset(TEMPLATE, plain, at=acceptance.accepted_at).pdf


def _boxed(body: str, missing: Iterable[Span]) -> str:
    letters = list(body)
    for start, end in missing:
        letters[start:end] = BOX * (end - start)
    return "".join(letters)


def receipt_data(acceptance: Acceptance) -> dict[str, Any]:
    """What the template shows, in words."""
    return {
        "title": acceptance.publication.title,
        "acceptanceId": acceptance.id,
        "versionHash": acceptance.version_hash,
        "facts": [{"name": name, "lines": lines, "mono": name == "SHA-256"} for name, *lines in _facts(acceptance)],
        "paragraphs": paragraphs(acceptance.publication.version.body),
        "chained": _chained(acceptance),
    }


def paragraphs(body: str) -> list[list[str]]:
    """The lines of a text, in groups as empty lines part them."""
    return [
        list(lines)
        for is_text, lines in groupby(LINE_END.split(body.replace("\t", "    ")), lambda line: bool(line.strip()))
        if is_text
    ]


def _facts(acceptance: Acceptance) -> Iterator[tuple[str, ...]]:
    organization = acceptance.organization
    at = Clocks.of(organization.timezone).show(clock.iso(acceptance.accepted_at))
    yield "Asked by", organization.name
    yield "Agreement", acceptance.agreement_id
    yield "Version", str(acceptance.version)
    yield "SHA-256", acceptance.version_hash
    yield "Accepted", *filter(None, (at["utc"], at["local"]))
    for name, pointer in (("By", SUBJECT), ("IP address", IP), ("Browser", USER_AGENT)):
        if acceptance.concealed[pointer.removeprefix("/")] is not None:
            lines = [acceptance.kept_value(pointer) or ERASED]
            if pointer == SUBJECT:
                lines.append(CONFIRMED if acceptance.verified else NOT_CONFIRMED)
            yield name, *lines


def _chained(acceptance: Acceptance) -> str:
    block = Block.objects.filter(members__acceptance=acceptance.id).first()
    if block is None:
        return "No block of the chain of acceptances holds it yet; a receipt made a minute later names the block."
    return (
        f"Block {block.seq} of the organization’s chain of acceptances holds it. Its chainHash is {block.chain_hash}."
    )
