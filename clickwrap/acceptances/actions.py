"""What someone does who accepts an agreement."""

import json
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from clickwrap.agreements.models import Agreement
from clickwrap.agreements.subject_tokens import subject_of
from safeclose import clock
from safeclose.actors import Actor
from safeclose.proof.commitments import conceal
from safeclose.records import ids
from safeclose.records.transactions import action
from safeclose.refusals import Code, Conflict, Gone, Invalid, Refusal
from workspace.events import bus

CHANGED = "The text of the agreement has changed since it was read; read it again."
OTHER_SUBJECT = "It names another than subjectToken does."
# One statement, which sees one state of the agreement and locks nothing of it. Clocks differ between machines, and
# nobody accepts before a version is published.
ACCEPT = """
INSERT INTO clickwrap_acceptance
    (id, organization_id, agreement_id, publication_id, version, version_hash, accepted_at, verified, concealed, kept)
SELECT %(id)s, organization_id, id, publication_id, version, version_hash,
       greatest(%(at)s, published_at), %(verified)s, %(concealed)s::jsonb, %(kept)s::jsonb
FROM clickwrap_agreement
WHERE id = %(agreement)s AND active AND version_hash = coalesce(%(hash)s, version_hash)
RETURNING organization_id, version, version_hash, accepted_at
"""


class Accepted(NamedTuple):
    """The id, the hash of the text and the instant of the acceptance that was recorded."""

    id: str
    version_hash: str
    accepted_at: datetime


class Subject(NamedTuple):
    """Who accepts; `verified`: by the word of the organization's server, not of the browser alone."""

    ref: str | None
    verified: bool


@action
def accept(
    *,
    agreement_id: str,
    subject_ref: str | None,
    version_hash: str | None,
    by: Actor,
    subject_token: str | None = None,
) -> Accepted:
    """Record that someone accepts the agreement as it stands, or as `version_hash` says that they have seen it.

    Raises Gone where there is no open agreement of that (well-formed) id, Conflict `version_changed`, and Invalid for a
    bad `subject_token` (see `clickwrap.agreements.subject_tokens`) or one that names another than `subject_ref`.
    """
    acceptance_id = ids.new("acc")
    subject = Subject(subject_ref, False)
    if subject_token is not None:
        subject = _verified(agreement_id, subject_ref, subject_token)
    row = _recorded(acceptance_id, agreement_id, subject, version_hash, by)
    if row is None:
        raise _refusal(agreement_id, version_hash)
    organization_id, version, digest, at = row
    bus.publish(
        "agreement.accepted",
        about=Agreement(id=agreement_id, organization_id=organization_id, version=version, version_hash=digest),
        by=Actor(by.kind, acceptance_id, by.name),
        # Nothing that may have to be erased: events stay.
        data={"acceptanceId": acceptance_id, "acceptedAt": clock.iso(at), "verified": subject.verified},
    )
    return Accepted(acceptance_id, digest, at)


def _verified(agreement_id: str, subject_ref: str | None, token: str) -> Subject:
    agreement: Agreement | None = Agreement.objects.open().filter(id=agreement_id).first()
    if agreement is None:
        raise Gone
    named = subject_of(token, agreement, clock.now())
    if subject_ref is not None and subject_ref != named:
        raise Invalid(f"subjectRef: {OTHER_SUBJECT}", code=Code.INVALID_BODY, fields={"subjectRef": [OTHER_SUBJECT]})
    return Subject(named, True)


def _recorded(
    acceptance_id: str, agreement_id: str, subject: Subject, version_hash: str | None, by: Actor
) -> tuple[int, int, str, datetime] | None:
    payload, kept = conceal({"subjectRef": subject.ref, "ip": by.ip, "userAgent": by.user_agent or None})
    with connection.cursor() as cursor:
        cursor.execute(
            ACCEPT,
            {
                "id": ids.to_uuid("acc", acceptance_id),
                "agreement": ids.to_uuid("agr", agreement_id),
                "at": clock.now(),
                "hash": version_hash,
                "verified": subject.verified,
                "concealed": json.dumps(payload),
                "kept": json.dumps(kept),
            },
        )
        row: tuple[int, int, str, datetime] | None = cursor.fetchone()
    return row


def _refusal(agreement_id: str, version_hash: str | None) -> Refusal:
    is_open = Agreement.objects.open().filter(id=agreement_id).exists()
    return Conflict(CHANGED, code=Code.VERSION_CHANGED) if is_open and version_hash else Gone()
