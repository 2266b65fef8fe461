"""Bundle, certificate and sealed PDF of a completed trail: slow work, with no transaction open."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from django.conf import settings

from safeclose import clock
from safeclose.proof.commitments import reveal
from safeclose.records.transactions import assert_no_transaction
from safeclose.sealing.bundle import make_bundle
from safeclose.sealing.keys import SealingKey
from safeclose.sealing.seal import seal
from safeclose.storage import files
from safeclose.verify.evidence import Examined, examine
from signing.evidence.certificate import make_certificate
from signing.evidence.models import Trail
from signing.evidence.sealing_options import SealingOptions, sealing_options
from signing.evidence.service_key import service_key
from signing.evidence.trail import chained


@dataclass(frozen=True)
class TrailFiles:
    """The files of one trail; the sealed ones by the SHA-256 of what was presented."""

    bundle: bytes
    certificate: bytes
    level: str
    sealed_with: x509.Certificate
    sealed: Iterator[tuple[str, bytes]]


def make_trail_files(trail: Trail) -> TrailFiles:
    """Make them all, from the trail and the files that were presented.

    The sealed PDFs come one by one: those of a large package need not be in memory together.
    Raises SealingError, BundleError, Unavailable; OSError where a time stamp or revocation data can't be had: there is
    then no seal, and none of a lower level.
    """
    assert_no_transaction()
    key = service_key()
    given, at = sealing_options(key), clock.now()
    events = list(trail.events.order_by("seq"))
    links = [chained(event) for event in events]
    payloads = [reveal(json.loads(link.canonical), event.kept) for link, event in zip(links, events, strict=True)]
    asked = payloads[0]["data"]
    documents = documents_of(asked)
    bundle = make_bundle(
        {"trailId": trail.id, "kind": trail.kind, "title": asked["title"]},
        documents,
        links,
        key,
        at=at,
        revealed={event.seq: event.kept for event in events},
        level=given.level,
        time_stamp_trust=given.time_stamp_trust,
    )
    certificate = make_certificate(bundle, verify_url=f"{settings.PUBLIC_URL}/verify")
    examined = examine(bundle)
    hashes = dict.fromkeys([*(document["sha256"] for document in documents), *_added(payloads)])
    sealed = ((digest, _sealed(files.read(digest), certificate, examined, key, at, given)) for digest in hashes)
    return TrailFiles(bundle, certificate, given.level, key.certificate, sealed)


def _sealed(
    presented: bytes,
    certificate: bytes,
    examined: Examined,
    key: SealingKey,
    at: datetime,
    given: SealingOptions,
) -> bytes:
    return seal(
        presented,
        certificate,
        examined.data,
        key,
        at=at,
        level=given.level,
        timestamper=given.timestamper,
        validation_context=given.validation_context,
        time_stamp_trust=given.time_stamp_trust,
        examined=examined,
    ).pdf


def _added(payloads: Sequence[Mapping[str, Any]]) -> list[str]:
    """The SHA-256 of the files that signers added."""
    return [each["data"]["documentSha256"] for each in payloads if each["type"] == "uploaded"]


def documents_of(asked: Mapping[str, Any]) -> list[dict[str, str]]:
    """What was sent to be signed: an envelope's one document, or those of a package."""
    listed = asked.get("documents") or [
        {"id": asked["documentId"], "title": asked["title"], "sha256": asked["documentSha256"]}
    ]
    return [{name: document[name] for name in ("id", "title", "sha256")} for document in listed]
