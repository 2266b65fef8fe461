"""What is written about the signers of a draft."""

from collections.abc import Mapping, Sequence
from typing import Any

from safeclose.actors import Actor
from safeclose.records.rows import found
from safeclose.records.transactions import action
from safeclose.refusals import Conflict, Invalid
from signing.ceremony.identification.methods import AuthMethod
from signing.ceremony.identification.secrets import portable_questions
from signing.ceremony.identification.serializers import checked
from signing.packages.documents.positions import leave_out_signers
from signing.packages.identities.verified_users import verified_users
from signing.packages.package import steps
from signing.packages.signers.models import Assignment, PackageSigner
from workspace.identity.emails import folded
from workspace.models import User

MAX_SIGNERS = 500


@action
def add(
    *,
    signing_id: int,
    name: str,
    email: str,
    phone: str | None,
    document_ids: Sequence[int],
    party: str | None = None,
    language: str | None = None,
    auth_method: str = AuthMethod.EMAIL_LINK,
    kba: Sequence[Mapping[str, str]] | None = None,
    by: Actor,
) -> PackageSigner:
    """Ask someone to sign these documents of a draft, or all of them, whatever they come to be, if none is named.

    `party` is whom they stand for in the documents' positions; `auth_method` and `kba` are what the holder of their
    link is identified by (see ceremony.identification).
    """
    signing = steps.lock_draft(signing_id)
    if signing.signers.count() >= MAX_SIGNERS:
        raise Conflict(f"A package has at most {MAX_SIGNERS} signers.")
    signer = PackageSigner(signing=signing, name=name, phone=phone, party=party, language=language)
    signer.auth_method, signer.questions = auth_method, portable_questions(kba or [])
    _address(signer, email)
    signer.save(force_insert=True)
    _assign(signer, document_ids)
    steps.edited(signing, by=by)
    return signer


@action
def change(*, signing_id: int, signer_id: int, changes: Mapping[str, Any], by: Actor) -> PackageSigner:
    """Change `name`, `email`, `phone`, `party`, `language`, `document_ids`, `auth_method`, `kba` of a signer of a
    draft, each optional. Raises ValidationError where the method then lacks what it identifies by.
    """
    signing = steps.lock_draft(signing_id)
    signer: PackageSigner = found(signing.signers.all(), id=signer_id)
    for column in ("name", "phone", "party", "language"):
        setattr(signer, column, changes.get(column, getattr(signer, column)))
    _identify(signer, changes)
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
    """Take a signer out of a draft, and the positions that are for them alone; the others stay as they are."""
    signing = steps.lock_draft(signing_id)
    found(signing.signers.all(), id=signer_id).delete()
    leave_out_signers([signing.pk], [signer_id])
    steps.edited(signing, by=by)


@action
def record_link(*, user_id: int) -> int:
    """Link a user to the signers of their verified e-mail address that are nobody's, or of someone who has left that
    address; how many.
    """
    # Not the whole lock: activation may hold the signers, and refer to the user.
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    if not user.email_verified or not user.is_active:
        return 0
    own = PackageSigner.objects.filter(user=user).values("signing_id")
    rows = PackageSigner.objects.claimable(folded(user.email)).exclude(signing_id__in=own)
    linked: int = rows.update(user=user)
    return linked


def _identify(signer: PackageSigner, changes: Mapping[str, Any]) -> None:
    """Set the method, and what it identifies by; questions stay unless others are given, or the method goes."""
    kba = changes.get("kba")
    told = {"auth_method": changes.get("auth_method", signer.auth_method), "email": signer.email, "phone": signer.phone}
    keeps_questions = told["auth_method"] == AuthMethod.KBA and signer.questions and not kba
    if not keeps_questions:
        told = checked({**told, "kba": kba})
        signer.questions = portable_questions(kba or [])
    signer.auth_method, signer.phone = told["auth_method"], told["phone"]


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
