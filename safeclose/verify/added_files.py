"""Checks of the files that signers added to a package."""

from collections.abc import Iterator, Mapping
from typing import Any

from safeclose.sentences import Sentence, sentence
from safeclose.verify.bundle import ADDED, Bundle, is_hash
from safeclose.verify.findings import CheckError, Findings


def check_added_files(findings: Findings, bundle: Bundle, prefix: str = "") -> None:
    """Each was asked of its signer, once, by an `upload` step of the plan. No check where nothing was added."""
    if any(each["type"] == ADDED for each in bundle.events):
        findings.check(f"{prefix}added files", _check, bundle)


def presented_in(bundle: Bundle) -> list[str]:
    """The hashes of all that was presented; [] for a bundle whose events can't be read, which other checks say."""
    try:
        return bundle.presented_hashes
    except (LookupError, TypeError):
        return []


def describe_added(bundle: Bundle, document: str | None = None) -> list[dict[str, Any]]:
    """What a verified bundle says of files that were added: of one, by its SHA-256, or of all."""
    found = (each for each in bundle.payloads if each["type"] == ADDED)
    return [
        {
            "signer": _told(each["actor"]["name"]),
            "title": _told(each["data"].get("title")),
            "at": each["at"],
            "event": each["seq"],
            "sha256": each["data"]["documentSha256"],
        }
        for each in found
        if document in (None, each["data"]["documentSha256"])
    ]


def _check(bundle: Bundle) -> tuple[bool, Sentence]:
    asked, added = set(_asked(bundle.events[0]["payload"])), list[tuple[int, str]]()
    for each in bundle.events:
        if each["type"] != ADDED:
            continue
        actor, data = each["payload"]["actor"], each["payload"]["data"]
        if not (is_hash(data["documentSha256"]) and is_hash(data["receivedSha256"])):
            raise CheckError(sentence("Event {seq} adds a file and does not say which.", seq=each["seq"]))
        step = (data["step"], actor["id"])
        if actor["kind"] != "signer" or type(data["step"]) is not int or step not in asked:
            raise CheckError(sentence("Event {seq} adds a file that its signer was not asked for.", seq=each["seq"]))
        if step in added:
            raise CheckError(sentence("Event {seq} adds a second file in one step.", seq=each["seq"]))
        added.append(step)
    return True, sentence("{number} files were added by signers, as the steps asked for them.", number=len(added))


def _asked(sent: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    for number, step in enumerate(sent["data"].get("plan", {"steps": []})["steps"]):
        if step["kind"] == "upload":
            yield from ((number, each["id"]) for each in step["signers"])


def _told(value: Any) -> str | None:
    return value if isinstance(value, str) else None
