"""What senders and the clock do to envelopes."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from documents.forms.uploaded_templates.models import PREFIX
from documents.models import Document, Rendering
from documents.packs import Party, UnknownPack
from documents.paper import steps as paper
from documents.paper.lifecycle import DOCUMENT
from safeclose import clock, jobs
from safeclose.actors import SYSTEM, Actor
from safeclose.messages.delivery import can_send_texts
from safeclose.records import ids
from safeclose.records.rows import change, found, locked
from safeclose.records.transactions import action
from safeclose.refusals import Code, Conflict
from signing.ceremony import deadlines, links, marks
from signing.ceremony.delivery.actions import rotate
from signing.ceremony.disclosure import DEFAULT_LANGUAGE
from signing.ceremony.identification.secrets import kept_questions
from signing.ceremony.links import custody
from signing.ceremony.models import Link
from signing.envelopes import parties, steps
from signing.envelopes.lifecycle import ENVELOPE, EnvelopeStatus
from signing.envelopes.models import Envelope, Signer
from signing.envelopes.turns import EnvelopeTurn
from signing.evidence import trail
from signing.evidence.models import SealedFile
from workspace.events import bus
from workspace.models import Organization
from workspace.organizations.brand import sender_in_evidence

DEFAULT_VOID_REASON = "voided by agent"


class InvitedSigner(NamedTuple):
    """A signer, and the secret of their link. It is nowhere else; None where it is made when it is mailed."""

    signer: Signer
    token: str | None


class Sent(NamedTuple):
    """A new envelope, and its signers in their order.

    warnings    sentences about parties that nobody stands for, and signers who are no party
    """

    envelope: Envelope
    signers: list[InvitedSigner]
    warnings: list[str]


@action
def send(
    *,
    document_id: str,
    organization: Organization,
    mode: str,
    expires_in_days: int | None,
    signers: list[Mapping[str, Any]] | None,
    delivery: str,
    message: str | None = None,
    by: Actor,
) -> Sent:
    """Send a generated document for signature, to the parties it names or to `signers` in their place.

    `signers`: name, email, phone, role, language, party (see `parties.tied`), order, auth_method, kba (see
    identification.secrets). With `delivery` "email" the links are mailed, each at its signer's turn. Raises Conflict
    `cannot_send_for_signature`, and Invalid for a party that the document does not have.
    """
    _record_expiry_of(document_id, organization)
    document = locked(Document.objects.of(organization), id=document_id)
    named = _parties(document, is_needed=signers is None)
    people = [_party_as_signer(party) for party in named] if signers is None else signers
    _refuse_unless_sendable(document, people, delivery)
    rendering = document.rendering()
    keys = parties.tied(named, people, rendering.marks)
    warnings = parties.warnings(named, people, keys)
    at = clock.now()
    envelope_id = ids.new("env")
    envelope = Envelope(
        id=envelope_id,
        organization=organization,
        document=document,
        trail=trail.begin(envelope_id, kind="envelope", organization=organization, document_hashes=[rendering.sha256]),
        created_by_id=by.user_id,
        mode=mode,
        delivery=delivery,
        title=document.title,
        message=message,
        document_sha256=rendering.sha256,
        page_count=rendering.page_count,
        created_at=at,
        expires_at=at + timedelta(days=expires_in_days) if expires_in_days else None,
    )
    envelope.save(force_insert=True)
    invited = _invite(envelope, people, keys)
    asked = [each.signer for each in invited]
    by_party = {signer.party: signer.id for signer in asked if signer.party}
    envelope.marks = parties.marks_of_signers(rendering.marks, by_party)
    envelope.save(update_fields=["marks"])
    trail.append(envelope.trail, "sent", at=at, by=by, data=_sent(envelope, rendering, asked, warnings, by))
    paper.send_out(document, at=at)
    bus.publish("envelope.sent", about=envelope, by=by, data={"signers": len(asked)})
    steps.queue_links(envelope, asked)
    if envelope.expires_at:
        jobs.queue("expire_envelope", at=envelope.expires_at, envelope_id=envelope_id)
    return Sent(envelope, invited, warnings)


@action
def void(*, envelope_id: str, organization: Organization, reason: str, by: Actor) -> None:
    """Take an envelope back. Raises Conflict `cannot_void` once it has ended."""
    envelope = steps.lock(Envelope.objects.of(organization), envelope_id)
    at = trail.instant(envelope.trail)
    ENVELOPE.after(envelope.status_at(at), "voided", code=Code.CANNOT_VOID)
    envelope.void_reason = reason
    envelope.save(update_fields=["void_reason"])
    steps.end(envelope, "voided", at=at, by=by, reason=reason)


@action
def extend(
    *,
    envelope_id: str,
    organization: Organization,
    by: Actor,
    expires_at: datetime | None = None,
    expires_in_days: int | None = None,
) -> None:
    """Move the deadline to a later instant (see `ceremony.deadlines.extended`), and mail those who were mailed before.

    Raises Conflict once the envelope has ended, and where it has no deadline.
    """
    envelope = steps.lock(Envelope.objects.of(organization), envelope_id)
    at = trail.instant(envelope.trail)
    ENVELOPE.after(envelope.status_at(at), "extended")
    deadline = deadlines.extended(envelope.expires_at, at=at, expires_at=expires_at, expires_in_days=expires_in_days)
    data = {"expiresAt": clock.iso(deadline), "before": _iso(envelope.expires_at)}
    change(envelope, {"expires_at": deadline})
    trail.append(envelope.trail, "extended", at=at, by=by, data=data)
    bus.publish("envelope.extended", about=envelope, by=by, data=data)
    jobs.move("expire_envelope", at=deadline, envelope_id=envelope.id)
    for signer in envelope.signers.to_mail().filter(link_mailed_at__isnull=False):
        jobs.queue("mail_link", signer_id=signer.id, occasion="extended")


@action
def rotate_link(
    *, envelope_id: str, signer_id: str, organization: Organization, delivery: str, by: Actor
) -> str | None:
    """A fresh link for a signer, see `ceremony.delivery.actions.rotate`. Raises Unknown, Conflict."""
    envelope = steps.lock(Envelope.objects.of(organization), envelope_id)
    return rotate(EnvelopeTurn.within(envelope, signer_id), delivery=delivery, by=by)


@action
def record_expiry(*, envelope_id: str, by: Actor) -> bool:
    """Write down that an envelope's time is up, if it is and nothing else ended it before; whether it did."""
    envelope = steps.lock(Envelope.objects.all(), envelope_id)
    return _record_expiry(envelope, by)


