"""The signers of a package, what each is to sign, and what each has signed."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Lower

from safeclose import clock
from safeclose.actors import Actor
from signing.packages.documents.models import SigningDocument
from signing.packages.package.lifecycle import PACKAGE_SIGNER, PackageSignerStatus
from signing.packages.package.models import Signing
from workspace.models import User

OPEN = (Signing.Status.DRAFT, Signing.Status.ACTIVE)


class PackageSignerQuerySet(models.QuerySet["PackageSigner"]):
    """Filters for signers, to be chained."""

    def shown(self) -> "PackageSignerQuerySet":
        """With all that an answer holds, in a constant number of queries."""
        documents = SigningDocument.objects.only("id", "signing_id").order_by("position", "id")
        signatures = ESignature.objects.only("id", "signer_id", "document_id").order_by("id")
        return self.prefetch_related(
            Prefetch("signing", Signing.objects.only("id")),
            Prefetch("signing__documents", documents),
            Prefetch("assignments", Assignment.objects.order_by("document__position", "document_id")),
            Prefetch("signatures", signatures),
        )

    def beyond_draft(self) -> "PackageSignerQuerySet":
        """Of packages that were sent."""
        return self.exclude(signing__status=Signing.Status.DRAFT)

    def to_do(self) -> "PackageSignerQuerySet":
        """Of active packages, and not done."""
        return self.filter(signing__status=Signing.Status.ACTIVE).exclude(status=PackageSigner.Status.SIGNED)

    def unlinked(self) -> "PackageSignerQuerySet":
        """Whose user is not known yet."""
        return self.filter(user=None)

    def claimable(self, email: str) -> "PackageSignerQuerySet":
        """Those that wait for whoever has verified this folded address.

        Their user is not known yet, or has another address by now: then the signer is who has it, unless the package
        has ended, or that user has signed in it.
        """
        lower = Lower(Value(email))  # in lower case there are indexes of both tables
        users = User.objects.alias(lower_email=Lower("email")).filter(lower_email=lower)
        holders = users.filter(pk=OuterRef("user"), email_verified=True, is_active=True)
        signed = ESignature.objects.filter(signer=OuterRef("pk"))
        left = Q(~Exists(holders), ~Exists(signed), signing__status__in=OPEN)
        named = self.alias(lower_email=Lower("folded_email")).filter(lower_email=lower, folded_email=email)
        return named.filter(Q(user=None) | left)


class PackageSigner(models.Model):
    """Someone who signs documents of one package, by an account with the same, verified e-mail address."""

    Status = PackageSignerStatus

    signing = models.ForeignKey(Signing, on_delete=models.CASCADE, related_name="signers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="package_signers"
    )
    name = models.CharField(max_length=500)
    email = models.EmailField(max_length=320)
    # As `workspace.identity.emails.folded` spells it.
    folded_email = models.CharField(max_length=320)
    phone = models.CharField(max_length=40, null=True, blank=True)
    # Whom they stand for in positions, such as "buyer".
    party = models.CharField(max_length=100, null=True, blank=True)
    # Signs whatever documents the package has; otherwise those of the assignments, and no others.
    signs_all = models.BooleanField(default=True)
    status = models.CharField(max_length=7, choices=Status, default=PACKAGE_SIGNER.initial)
    # {document id: {mark id: value or null}}: what they put in person.
    put_marks = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), blank=True)
    # [number of an event]: the last ones with drawings of this signer, to which later events refer.
    drawn_in = models.JSONField(default=list, db_default=Value([], models.JSONField()), blank=True)
    # "en" or "fr"; null where nobody has said it.
    language = models.CharField(max_length=2, null=True)
    notified_at = models.DateTimeField(null=True)
    # Since when the address is refused for good, and why; null again once a mail was taken.
    undelivered_at = models.DateTimeField(null=True)
    undelivered_reason = models.CharField(max_length=200, null=True)
    viewed_at = models.DateTimeField(null=True)
    consented_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = PackageSignerQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["folded_email"], condition=Q(user=None), name="signer_to_be_linked"),
            models.Index(fields=["user", "signing"], name="signing_list_of_signer"),
            models.Index(OpClass(Lower("folded_email"), "text_pattern_ops"), name="package_signers_by_email"),
        )
        constraints = (
            models.UniqueConstraint(fields=["signing", "folded_email"], name="package_has_a_signer_of_an_email_once"),
            models.UniqueConstraint(fields=["signing", "user"], name="package_has_a_signer_of_a_user_once"),
            models.CheckConstraint(
                name="package_signer_status_is_known", condition=Q(status__in=PACKAGE_SIGNER.states)
            ),
            models.CheckConstraint(
                name="package_signer_is_done_when_it_says_when",
                condition=Q(status=PackageSignerStatus.SIGNED, completed_at__isnull=False)
                | (~Q(status=PackageSignerStatus.SIGNED) & Q(completed_at=None)),
            ),
            models.CheckConstraint(
                name="package_signer_signs_after_consent",
                condition=Q(completed_at=None) | Q(consented_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def acting(self, *, ip: str, user_agent: str) -> Actor:
        """The signer, as the one who does something."""
        return Actor("signer", str(self.pk), self.name, ip, user_agent)

    def put_in(self, document: SigningDocument) -> dict[str, Any]:
        """What they put in person in a document: {mark id: value or None}."""
        values: dict[str, Any] = self.put_marks.get(str(document.pk), {})
        return values


class Assignment(models.Model):
    """One document that one signer signs, where not all are theirs."""

    signer = models.ForeignKey(PackageSigner, on_delete=models.CASCADE, related_name="assignments")
    document = models.ForeignKey(SigningDocument, on_delete=models.CASCADE, related_name="assignments")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["signer", "document"], name="document_is_assigned_to_a_signer_once"),
        )

    def __str__(self) -> str:
        return f"{self.signer_id} signs {self.document_id}"


class ESignature(models.Model):
    """One signature of one document; written once, and evidence from then on."""

    signer = models.ForeignKey(PackageSigner, on_delete=models.PROTECT, related_name="signatures")
    document = models.ForeignKey(SigningDocument, on_delete=models.PROTECT, related_name="signatures")
    signature_text = models.CharField(max_length=200)
    signed_at = models.DateTimeField()
    # The chainHash of its event in the trail.
    event_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "e-signature"
        constraints = (
            models.UniqueConstraint(fields=["document", "signer"], name="document_is_signed_by_a_signer_once"),
            models.CheckConstraint(name="signature_has_a_text", condition=~Q(signature_text="")),
        )

    def __str__(self) -> str:
        return f"{self.signer_id} signed {self.document_id}"
