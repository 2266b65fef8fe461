"""The signers of a package, what each is to sign, and what each has signed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Lower

from safeclose import clock
from signing.ceremony import package_disclosure
from signing.ceremony.lifecycle import SignerStatus
from signing.ceremony.models import COPY_LINK_LIFETIME, FileAsked, LinkSigner, Presented
from signing.packages.documents.models import SigningDocument
from signing.packages.package.lifecycle import PACKAGE_SIGNER, PackageSignerStatus
from signing.packages.package.models import Signing
from signing.packages.settings.models import LocationSettings
from signing.packages.signers import following
from workspace.models import Organization, User

OPEN = (Signing.Status.DRAFT, Signing.Status.ACTIVE)


class PackageSignerQuerySet(models.QuerySet["PackageSigner"]):
    """Filters for signers, to be chained."""

    def shown(self) -> "PackageSignerQuerySet":
        """With all that an answer holds, in a constant number of queries."""
        documents = SigningDocument.objects.to_sign().only("id", "signing_id").order_by("position", "id")
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
        return self.filter(signing__status=Signing.Status.ACTIVE).exclude(status__in=PACKAGE_SIGNER.terminal)

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


class PackageSigner(LinkSigner):
    """Someone who signs documents of one package: by a link, or by an account with the same, verified e-mail address.

    Signing by account asks for no link's identification, and the other way round: `authenticated_at` and `account_at`
    say which of the two the trail's last `authenticated` of this signer was; one of them at most is set.
    """

    Status = PackageSignerStatus

    signs_in = "packages"
    held_by = "package_signer"
    written_to_as = "package signer"
    has_several = True
    disclosures = package_disclosure.DISCLOSURES

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
    status = models.CharField(max_length=8, choices=Status, default=PACKAGE_SIGNER.initial)
    # {document id: {mark id: value or null}}: what they put in person.
    put_marks = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), blank=True)
    # [number of an event]: the last ones with drawings of this signer, to which later events refer.
    drawn_in = models.JSONField(default=list, db_default=Value([], models.JSONField()), blank=True)
    # When the last mail with a link was taken.
    notified_at = models.DateTimeField(null=True)
    viewed_at = models.DateTimeField(null=True)
    account_at = models.DateTimeField(null=True)
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
            models.CheckConstraint(
                name="package_signer_has_declined_when_it_says_when",
                condition=Q(status=PackageSignerStatus.DECLINED, declined_at__isnull=False)
                | (~Q(status=PackageSignerStatus.DECLINED) & Q(declined_at=None)),
            ),
            models.CheckConstraint(
                name="package_signer_has_what_identifies_them",
                condition=Q(auth_method__in=["email_link", "email_otp"])
                | Q(auth_method="sms_otp", phone__isnull=False)
                | (Q(auth_method="kba") & ~Q(questions=[])),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def next_step(self) -> str | None:
        step = super().next_step
        return "upload" if step == "sign" and self.files_asked() else step

    def files_asked(self) -> list[FileAsked]:
        return following.files_asked(self)

    @property
    def has_to_sign_in(self) -> bool:
        return following.has_to_sign_in(self)

    @property
    def link_status(self) -> SignerStatus:
        if self.declined_at is not None:
            return SignerStatus.DECLINED
        if self.completed_at is not None:
            return SignerStatus.SIGNED
        if self.authenticated_at is None:
            is_new = self.status == PackageSignerStatus.PENDING
            return SignerStatus.PENDING if is_new else SignerStatus.OPENED
        return SignerStatus.AUTHENTICATED if self.consented_at is None else SignerStatus.CONSENTED

    @property
    def subject(self) -> Signing:
        signing: Signing = self.signing
        return signing

    @property
    def organization_id(self) -> int:
        return self.signing.location.company.organization_id

    @property
    def organization(self) -> Organization:
        organization: Organization = self.signing.location.company.organization
        return organization

    @property
    def sender_name(self) -> str:
        own = LocationSettings.objects.filter(location=self.signing.location_id).first()
        return (own and own.sender_name) or self.signing.location.company.organization.name

    @property
    def role(self) -> str:
        """As the trail's `sent` has it: packages know no roles."""
        return "signer"

    @property
    def order(self) -> int:
        """The place among the signers, from 1, as the trail's `sent` has it."""
        return PackageSigner.objects.filter(signing=self.signing_id, pk__lte=self.pk).count()

    def everyone(self) -> "QuerySet[PackageSigner]":
        rows: QuerySet[PackageSigner] = PackageSigner.objects.filter(signing=self.signing_id).order_by("pk")
        return rows

    def documents(self) -> "QuerySet[SigningDocument]":
        """Those that are theirs to sign, in order."""
        every: QuerySet[SigningDocument] = SigningDocument.objects.to_sign().filter(signing=self.signing_id)
        own = every if self.signs_all else every.filter(assignments__signer=self.pk)
        return own.order_by("position", "pk")

    def presented(self) -> list[Presented]:
        signed = set(self.signatures.values_list("document_id", flat=True))
        can_be_signed = following.open_documents(self)
        shown = (self.presented_as(document, is_signed=document.pk in signed) for document in self.documents())
        return [replace(one, is_open=can_be_signed is None or one.id in can_be_signed) for one in shown]

    def added(self) -> list[Presented]:
        uploads = Upload.objects.filter(signer__signing=self.signing_id).select_related("signer", "document")
        return [
            replace(
                self.presented_as(one.document, is_signed=False), added_by=one.signer.name, added_at=one.uploaded_at
            )
            for one in uploads.order_by("pk")
        ]

    def presented_as(self, document: SigningDocument, *, is_signed: bool) -> Presented:
        """A document of an active package as it is presented to them."""
        return Presented(
            id=str(document.pk),
            title=document.title,
            sha256=document.file_sha256 or "",
            page_count=document.page_count or 0,
            marks=document.marks_of(self.pk),
            values=self.put_in(document),
            is_required=document.required,
            is_signed=is_signed,
        )

    def is_turn(self, signers: Iterable["PackageSigner"]) -> bool:
        return following.is_turn(self, signers)

    def next_document(self) -> Presented:
        """Of those that the flow lets them sign by now, if it does any."""
        left = [one for one in self.presented() if one.is_open and not one.is_signed]
        return next((one for one in left if one.is_required), left[0]) if left else super().next_document()

    def may_act(self, now: datetime) -> bool:
        return self.signing.is_open_at(now) and self.status not in PACKAGE_SIGNER.terminal

    def may_have_copy(self, now: datetime) -> bool:
        came_to_nothing = self.signing.status != Signing.Status.COMPLETE and not self.signing.is_open_at(now)
        return not came_to_nothing and self.completed_at is not None and now < self.completed_at + COPY_LINK_LIFETIME

    def has_acted_since(self, at: datetime) -> bool:
        acted = (self.viewed_at, self.authenticated_at, self.account_at, self.consented_at)
        signed, uploaded = self.signatures.filter(signed_at__gte=at), self.uploads.filter(uploaded_at__gte=at)
        return any(step is not None and step >= at for step in acted) or signed.exists() or uploaded.exists()

    def mailed(self, at: datetime) -> dict[str, Any]:
        return {**super().mailed(at), "notified_at": at}

    def step(self, verb: str, at: datetime) -> list[str]:
        """Of who has consented by account, a link does not ask for consent once more: `link_status` tells."""
        match verb:
            case "authenticated":
                self.authenticated_at, self.account_at = at, None
                return ["authenticated_at", "account_at"]
            case "consent_withdrawn":
                self.consent_withdrawn_at, self.consented_at = at, None
                return ["consent_withdrawn_at", "consented_at"]
        column = "viewed_at" if verb == "opened" else f"{verb}_at"
        setattr(self, column, at)
        self.status = PACKAGE_SIGNER.after(self.status, verb)
        return ["status", column]

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


class Upload(models.Model):
    """A file that a signer added in a step of the plan: one for each such step, never changed, never deleted (triggers
    see to that).

    step   its number in the plan, from 0
    """

    signer = models.ForeignKey(PackageSigner, on_delete=models.PROTECT, related_name="uploads", db_index=False)
    document = models.OneToOneField(SigningDocument, on_delete=models.PROTECT, related_name="upload")
    step = models.PositiveSmallIntegerField()
    uploaded_at = models.DateTimeField()
    # The chainHash of its event in the trail.
    event_hash = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["signer", "step"], name="signer_adds_one_file_in_a_step"),)

    def __str__(self) -> str:
        return f"{self.signer_id} added {self.document_id}"