@action
def record_sealed(*, trail_id: str) -> None:
    """Tell the document of an envelope's trail which its sealed PDF is."""
    envelope = Envelope.objects.filter(trail_id=trail_id).first()
    if envelope is not None:
        document = locked(Document.objects.all(), id=envelope.document_id)
        sealed = SealedFile.objects.get(seal__trail_id=trail_id)
        paper.keep_sealed(document, sealed_sha256=sealed.sealed_sha256)


def _record_expiry_of(document_id: str, organization: Organization) -> None:
    """A document whose envelope has run out may be sent again at once, before the job has recorded it."""
    document = found(Document.objects.of(organization), id=document_id)
    for envelope in document.envelopes.overdue(clock.now()):
        _record_expiry(steps.lock(Envelope.objects.all(), envelope.id), SYSTEM)


def _record_expiry(envelope: Envelope, by: Actor) -> bool:
    at = trail.instant(envelope.trail)
    if envelope.status == EnvelopeStatus.EXPIRED or envelope.status_at(at) != EnvelopeStatus.EXPIRED:
        return False
    steps.end(envelope, "expired", at=at, by=by)
    return True


def _parties(document: Document, *, is_needed: bool) -> list[Party]:
    """Those that the document names; none where its form is gone, for which Conflict is raised if they are needed."""
    try:
        return document.pack.signing_parties(document.canonical)
    except UnknownPack as error:
        if is_needed:
            sentence = "The document's form derives no signers."
            raise Conflict(sentence, code=Code.CANNOT_SEND_FOR_SIGNATURE) from error
        return []


