"""Checks of the events of a bundle."""

from collections.abc import Iterator
from typing import Any

from safeclose.proof.commitments import erased, reveal_fault
from safeclose.proof.hashchain import ChainedEvent, canonical_json, subject_hash, verify_chain
from safeclose.sentences import Sentence, sentence
from safeclose.verify.bundle import Bundle
from safeclose.verify.findings import CheckError

AFTER_COMPLETION = {"delivered"}


def check_chain(bundle: Bundle) -> tuple[bool, Sentence]:
    """Checks every hash, from the document to the head."""
    content = bundle.content
    if subject_hash(bundle.document_hashes) != content["documentSha256"]:
        raise CheckError(sentence("documentSha256 does not follow from the hashes of the documents."))
    fault = verify_chain(
        content["documentSha256"],
        chained(bundle.events),
        trail_id=content["subject"]["trailId"],
        head=content["head"],
    )
    if fault:
        raise CheckError(fault.reason)
    return True, sentence("All {number} events are there, in order and unchanged.", number=len(bundle.events))


def check_completion(bundle: Bundle) -> tuple[bool, Sentence]:
    """The trail must contain a completed signing of these documents, and after that deliveries only."""
    types = [each["type"] for each in bundle.events]
    if "completed" not in types:
        raise CheckError(sentence("The trail has no completed event: its end is missing."))
    if types.count("completed") > 1:
        raise CheckError(sentence("The trail was completed more than once."))
    if late := set(types[types.index("completed") + 1 :]) - AFTER_COMPLETION:
        raise CheckError(
            sentence("After its completion the trail goes on with {types}.", types=", ".join(sorted(late)))
        )
    payloads = [each["payload"] for each in bundle.events]
    signers = {each["actor"]["id"] for each in payloads if each["type"] == "signed"}
    told = payloads[types.index("completed")]["data"]["signers"]
    if not signers or told != len(signers):
        raise CheckError(
            sentence("The trail says {told} signers completed it, but {signed} signed.", told=told, signed=len(signers))
        )
    at = bundle.completed_at
    if other := set(_documents(payloads)) - {*bundle.presented_hashes, bundle.content["documentSha256"]}:
        raise CheckError(sentence("An event is about another document, {sha256}.", sha256=other.pop()))
    return True, sentence("{signed} signed, and the trail was completed at {at}.", signed=len(signers), at=at)


def check_personal_data(bundle: Bundle) -> tuple[bool, Sentence]:
    """Each revealed value must match its commitment; values may be erased."""
    gone = 0
    for each in bundle.events:
        kept = each.get("revealed", {})
        if fault := reveal_fault(each["payload"], kept):
            raise CheckError(sentence("Event {seq}: {fault}", seq=each["seq"], fault=fault))
        gone += len(erased(each["payload"], kept))
    if gone:
        return True, sentence("The values shown are those recorded; {number} were erased or left out.", number=gone)
    return True, sentence("The values shown are those recorded.")


def check_beginning(embedded: Bundle, given: Bundle) -> tuple[bool, Sentence]:
    """A bundle given beside a sealed PDF must be about the same trail and begin with the events in the PDF.

    It can have later events (deliveries), and lack values that were erased since.
    """
    for name in ("subject", "documentSha256"):
        if embedded.content[name] != given.content[name]:
            raise CheckError(sentence("The given bundle has another {name} than the one in the PDF.", name=name))
    if None not in (embedded.level, given.level) and embedded.level != given.level:
        raise CheckError(sentence("The given bundle says another level than the one in the PDF."))
    hashes = [each["chainHash"] for each in embedded.events]
    if [each["chainHash"] for each in given.events][: len(hashes)] != hashes:
        raise CheckError(sentence("The given bundle has other events than the one in the PDF."))
    further = len(given.events) - len(hashes)
    return True, sentence("The given bundle has the events of the PDF, and {number} later ones.", number=further)


def chained(events: list[dict[str, Any]]) -> Iterator[ChainedEvent]:
    """A bundle's events as links of a chain."""
    for each in events:
        yield ChainedEvent(
            each["seq"],
            each["type"],
            each["at"],
            canonical_json(each["payload"]),
            each["payloadHash"],
            each["prevHash"],
            each["chainHash"],
        )


def _documents(payloads: list[dict[str, Any]]) -> Iterator[str]:
    for each in payloads:
        if "documentSha256" in each["data"]:
            yield each["data"]["documentSha256"]
