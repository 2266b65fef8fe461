"""All files of one trail, for those who check it without this service."""

import json
from collections.abc import Iterator
from typing import Any, cast

from cryptography.hazmat.primitives.serialization import Encoding

from safeclose import clock
from safeclose.proof.commitments import erased, reveal
from safeclose.records.erasure import ERASED
from safeclose.records.transactions import assert_no_transaction
from safeclose.refusals import Refusal
from safeclose.sealing import Level
from safeclose.sealing.bundle import make_bundle
from safeclose.storage import files
from signing.evidence.checkpoints import proof_for
from signing.evidence.known_files import trusted_certificates
from signing.evidence.models import Seal, Trail
from signing.evidence.service_key import service_key
from signing.evidence.trail import chained
from signing.evidence.trail_files import documents_of

README = """{heading}
{line}

{state}

What is here
------------
{listing}

How to check it
---------------
With Python and the package of this service installed, without network and database:

    python -m safeclose.verify {sealed} evidence.json --trust trust.pem

Exit code 0: genuine, 1: altered, 2: unknown. Compare the SHA-256 of the certificate in trust.pem with one that you got
from the operator of the service, and not with these files:

{fingerprints}

To check it with a program of your own, follow docs/evidence.md of the service: it needs SHA-256, JSON and RSA.
"""


def export_files(trail: Trail) -> Iterator[tuple[str, bytes]]:
    """File names and contents: sealed PDFs, certificate, evidence.json, trust.pem, README.txt, as far as there are any.

    The evidence is made anew: with all events that the trail has by now, and the newest checkpoint's proof. Raises
    BundleError for a trail that is broken, SealingKeyError.
    """
    assert_no_transaction()
    found, missing = [], []
    for name, digest in _sealed(trail):
        try:
            found.append((name, files.read(digest)))
        except Refusal as refusal:
            missing.append(f"{name} is missing (SHA-256 {digest}): {refusal.sentence}")
    found.append(("evidence.json", _evidence(trail)))
    found.append(("trust.pem", b"".join(each.public_bytes(Encoding.PEM) for each in trusted_certificates())))
    yield from found
    yield "README.txt", _readme(trail, [name for name, _ in found], missing).encode()


def _sealed(trail: Trail) -> Iterator[tuple[str, str]]:
    seal = Seal.objects.filter(trail=trail).first()
    if seal is None:
        return
    sealed = list(seal.files.order_by("pk").values_list("sealed_sha256", flat=True))
    for number, digest in enumerate(sealed, start=1):
        yield ("sealed.pdf" if len(sealed) == 1 else f"sealed-{number}.pdf"), digest
    yield "certificate.pdf", seal.certificate_sha256


def _evidence(trail: Trail) -> bytes:
    events = list(trail.events.order_by("seq"))
    links = [chained(event) for event in events]
    subject, documents = _subject(trail) or _retold(trail, json.loads(links[0].canonical), events[0].kept)
    return make_bundle(
        subject,
        documents,
        links,
        service_key(),
        at=clock.now(),
        revealed={event.seq: event.kept for event in events},
        checkpoint=proof_for(trail.id),
        level=_level(trail),
    )


def _level(trail: Trail) -> Level | None:
    """That of its seal, None while it has none."""
    return cast(Level | None, Seal.objects.filter(trail=trail).values_list("level", flat=True).first())


def _subject(trail: Trail) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
    """As the sealed file has them, so that both fit together."""
    try:
        content = json.loads(files.read(Seal.objects.get(trail=trail).bundle_sha256))
    except (Refusal, Seal.DoesNotExist):
        return None
    return content["subject"], content["documents"]


def _retold(trail: Trail, payload: dict[str, Any], kept: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    told = reveal(payload, kept | {pointer: {"value": ERASED} for pointer in erased(payload, kept)})["data"]
    return {"trailId": trail.id, "kind": trail.kind, "title": told["title"]}, documents_of(told)


def _readme(trail: Trail, names: list[str], missing: list[str]) -> str:
    heading = f"Evidence of {trail.id}"
    sealed = [name for name in names if name.startswith("sealed")]
    state = f"Everyone had signed at {clock.iso(trail.completed_at)}." if trail.completed_at else (
        "This was not completed: not everyone has signed. Its evidence can be checked, but is never called genuine."
    )  # fmt: skip
    return README.format(
        heading=heading,
        line="=" * len(heading),
        state=state,
        listing="\n".join(f"- {line}" for line in [*names, *missing]),
        sealed=sealed[0] if sealed else "",
        fingerprints="\n".join(
            f"    {each.subject.rfc4514_string()}: {_sha256(each)}" for each in trusted_certificates()
        ),
    )


def _sha256(certificate: Any) -> str:
    return files.sha256(certificate.public_bytes(Encoding.DER))
