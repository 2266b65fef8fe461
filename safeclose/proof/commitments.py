"""Personal data that an event commits to but does not contain, so that it can be erased later.

The payload contains `{"sha256": "…"}`; the value and its salt are stored separately, under the value's place as a
JSON Pointer (RFC 6901):

    commitment = sha256("safeclose-commitment/1\\n" + salt (32 random bytes) + value (UTF-8))

With value and salt, the commitment can be checked. When both are erased, the value can't be found from the hash (256
unknown bits are part of it), and every hash of the chain is unchanged.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from safeclose.sentences import Sentence, sentence

DOMAIN = b"safeclose-commitment/1\n"
SALT_BYTES = 32
PERSONAL = frozenset(
    {
        "name", "email", "phone", "ip", "userAgent", "signatureText", "reason", "recipient", "address", "subjectRef",
        "title",  # people name documents after people
        "text", "outlines", "strokes", "label",  # of marks: what a signer wrote, and what is asked
        "warnings",  # name parties and signers
    }
)  # fmt: skip
# Values below these keys are not personal data, such as the name of an organization; letters are of dates and captions.
IMPERSONAL = frozenset({"organization", "letters"})

Kept = dict[str, dict[str, str]]
_HASH = re.compile(r"[0-9a-f]{64}")


class Concealed(NamedTuple):
    """A payload with commitments, and the concealed values: {pointer: {"value", "salt"}}, salt in hex."""

    payload: dict[str, Any]
    kept: Kept


def commit(value: str, salt: bytes) -> str:
    """The commitment to a value, in lower-case hex; raises ValueError unless the salt has 32 bytes."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"A salt has {SALT_BYTES} bytes, not {len(salt)}.")
    return sha256(DOMAIN + salt + value.encode()).hexdigest()


def conceal(payload: Mapping[str, Any], *, salt: Callable[[int], bytes] = os.urandom) -> Concealed:
    """Replace every text under a personal name (see PERSONAL), at any depth, by a commitment."""
    kept: Kept = {}

    def concealed(value: Any, name: str, pointer: str) -> Any:
        if isinstance(value, Mapping):
            return {
                key: item if key in IMPERSONAL else concealed(item, key, f"{pointer}/{_escaped(key)}")
                for key, item in value.items()
            }
        if isinstance(value, list | tuple):
            return [concealed(item, name, f"{pointer}/{at}") for at, item in enumerate(value)]
        if isinstance(value, str) and name in PERSONAL:
            kept[pointer] = {"value": value, "salt": salt(SALT_BYTES).hex()}
            return {"sha256": commit(value, bytes.fromhex(kept[pointer]["salt"]))}
        return value

    return Concealed(concealed(payload, "", ""), kept)


def reveal(payload: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """The payload with the kept values in their places; erased ones stay commitments.

    Does not check `kept`: use `reveal_fault` for values from others.
    """

    def revealed(value: Any, pointer: str) -> Any:
        if isinstance(value, Mapping):
            if is_commitment(value):
                return kept[pointer]["value"] if pointer in kept else value
            return {key: revealed(item, f"{pointer}/{_escaped(key)}") for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [revealed(item, f"{pointer}/{at}") for at, item in enumerate(value)]
        return value

    return {key: revealed(item, f"/{_escaped(key)}") for key, item in payload.items()}


def reveal_fault(payload: Mapping[str, Any], kept: Mapping[str, Any]) -> Sentence | None:
    """None when the payload commits to each kept value; else a sentence about the first that does not match."""
    commitments = dict(_commitments(payload, ""))
    for pointer, entry in kept.items():
        if pointer not in commitments:
            return sentence("The payload commits to nothing at {pointer}.", pointer=pointer)
        if not _opens(commitments[pointer], entry):
            return sentence("The value at {pointer} is not the one the payload commits to.", pointer=pointer)
    return None


def erased(payload: Mapping[str, Any], kept: Mapping[str, Any]) -> list[str]:
    """The pointers of commitments without a value."""
    return [pointer for pointer, _ in _commitments(payload, "") if pointer not in kept]


def is_commitment(value: Any) -> bool:
    """Whether a value in a payload stands for concealed personal data."""
    return (
        isinstance(value, Mapping)
        and value.keys() == {"sha256"}
        and isinstance(value["sha256"], str)
        and _HASH.fullmatch(value["sha256"]) is not None
    )


def _opens(commitment: str, entry: Any) -> bool:
    if not isinstance(entry, Mapping) or entry.keys() != {"value", "salt"}:
        return False
    value, salt = entry["value"], entry["salt"]
    if not (isinstance(value, str) and isinstance(salt, str) and _HASH.fullmatch(salt)):
        return False
    return commit(value, bytes.fromhex(salt)) == commitment


def _commitments(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if is_commitment(value):
        yield pointer, value["sha256"]
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _commitments(item, f"{pointer}/{_escaped(key)}")
    elif isinstance(value, list | tuple):
        for at, item in enumerate(value):
            yield from _commitments(item, f"{pointer}/{at}")


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
