"""What someone does who accepts an agreement."""

import json
from datetime import datetime
from typing import Any, NamedTuple

from clickwrap.acceptances.models import RECEIPT_LINK_LIFETIME
from clickwrap.agreements.models import Agreement
from clickwrap.agreements.subject_tokens import subject_of
from safeclose import clock
from safeclose.actors import Actor
from safeclose.proof.commitments import conceal
from safeclose.records import ids
from safeclose.records.prepared import preparing_cursor
from safeclose.records.transactions import action
from safeclose.refusals import Code, Conflict, Gone, Invalid, Refusal
from safeclose.secrets import link_tokens
from workspace.events import bus

CHANGED = "The text of the agreement has changed since it was read; read it again."
OTHER_SUBJECT = "It names another than subjectToken does."
NOT_IN_LANGUAGE = "The agreement has no text that is said to be in this language."
# One statement, which sees one state of the agreement and locks nothing of it. Clocks differ between machines, and
# nobody accepts before a version is published. A text that exists in one language only is accepted in that.
ACCEPT = """
WITH accepted AS (
    INSERT INTO clickwrap_acceptance
        (id, organization_id, agreement_id, publication_id, version, version_hash, accepted_at, verified, language,
         concealed, kept)
    SELECT %(id)s, agreement.organization_id, agreement.id, publication_id, version, version_hash,
           greatest(%(at)s, published_at), %(verified)s,
           coalesce(%(language)s, CASE cardinality(languages) WHEN 1 THEN languages[1] END),
           %(concealed)s::jsonb, %(kept)s::jsonb
    FROM clickwrap_agreement agreement JOIN clickwrap_publication publication ON publication.id = publication_id
    WHERE agreement.id = %(agreement)s AND active AND version_hash = coalesce(%(hash)s, version_hash)
        AND (%(language)s::text IS NULL OR %(language)s = ANY(languages))
    RETURNING id, organization_id, version, version_hash, language, accepted_at
), linked AS (
    INSERT INTO clickwrap_receiptlink (token_hash, acceptance_id, expires_at, mails)
    SELECT %(token_hash)s, id, accepted_at + %(lifetime)s, 0 FROM accepted
)
SELECT organization_id, version, version_hash, language, accepted_at FROM accepted
"""


class Accepted(NamedTuple):
    """The id, the hash of the text and the instant of the acceptance that was recorded.

    `receipt_token` opens the receipt, and is not kept.
    """

    id: str
    version_hash: str
    accepted_at: datetime
    receipt_token: str


class Row(NamedTuple):
    """What was recorded of the agreement."""

    organization_id: int
    version: int
    version_hash: str
    language: str | None
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
    language: str | None = None,
) -> Accepted:
    """Record that someone accepts the agreement as it stands, or as `version_hash` says that they have seen it.

    `language`: of the text that they have seen; one of those that the agreement has.
    Raises Gone where there is no open agreement of that (well-formed) id, Conflict `version_changed`, and Invalid for
    another language, for a bad `subject_token` (see `clickwrap.agreements.subject_tokens`) or one that names another
    than `subject_ref`.
    """
    acceptance_id = ids.new("acc")
    receipt_token, token_hash = link_tokens.fresh()
    subject = Subject(subject_ref, False)
    if subject_token is not None:
        subject = _verified(agreement_id, subject_ref, subject_token)
    row = _recorded(
        subject,
        by,
        id=ids.to_uuid("acc", acceptance_id),
        agreement=ids.to_uuid("agr", agreement_id),
        hash=version_hash,
        language=language,
        token_hash=token_hash,
    )
    if row is None:
        raise _refusal(agreement_id, version_hash, language)
    bus.publish(
        "agreement.accepted",
        about=Agreement(
            id=agreement_id,
            organization_id=row.organization_id,
            version=row.version,
            version_hash=row.version_hash,
        ),
        by=Actor(by.kind, acceptance_id, by.name),
        # Nothing that may have to be erased: events stay.
        data={
            "acceptanceId": acceptance_id,
            "acceptedAt": clock.iso(row.accepted_at),
            "verified": subject.verified,
            "language": row.language,
        },
    )
    return Accepted(acceptance_id, row.version_hash, row.accepted_at, receipt_token)


def _verified(agreement_id: str, subject_ref: str | None, token: str) -> Subject:
    agreement: Agreement | None = Agreement.objects.open().filter(id=agreement_id).first()
    if agreement is None:
        raise Gone
    named = subject_of(token, agreement, clock.now())
    if subject_ref is not None and subject_ref != named:
        raise Invalid(f"subjectRef: {OTHER_SUBJECT}", code=Code.INVALID_BODY, fields={"subjectRef": [OTHER_SUBJECT]})
    return Subject(named, True)


def _recorded(subject: Subject, by: Actor, **values: Any) -> Row | None:
    payload, kept = conceal({"subjectRef": subject.ref, "ip": by.ip, "userAgent": by.user_agent or None})
    given: dict[str, Any] = {
        **values,
        "at": clock.now(),
        "verified": subject.verified,
        "concealed": json.dumps(payload),
        "kept": json.dumps(kept),
        "lifetime": RECEIPT_LINK_LIFETIME,
    }
    with preparing_cursor() as cursor:
        cursor.execute(ACCEPT, given)
        row = cursor.fetchone()
    return Row(*row) if row else None


def _refusal(agreement_id: str, version_hash: str | None, language: str | None) -> Refusal:
    agreement: Agreement | None = Agreement.objects.open().current().filter(id=agreement_id).first()
    if agreement is None:
        return Gone()
    is_changed = version_hash is not None and version_hash != agreement.version_hash
    if language is not None and language not in agreement.languages and not is_changed:
        fields = {"language": [NOT_IN_LANGUAGE]}
        return Invalid(f"language: {NOT_IN_LANGUAGE}", code=Code.INVALID_BODY, fields=fields)
    return Conflict(CHANGED, code=Code.VERSION_CHANGED) if version_hash else Gone()
