"""Reading an evidence bundle, and checking its format and signature."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from safeclose.marks.placed import Recorded, recorded
from safeclose.proof.commitments import reveal
from safeclose.sentences import Sentence, sentence
from safeclose.verify.certificates import der
from safeclose.verify.findings import CheckError, UnvouchedError
from safeclose.verify.levels import LEVELS, TIME_STAMPED, Level
from safeclose.verify.statements import SIGNATURE, check_statement, statement

FORMAT = "safeclose-evidence/2"
FORMAT_1 = "safeclose-evidence/1"
FORMATS = b"safeclose-evidence/"
_ALWAYS = {"format", "subject", "documentSha256", "events", "head", "signature", "certificates"}
# The members of each format: those that it must have, and those that it may have. Others are refused: a member that is
# not known here may promise something that is not checked here.
MEMBERS: dict[str, tuple[set[str], set[str]]] = {
    FORMAT_1: (_ALWAYS, {"documents", "checkpoint"}),
    FORMAT: (_ALWAYS | {"documents", "level"}, {"checkpoint", "timeStampAuthorities"}),
}
EVENT = {"seq", "type", "at", "payload", "payloadHash", "prevHash", "chainHash"}
ADDED = "uploaded"  # the type of event by which a signer added a file
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Bundle:
    """An evidence bundle with a correct format, whose content is not checked yet."""

    content: dict[str, Any]
    certificates: tuple[x509.Certificate, ...]

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events, oldest first."""
        events: list[dict[str, Any]] = self.content["events"]
        return events

    @cached_property
    def payloads(self) -> list[dict[str, Any]]:
        """What the events say, oldest first, with the revealed values in their places.

        Of a bundle whose values were not checked they may be anything; then this can raise.
        """
        return [reveal(each["payload"], each.get("revealed", {})) for each in self.events]

    @cached_property
    def recorded(self) -> Recorded:
        """The marks and signatures that the events tell. Raises MarksError."""
        return recorded(self.payloads)

    @property
    def document_hashes(self) -> list[str]:
        """The SHA-256 of each document that was sent to be signed."""
        documents = self.content.get("documents")
        return [each["sha256"] for each in documents] if documents else [self.content["documentSha256"]]

    @property
    def presented_hashes(self) -> list[str]:
        """The same, and those of the files that signers added."""
        added = (each["payload"] for each in self.events if each["type"] == ADDED)
        return [*self.document_hashes, *(each["data"]["documentSha256"] for each in added)]

    @property
    def states_level(self) -> bool:
        """Whether it says which level the seal has; those of the first format do not."""
        return "level" in self.content

    @property
    def level(self) -> Level | None:
        """The level of the seal that this evidence is in, or belongs to; None where it says none."""
        level: Level | None = self.content.get("level")
        return level

    @property
    def time_stamp_authorities(self) -> tuple[x509.Certificate, ...]:
        """The certificates by which its service judged time stamps; none where any authority would do."""
        named = self.content.get("timeStampAuthorities")
        return read_certificates(named) if named else ()

    @property
    def last_event_at(self) -> datetime:
        """When the last of its events was."""
        return datetime.fromisoformat(self.events[-1]["at"])

    @property
    def signed_at(self) -> datetime:
        """When the bundle was signed, according to itself."""
        return datetime.fromisoformat(self.content["signature"]["at"])

    @property
    def completed_at(self) -> datetime:
        """When everyone had signed. Raises CheckError if the trail is not completed."""
        for each in self.events:
            if each["type"] == "completed":
                return datetime.fromisoformat(each["at"])
        raise CheckError(sentence("The trail has no completed event: its end is missing."))


