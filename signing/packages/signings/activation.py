"""What a package lacks before it can be sent, and what its trail says was sent."""

from collections.abc import Iterator, Sequence
from typing import Any

from safeclose import clock
from safeclose.actors import Actor
from safeclose.messages.delivery import can_send_texts
from safeclose.refusals import Conflict
from signing.ceremony import marks
from signing.ceremony.disclosure import DEFAULT_LANGUAGE
from signing.ceremony.identification.methods import AuthMethod
from signing.ceremony.links import custody
from signing.packages.documents.models import SigningDocument
from signing.packages.flows.plan import Plan
from signing.packages.package.models import Signing
from signing.packages.signers.models import PackageSigner
from signing.packages.signings.placing import SignersOf, unanswerable
from workspace.models import Location
from workspace.organizations.brand import sender_in_evidence


def refuse_unready(documents: Sequence[SigningDocument], signers: Sequence[PackageSigner]) -> None:
    """Raises Conflict, naming everything that is missing. The signers come with their assignments."""
    if lacks := list(_missing(documents, signers)):
        raise Conflict(f"The package can't be activated: {'; '.join(lacks)}.")


def signers_of(documents: Sequence[SigningDocument], signers: Sequence[PackageSigner]) -> SignersOf:
    """Who is to sign each of the documents. The signers come with their assignments."""
    assigned = {signer.pk: {one.document_id for one in signer.assignments.all()} for signer in signers}
    return [
        (document, [signer for signer in signers if signer.signs_all or document.pk in assigned[signer.pk]])
        for document in documents
    ]


def _missing(documents: Sequence[SigningDocument], signers: Sequence[PackageSigner]) -> Iterator[str]:
    if not documents:
        yield "it has no document"
    elif not any(document.required for document in documents):
        yield "none of its documents is required"
    if not signers:
        yield "it has no signer"
    asked = signers_of(documents, signers)
    busy = {signer.pk for _, own in asked for signer in own}
    for signer in signers if documents else ():
        if signer.pk not in busy:
            yield f"the signer {signer.name} has no document"
    for document, own in asked:
        if signers and document.required and not own:
            yield f"no one is to sign the document {document.title}"
        if document.file_sha256 is None:
            yield f"the document {document.title} has no file"
    yield from unanswerable(asked)
    if any(signer.auth_method == AuthMethod.SMS_OTP for signer in signers) and not can_send_texts():
        yield "text messages are not configured, so no one can be identified by them"


def sent(
    signing: Signing,
    location: Location,
    documents: Sequence[SigningDocument],
    signers: Sequence[PackageSigner],
    plan: Plan | None,
    warnings: Sequence[str],
    by: Actor,
) -> dict[str, Any]:
    """What was asked of whom: all that the certificate will know of the package. The documents have their marks."""
    return {
        "title": signing.title,
        "documents": [_document(document) for document in documents],
        **(marks.letters() if any(document.marks for document in documents) else {}),
        "signers": [_signer(signer, order, plan, by) for order, signer in enumerate(signers, start=1)],
        "organization": sender_in_evidence(location.company.organization),
        "location": {"id": str(location.pk), "name": location.name},
        "mode": "sequential" if plan and plan.has_waiting else "parallel",
        **({"plan": _plan(plan)} if plan else {}),
        "expiresAt": clock.iso(signing.expires_at) if signing.expires_at else None,
        "warnings": list(warnings),
    }


def _document(document: SigningDocument) -> dict[str, Any]:
    received = {"receivedSha256": document.received_sha256} if document.received_sha256 else {}
    return {
        "id": str(document.pk),
        "title": document.title,
        "sha256": document.file_sha256,
        **received,
        "pageCount": document.page_count,
        "required": document.required,
        "language": document.language or DEFAULT_LANGUAGE,
        "marks": document.marks,
    }


def _signer(signer: PackageSigner, order: int, plan: Plan | None, by: Actor) -> dict[str, Any]:
    return {
        "id": str(signer.pk),
        "name": signer.name,
        "email": signer.email,
        "phone": signer.phone,
        "role": "signer",
        "order": order,
        "authMethod": plan.methods[str(signer.pk)] if plan else signer.auth_method,
        "custody": custody(signer, is_mailed=True, by=by),
    }


def _plan(plan: Plan) -> dict[str, Any]:
    """Ids of signers and documents, and no names of parties: those can be people's."""
    return {
        "steps": [
            {
                "kind": step.kind,
                "title": step.title,
                "order": step.order,
                "isWaitedFor": bool(step.parties),
                "signers": [
                    {"id": signer_id, "documents": list(ask.documents)} for signer_id, ask in step.asks.items()
                ],
            }
            for step in plan.steps
        ]
    }
