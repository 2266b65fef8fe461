"""How envelopes forget their signers."""

from collections.abc import Iterator
from functools import partial

from safeclose import clock
from safeclose.actors import SYSTEM, Actor
from safeclose.records.erasure import ERASED, Obstacle, Person, of_address, strike
from signing.ceremony.identification.secrets import ERASED_QUESTIONS
from signing.ceremony.models import Link
from signing.envelopes import actions
from signing.envelopes.lifecycle import ENVELOPE
from signing.envelopes.models import Envelope, Signer

REASON = "voided so that a signer can be erased"


def signers(person: Person) -> None:
    """Those with their address, and what they were asked to sign."""
    for signer in of_address(person, Signer.objects.all(), "email").select_related("envelope"):
        person.learn("signer", signer.id, signer.name, signer.email, signer.phone)
        person.learn("envelope", signer.envelope_id)
        person.learn("trail", signer.envelope.trail_id)
        person.learn("document", signer.envelope.document_id)


def live(person: Person) -> Iterator[Obstacle]:
    """Envelopes that are out for their signature."""
    for envelope in Envelope.objects.filter(id__in=person.of("envelope")).live().order_by("id"):
        yield Obstacle(f"The envelope {envelope.id} is out for their signature.", partial(_end, envelope))


def _end(envelope: Envelope, by: Actor) -> None:
    if envelope.status_at(clock.now()) in ENVELOPE.terminal:
        actions.record_expiry(envelope_id=envelope.id, by=SYSTEM)
    else:
        actions.void(envelope_id=envelope.id, organization=envelope.organization, reason=REASON, by=by)


def envelopes(person: Person) -> int:
    """Their links are gone, too."""
    ids = [identifier for identifier in person.of("signer") if identifier.startswith("sgr_")]
    rows = Signer.objects.filter(id__in=ids).exclude(name=ERASED)
    for signer in rows:
        _forget(signer)
    Link.objects.filter(signer__in=ids).delete()
    about = Envelope.objects.filter(id__in=person.of("envelope"))
    return len(rows) + strike(person, about, "title", "message", "void_reason", "marks")


def _forget(signer: Signer) -> None:
    signer.name = ERASED
    # What a row needs to identify its signer by, it needs for ever.
    signer.email = "" if signer.auth_method == Signer.AuthMethod.EMAIL_OTP else None
    signer.phone = "" if signer.auth_method == Signer.AuthMethod.SMS_OTP else None
    signer.undelivered_at = signer.undelivered_reason = None
    signer.questions = ERASED_QUESTIONS if signer.questions else []
    signer.signature_text = ERASED if signer.signature_text is not None else None
    signer.put_marks = {}
    signer.decline_reason = None
    signer.save()