def read_bundle(data: bytes) -> tuple[Bundle, Sentence]:
    """Raises UnvouchedError for what is not a bundle, CheckError for a bundle with a wrong format."""
    content = _parsed(data)
    required, optional = MEMBERS[content["format"]]
    if not (required <= content.keys() <= required | optional):
        raise CheckError(sentence("The evidence bundle lacks fields, or has some that don't belong there."))
    subject, events, documents = content["subject"], content["events"], content.get("documents", [])
    _demand(isinstance(subject, dict) and isinstance(subject.get("trailId"), str), "subject")
    _demand(isinstance(events, list) and all(_is_event(each) for each in events), "events")
    _demand(is_hash(content["documentSha256"]) and is_hash(content["head"]), "documentSha256 / head")
    _demand(isinstance(content["signature"], dict) and content["signature"].keys() == SIGNATURE, "signature")
    _demand(isinstance(documents, list) and all(_is_document(each) for each in documents), "documents")
    _demand_level(content)
    bundle = Bundle(content, read_certificates(content["certificates"]))
    return bundle, sentence("There is an evidence bundle with {number} events.", number=len(events))


def signed_statement(content: Mapping[str, Any]) -> bytes:
    """What a bundle's signature covers.

    That is the canonical JSON of the bundle without `checkpoint` and without the signature's `value`, with the
    number of events for `events` (`head` stands for them all) and the SHA-256 of each certificate for
    `certificates`.
    """
    certificates = [sha256(der(each)).hexdigest() for each in read_certificates(content["certificates"])]
    stated = {**content, "events": len(content["events"]), "certificates": certificates}
    return statement(stated, without={"checkpoint"})


def check_signature(bundle: Bundle) -> tuple[x509.Certificate, Sentence]:
    """Checks the signature, by the first certificate, over the head and everything except the events."""
    certificate = bundle.certificates[0]
    check_statement(
        signed_statement(bundle.content), bundle.content["signature"], certificate, thing=sentence("bundle")
    )
    return certificate, sentence("The head of the trail was signed at {at}.", at=bundle.signed_at)


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(data, object_pairs_hook=_without_repetition)
    except (ValueError, RecursionError) as error:
        if FORMATS in data:
            raise CheckError(sentence("The evidence bundle is not valid JSON.")) from error
        raise UnvouchedError(sentence("This is neither a PDF nor an evidence bundle.")) from error
    if not isinstance(content, dict) or content.get("format") not in tuple(MEMBERS):
        raise UnvouchedError(
            sentence(
                "This is no evidence bundle in a format that is known here: {formats}.", formats=" or ".join(MEMBERS)
            )
        )
    return content


def _demand_level(content: Mapping[str, Any]) -> None:
    level = content.get("level")
    _demand(level is None or level in LEVELS, "level")
    if "timeStampAuthorities" in content:
        _demand(level in TIME_STAMPED, "level")
        read_certificates(content["timeStampAuthorities"])


def _without_repetition(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):  # parsers could read it differently
        raise ValueError("A name is repeated.")
    return found


def read_certificates(texts: Any) -> tuple[x509.Certificate, ...]:
    """One certificate or more, in exactly the PEM format of this service. Raises CheckError."""
    _demand(
        isinstance(texts, list) and bool(texts) and all(isinstance(each, str) for each in texts),
        "certificates",
    )
    found = tuple(x509.load_pem_x509_certificate(each.encode("ascii")) for each in texts)
    _demand([each.public_bytes(Encoding.PEM).decode() for each in found] == texts, "certificates")
    return found


def _is_event(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and EVENT <= value.keys() <= EVENT | {"revealed"}
        and type(value["seq"]) is int
        and all(isinstance(value[name], str) for name in ("type", "at"))
        and all(is_hash(value[name]) for name in ("payloadHash", "prevHash", "chainHash"))
        and isinstance(value["payload"], dict)
        and isinstance(value.get("revealed", {}), dict)
    )


def _is_document(value: Any) -> bool:
    return isinstance(value, dict) and is_hash(value.get("sha256"))


def is_hash(value: Any) -> bool:
    """Whether it is a SHA-256 in lower-case hex."""
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _demand(held: bool, name: str) -> None:
    if not held:
        raise CheckError(sentence("In the evidence bundle, {name} is not what the format demands.", name=name))
