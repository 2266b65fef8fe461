"""What a package takes over from the cancelled one that it repeats."""

from datetime import datetime

from documents.models import Document
from safeclose.actors import Actor
from safeclose.records.erasure import ERASED
from safeclose.records.transactions import assert_in_action
from signing.packages.documents.models import SigningDocument
from signing.packages.documents.positions import with_other_signers
from signing.packages.identities.verified_users import verified_users
from signing.packages.package.models import Signing
from signing.packages.signers.models import Assignment, PackageSigner

# What a document is, without what happened to it.
COPIED = (
    "template_id", "document_id", "chattel_document_id", "position", "title", "chattel_type", "required",
    "file_sha256", "received_sha256", "left_out", "page_count", "language",
)  # fmt: skip


def lock_sources(signing_id: int) -> None:
    """The generated documents in the package, so that none is deleted while it is named once more.

    They are locked before the package. Chattel records need no lock: their deletion locks the packages they are in.
    """
    assert_in_action()
    named = SigningDocument.objects.filter(signing=signing_id).values("document_id")
    list(Document.objects.filter(pk__in=named).order_by("pk").select_for_update(of=("self",)).values_list("pk"))


def copied(cancelled: Signing, *, by: Actor, at: datetime) -> Signing:
    """A draft with the documents and signers of this locked package; nothing of what was signed or added by signers.
    Without who was erased from it."""
    assert_in_action()
    signing: Signing = Signing.objects.create(
        location_id=cancelled.location_id,
        flow_id=cancelled.flow_id,
        title=cancelled.title,
        note=cancelled.note,
        reopened_from=cancelled,
        created_by_id=by.user_id,
        created_at=at,
        updated_at=at,
    )
    documents = _copy_documents(cancelled, signing)
    signers = _copy_signers(cancelled, signing, documents)
    for original in cancelled.documents.exclude(positions=[]):
        copy = documents[original.pk]
        copy.positions = with_other_signers(original.positions, signers)
        copy.save(update_fields=["positions"])
    return signing


def _copy_documents(cancelled: Signing, signing: Signing) -> dict[int, SigningDocument]:
    """By the number of the one that it was copied from."""
    originals = list(cancelled.documents.to_sign().order_by("id"))
    copies = [SigningDocument(signing=signing, **{name: getattr(one, name) for name in COPIED}) for one in originals]
    SigningDocument.objects.bulk_create(copies)
    return {original.pk: copy for original, copy in zip(originals, copies, strict=True)}


def _copy_signers(cancelled: Signing, signing: Signing, documents: dict[int, SigningDocument]) -> dict[str, str]:
    """The ids of the copies by those of the originals."""
    copies: dict[str, str] = {}
    originals = list(cancelled.signers.exclude(name=ERASED).order_by("id").prefetch_related("assignments"))
    users = verified_users([one.email for one in originals])
    taken: set[int] = set()
    for one in originals:
        user = users.get(one.folded_email)
        copy = PackageSigner.objects.create(
            signing=signing,
            user=user if user and user.pk not in taken else None,
            name=one.name,
            email=one.email,
            folded_email=one.folded_email,
            phone=one.phone,
            party=one.party,
            language=one.language,
            auth_method=one.auth_method,
            questions=one.questions,
            signs_all=one.signs_all,
        )
        copies[str(one.pk)] = str(copy.pk)
        taken.update([user.pk] if user else [])
        Assignment.objects.bulk_create(
            Assignment(signer=copy, document=documents[assigned.document_id]) for assigned in one.assignments.all()
        )
    return copies