def _party_as_signer(party: Party) -> Mapping[str, Any]:
    return {"party" if name == "key" else name: value for name, value in asdict(party).items()}


def _refuse_unless_sendable(document: Document, people: list[Mapping[str, Any]], delivery: str) -> None:
    if not DOCUMENT.allows(document.status, "sent"):
        sentence = DOCUMENT.refusal(document.status, "sent")
    elif document.form_key.startswith(PREFIX):
        sentence = "A document made from an uploaded template names no signing parties; add it to a signing package."
    elif not people:
        sentence = "The document names no one who could sign it."
    elif delivery == Envelope.Delivery.EMAIL and (unknown := [one["name"] for one in people if not one.get("email")]):
        sentence = f"There is no e-mail address of {', '.join(unknown)}, so the links can't be mailed."
    elif any(one.get("auth_method") == Signer.AuthMethod.SMS_OTP for one in people) and not can_send_texts():
        sentence = "Text messages are not configured, so no one can be identified by them."
    else:
        return
    raise Conflict(sentence, code=Code.CANNOT_SEND_FOR_SIGNATURE)


def _invite(envelope: Envelope, people: list[Mapping[str, Any]], keys: list[str]) -> list[InvitedSigner]:
    signers = [
        _signer(envelope, number, person, key) for number, (person, key) in enumerate(zip(people, keys, strict=True), 1)
    ]
    signers.sort(key=lambda one: one.order)
    Signer.objects.bulk_create(signers)
    if envelope.delivery == Envelope.Delivery.EMAIL:
        return [InvitedSigner(signer, None) for signer in signers]  # each link is made when it is mailed
    return [InvitedSigner(new.signer, new.token) for new in links.issue(signers, Link.Purpose.SIGN)]


def _signer(envelope: Envelope, number: int, person: Mapping[str, Any], party: str) -> Signer:
    signer = Signer(
        envelope=envelope,
        name=person["name"],
        email=person.get("email"),
        phone=person.get("phone"),
        role=person["role"],
        language=person.get("language"),
        party=party,
        order=person.get("order") or number,
        auth_method=person.get("auth_method") or Signer.AuthMethod.EMAIL_LINK,
    )
    signer.questions = kept_questions(signer.id, person.get("kba") or [])
    return signer


def _sent(
    envelope: Envelope, rendering: Rendering, signers: list[Signer], warnings: list[str], by: Actor
) -> dict[str, Any]:
    """What was asked of whom: all that the certificate will know of the envelope."""
    is_mailed = envelope.delivery == Envelope.Delivery.EMAIL
    return {
        "title": envelope.title,
        "documentId": envelope.document_id,
        "documentSha256": envelope.document_sha256,
        "pageCount": envelope.page_count,
        "language": rendering.language or DEFAULT_LANGUAGE,
        "formKey": envelope.document.form_key,
        "dataSha256": rendering.data_sha256,
        "templateVersion": rendering.template_version,
        "mode": envelope.mode,
        "expiresAt": _iso(envelope.expires_at),
        "organization": sender_in_evidence(envelope.organization),
        "signers": [
            {
                "id": signer.id,
                "name": signer.name,
                "email": signer.email,
                "phone": signer.phone,
                "role": signer.role,
                "order": signer.order,
                "authMethod": signer.auth_method,
                **({"party": signer.party} if signer.party else {}),
                "custody": custody(signer, is_mailed=is_mailed, by=by),
            }
            for signer in signers
        ],
        "marks": envelope.marks,
        **(marks.letters() if envelope.marks else {}),
        "warnings": warnings,
    }


def _iso(instant: datetime | None) -> str | None:
    return clock.iso(instant) if instant else None
