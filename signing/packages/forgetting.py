"""How packages forget their signers."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import Q

from documents.rendering import page_images
from safeclose.actors import Actor
from safeclose.records.erasure import ERASED, NamingFile, Obstacle, Person, of_address, strike
from safeclose.refusals import Refusal
from safeclose.storage import files
from signing.ceremony.identification.secrets import ERASED_QUESTIONS
from signing.ceremony.models import Link
from signing.packages.documents.models import SigningDocument
from signing.packages.documents.positions import leave_out_signers
from signing.packages.package.models import Signing
from signing.packages.signers.models import ESignature, PackageSigner
from signing.packages.signings import actions
from signing.packages.templates.models import Template

REASON = "cancelled so that a signer can be erased"


def signers(person: Person) -> None:
    """Those with their address, or of their account."""
    rows = of_address(person, PackageSigner.objects.all(), "email")
    for signer in rows | PackageSigner.objects.filter(user__in=person.numbers("user")):
        person.learn("signer", signer.pk, signer.name, signer.email, signer.phone)
        person.learn("signing", signer.signing_id)
        person.learn("trail", f"signing:{signer.signing_id}")
    for document in SigningDocument.objects.filter(signing__in=person.numbers("signing"), document__isnull=False):
        person.learn("document", document.document_id)


def active(person: Person) -> Iterator[Obstacle]:
    """Packages that are out for their signature."""
    rows = Signing.objects.filter(id__in=person.numbers("signing"), status=Signing.Status.ACTIVE)
    for signing in rows.order_by("id"):
        yield Obstacle(f"The signing package {signing.pk} is out for their signature.", partial(_end, signing.pk))


def _end(signing_id: int, by: Actor) -> None:
    actions.cancel(signing_id=signing_id, reason=REASON, by=by)


def presented(person: Person) -> Iterator[NamingFile]:
    """Files of a package with them that have their name in it, or were added by them; a template's is everybody's."""
    rows = SigningDocument.objects.select_related("upload").filter(
        signing__in=person.numbers("signing"), file_sha256__isnull=False
    )
    shared = SigningDocument.objects.exclude(signing__in=person.numbers("signing"))
    for document in rows.order_by("pk"):
        is_shared = Q(file_sha256=document.file_sha256)
        if shared.filter(is_shared) or Template.objects.filter(is_shared):
            continue
        is_own = ("signer", str(_uploader(document))) in person.ids
        for digest in filter(None, (document.file_sha256, document.received_sha256)):
            if is_own or _is_named_in(person, digest):
                yield NamingFile(digest, f"document of the signing package {document.signing_id}")


def _uploader(document: SigningDocument) -> int | None:
    upload = getattr(document, "upload", None)
    return upload.signer_id if upload else None


def _is_named_in(person: Person, digest: str) -> bool:
    try:
        return person.is_named_in(" ".join(page_images.text(files.read(digest)).split()))
    except Refusal:
        return False


def packages(person: Person) -> int:
    """From drafts they are gone altogether."""
    ids = person.numbers("signing")
    rows = PackageSigner.objects.filter(signing__in=ids, pk__in=person.numbers("signer"))
    in_drafts = rows.filter(signing__status=Signing.Status.DRAFT)
    leave_out_signers(ids, in_drafts.values_list("pk", flat=True))
    gone, _ = in_drafts.delete()
    for signer in rows.exclude(name=ERASED):
        nowhere = f"erased-{signer.pk}@erased.invalid"
        values: dict[str, Any] = {
            "name": ERASED,
            "email": nowhere,
            "folded_email": nowhere,
            "phone": "" if signer.auth_method == PackageSigner.AuthMethod.SMS_OTP else None,
            "user": None,
        }
        values |= {"party": None, "put_marks": {}, "undelivered_at": None, "undelivered_reason": None}
        values |= {"decline_reason": None}
        values |= {"questions": ERASED_QUESTIONS} if signer.questions else {}
        Link.objects.filter(package_signer=signer).delete()
        gone += PackageSigner.objects.filter(pk=signer.pk).update(**values)
        ESignature.objects.filter(signer=signer).update(signature_text=ERASED)
        SigningDocument.objects.filter(upload__signer=signer).update(title=ERASED)
    gone += strike(person, Signing.objects.filter(pk__in=ids), "title", "note", "message", "cancel_reason", "plan")
    return gone + strike(person, SigningDocument.objects.filter(signing__in=ids), "title", "positions", "marks")
