"""Mails about the end of a package, to its sender's side and to those who were asked by mail."""

from procrastinate.contrib.django import app

from safeclose.actors import SYSTEM
from safeclose.jobs import FOR_A_DAY
from safeclose.messages.delivery import Refused, deliver
from safeclose.messages.letters import recipient_of
from signing.ceremony.endings import letters
from signing.ceremony.letters import from_sender
from signing.ceremony.senders import reachable_sender
from signing.ceremony.undelivered import actions
from signing.packages.package.lifecycle import PackageSignerStatus
from signing.packages.package.models import Signing
from signing.packages.signers.models import PackageSigner


@app.task(name="mail_package_end_to_sender", queue="mail", retry=FOR_A_DAY)
def mail_package_end_to_sender(*, signing_id: int, verb: str, user_id: int) -> None:
    """Tell a member of the sending organization. Does nothing if they have left."""
    signing = Signing.objects.select_related("location__company").filter(pk=signing_id).first()
    user = reachable_sender(signing.location.company.organization_id, user_id) if signing else None
    if signing is None or user is None:
        return
    signers = list(signing.signers.all())
    letter = letters.to_sender(
        user,
        verb=verb,
        about=signing.title,
        key=f"signing-{signing.pk}",
        reason=signing.cancel_reason if verb != "expired" else None,
        who=next((one.name for one in signers if getattr(one, "declined_at", None)), ""),
        signed=sum(one.status == PackageSignerStatus.SIGNED for one in signers),
        signers=len(signers),
    )
    try:
        deliver(letter)
    except Refused:
        return  # in the log; the activity feed tells the same as the letter


@app.task(name="mail_package_end_to_signer", queue="mail", retry=FOR_A_DAY)
def mail_package_end_to_signer(*, signer_id: int, verb: str) -> None:
    """Tell a signer that nothing comes of it. Does nothing if they were erased."""
    signers = PackageSigner.objects.select_related("signing__location__company__organization")
    signer = signers.filter(pk=signer_id, undelivered_at=None).first()
    if signer is None or "@" not in signer.email:
        return
    signing = signer.signing
    letter = letters.to_signer(
        recipient_of(signer, language=signer.language),
        verb=verb,
        about=signing.title,
        key=f"package-signer-{signer.pk}",
        has_signed=signer.status == PackageSignerStatus.SIGNED,
        **from_sender(signing.location.company.organization, signing.created_by_id),
    )
    try:
        receipt = deliver(letter)
    except Refused as refused:
        actions.record_end_refused(signer=signer, sentence=str(refused), by=SYSTEM)
        return
    actions.record_end_mailed(signer=signer, receipt=receipt)
