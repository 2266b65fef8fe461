"""What is written about the signers of a draft."""

from collections.abc import Mapping, Sequence
from typing import Any

from safeclose.actors import Actor
from safeclose.records.rows import found
from safeclose.records.transactions import action
from safeclose.refusals import Conflict, Invalid
from signing.packages.identities.linking import verified_users
from signing.packages.signers.models import Assignment, PackageSigner
from signing.packages.signings import steps
from workspace.identity.emails import folded

MOST = 500


@action
def add(
    *, signing_id: int, name: str, email: str, phone: str | None, document_ids: Sequence[int], by: Actor
) -> PackageSigner:
    """Ask someone to sign these documents of a draft, or all of them, whatever they come to be, if none is named."""
    signing = steps.lock_draft(signing_id)
    if signing.signers.count() >= MOST:
        raise Conflict(f"A package has at most {MOST} signers.")
    signer = PackageSigner(signing=signing, name=name, phone=phone)
    _address(signer, email)
    signer.save(force_insert=True)
    _assign(signer, document_ids)
    steps.edited(signing, by=by)
    return signer


@action
def change(*, signing_id: int, signer_id: int, changes: Mapping[str, Any], by: Actor) -> PackageSigner:
    """Change `name`, `email`, `phone`, `document_ids` of a signer of a draft, each optional."""
    signing = steps.lock_draft(signing_id)
    signer: PackageSigner = found(signing.signers.all(), id=signer_id)
    signer.name, signer.phone = changes.get("name", signer.name), changes.get("phone", signer.phone)
    if changes.get("email", signer.email) != signer.email:
        _address(signer, changes["email"])
    signer.save()
    if "document_ids" in changes:
        signer.assignments.all().delete()
        _assign(signer, changes["document_ids"])
    steps.edited(signing, by=by)
    return signer


@action
def remove(*, signing_id: int, signer_id: int, by: Actor) -> None:
    """Take a signer out of a draft; the others stay as they are."""
    signing = steps.lock_draft(signing_id)
    found(signing.signers.all(), id=signer_id).delete()
    steps.edited(signing, by=by)


def _address(signer: PackageSigner, email: str) -> None:
    """Set the e-mail address, and the user who has verified it, if there is one."""
    others = signer.signing.signers.exclude(pk=signer.pk)
    signer.email, signer.folded_email = email, folded(email)
    if others.filter(folded_email=signer.folded_email).exists():
        raise Conflict("The package has a signer of that e-mail address already.")
    user = verified_users([email]).get(signer.folded_email)
    signer.user = None if user is None or others.filter(user=user).exists() else user


def _assign(signer: PackageSigner, document_ids: Sequence[int]) -> None:
    own = set(signer.signing.documents.values_list("pk", flat=True))
    if not own.issuperset(document_ids):
        raise Invalid("documentIds names a document that is not in this package.")
    Assignment.objects.bulk_create(Assignment(signer=signer, document_id=number) for number in document_ids)
    signer.signs_all = not document_ids
    signer.save(update_fields=["signs_all"])
