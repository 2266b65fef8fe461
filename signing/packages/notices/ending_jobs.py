"""Mails about the end of a package, to its sender's side and to those who were asked by mail."""

from procrastinate.contrib.django import app

from safeclose.jobs import FOR_A_DAY
from signing.ceremony.endings import mailing
from signing.packages.package.models import Signing
from signing.packages.signers.models import PackageSigner


@app.task(name="mail_package_end_to_sender", queue="mail", retry=FOR_A_DAY)
def mail_package_end_to_sender(*, signing_id: int, verb: str, user_id: int) -> None:
    """Tell a member of the sending organization. Does nothing if they have left."""
    signing = Signing.objects.select_related("location__company").filter(pk=signing_id).first()
    if signing is None:
        return
    reason = signing.cancel_reason if verb != "expired" else None
    mailing.mail_sender(
        signing.location.company.organization_id,
        user_id,
        verb=verb,
        about=signing.title,
        key=f"signing-{signing.pk}",
        reason=reason,
        signers=list(signing.signers.all()),
    )


@app.task(name="mail_package_end_to_signer", queue="mail", retry=FOR_A_DAY)
def mail_package_end_to_signer(*, signer_id: int, verb: str) -> None:
    """Tell a signer that nothing comes of it. Does nothing if they were erased."""
    signers = PackageSigner.objects.select_related("signing__location__company__organization")
    signer = signers.filter(pk=signer_id, undelivered_at=None).first()
    if signer and "@" in signer.email:
        mailing.mail_signer(signer, verb=verb, key=f"package-signer-{signer.pk}")
