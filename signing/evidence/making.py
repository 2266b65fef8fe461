"""Bundle, certificate and sealed PDF of a completed trail: slow work, with no transaction open."""

import json
from dataclasses import dataclass

from django.conf import settings

from safeclose import clock, files
from safeclose.commitments import reveal
from safeclose.transactions import assert_no_transaction
from signing.evidence.bundle import make_bundle
from signing.evidence.certificate import make_certificate
from signing.evidence.models import Trail
from signing.evidence.sealing import Sealed, seal
from signing.evidence.service_key import service_key
from signing.evidence.trail import chained


@dataclass(frozen=True)
class Made:
    """The files of one trail."""

    bundle: bytes
    certificate: bytes
    sealed: Sealed


def make(trail: Trail) -> Made:
    """Make all three, from the trail and the file that was presented. Raises SealingError, BundleError, Unavailable."""
    assert_no_transaction()
    key, at = service_key(), clock.now()
    events = list(trail.events.order_by("seq"))
    links = [chained(event) for event in events]
    asked = reveal(json.loads(links[0].canonical), events[0].kept)["data"]
    bundle = make_bundle(
        {"trailId": trail.id, "kind": trail.kind, "title": asked["title"]},
        [{"id": asked["documentId"], "title": asked["title"], "sha256": asked["documentSha256"]}],
        links,
        key,
        at=at,
        revealed={event.seq: event.kept for event in events},
    )
    certificate = make_certificate(bundle, verify_url=f"{settings.PUBLIC_URL}/verify")
    presented = files.read(trail.document_sha256)
    return Made(bundle, certificate, seal(presented, certificate, bundle, key, at=at))
