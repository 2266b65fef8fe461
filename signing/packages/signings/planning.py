"""The plan of a package that is sent: the steps of its flow, for its signers and documents."""

from collections.abc import Sequence

from safeclose.refusals import Conflict
from signing.packages.documents.models import SigningDocument
from signing.packages.flows.plan import Plan, PlannedDocument, PlannedSigner, made, obstacles
from signing.packages.package.models import Signing
from signing.packages.signers.models import PackageSigner
from signing.packages.signings.activation import signers_of


def planned(signing: Signing, documents: Sequence[SigningDocument], signers: Sequence[PackageSigner]) -> Plan | None:
    """None where the package follows no flow. The signers come with their assignments.

    Raises Conflict, naming all that would keep the package from ever being complete.
    """
    if signing.flow is None:
        return None
    asked = signers_of(documents, signers)
    people = [_signer(signer, [document for document, own in asked if signer in own]) for signer in signers]
    papers = [
        PlannedDocument(str(one.pk), one.title, None if one.template_id is None else str(one.template_id), one.required)
        for one in documents
    ]
    if found := obstacles(signing.flow.steps, people, papers):
        raise Conflict(f"The package can't be activated, because its flow can't be completed: {'; '.join(found)}.")
    return made(signing.flow.steps, people, papers)


def _signer(signer: PackageSigner, documents: Sequence[SigningDocument]) -> PlannedSigner:
    return PlannedSigner(
        id=str(signer.pk),
        name=signer.name,
        party=signer.party,
        documents=frozenset(str(document.pk) for document in documents),
        has_phone=bool(signer.phone),
        has_questions=bool(signer.questions),
        auth_method=signer.auth_method,
    )
