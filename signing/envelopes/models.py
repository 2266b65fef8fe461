"""Envelopes: a document out for signature, and those who are asked to sign."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Prefetch, Q, QuerySet, Value
from django.db.models.functions import Lower

from documents.models import Document
from safeclose import clock
from safeclose.marks.definitions import Mark
from safeclose.records import ids
from signing.ceremony import link_disclosure
from signing.ceremony.lifecycle import SIGNER, SignerStatus
from signing.ceremony.models import COPY_LINK_LIFETIME, LinkSigner, Presented
from signing.ceremony.turns import is_turn
from signing.envelopes.lifecycle import ENVELOPE, UNSIGNED_ENDS, EnvelopeStatus
from signing.evidence.models import Trail
from workspace.models import Organization


class EnvelopeQuerySet(models.QuerySet["Envelope"]):
    """Filters for envelopes, to be chained."""

    def of(self, organization: Organization) -> "EnvelopeQuerySet":
        """Those that the organization sent."""
        return self.filter(organization__only=organization.pk)

    def live(self) -> "EnvelopeQuerySet":
        """Those that are not ended in the record; the time of some may be up already."""
        return self.exclude(status__in=ENVELOPE.terminal)

    def overdue(self, now: datetime) -> "EnvelopeQuerySet":
        """Those whose time is up, and whose record does not say so yet."""
        return self.live().filter(expires_at__lte=now)

    def with_status(self, status: str, now: datetime) -> "EnvelopeQuerySet":
        """Those of which `status_at` says this status at that instant."""
        overdue = Q(expires_at__isnull=False, expires_at__lte=now) & ~Q(status__in=ENVELOPE.terminal)
        if status == EnvelopeStatus.EXPIRED:
            return self.filter(Q(status=status) | overdue)
        return self.filter(status=status).exclude(overdue)

    def shown(self) -> "EnvelopeQuerySet":
        """With all that an answer shows, in two queries."""
        ordered = Signer.objects.order_by("order", "id")
        return self.select_related("trail__seal").prefetch_related(Prefetch("signers", ordered))


class Envelope(models.Model):
    """One document, its signers, and the exact bytes that they are shown."""

    Status = EnvelopeStatus

    class Mode(models.TextChoices):
        PARALLEL = "parallel"
        SEQUENTIAL = "sequential"

    class Delivery(models.TextChoices):
        RETURN = "return"
        EMAIL = "email"

    id = ids.TypeIDField(prefix="env", primary_key=True, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="envelopes")
    trail = models.OneToOneField(Trail, on_delete=models.PROTECT, related_name="envelope")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    status = models.CharField(max_length=11, choices=Status, default=ENVELOPE.initial)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.PARALLEL)
    # Who takes the links to the signers: the sender, or this service by mail.
    delivery = models.CharField(max_length=6, choices=Delivery, default=Delivery.RETURN)
    title = models.CharField(max_length=200)
    # What the sender writes to the signers, in the mails.
    message = models.CharField(max_length=1000, null=True)
    document_sha256 = models.CharField(max_length=64)
    page_count = models.PositiveIntegerField()
    # What each signer is asked to put on the pages: [Mark.written()], each with `signer`, as the trail's `sent` has it.
    marks = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=1000, null=True)
    expired_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = EnvelopeQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["organization", "-id"], name="envelope_list_of_organization"),
            # Of the back office: by state, by title, and how many were completed on which day.
            models.Index(fields=["status", "-id"], name="envelopes_by_status"),
            models.Index(OpClass(Lower("title"), "text_pattern_ops"), name="envelopes_by_title"),
            models.Index(
                fields=["completed_at"], condition=Q(completed_at__isnull=False), name="envelopes_by_completion"
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(status__in=[EnvelopeStatus.SENT, EnvelopeStatus.IN_PROGRESS]),
                name="envelope_that_may_expire",
            ),
        )
        constraints = (
            models.CheckConstraint(name="envelope_status_is_known", condition=Q(status__in=ENVELOPE.states)),
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(status__in=[EnvelopeStatus.SENT, EnvelopeStatus.IN_PROGRESS, EnvelopeStatus.COMPLETED]),
                name="document_has_one_envelope_that_counts",
            ),
            *(
                models.CheckConstraint(
                    name=f"envelope_is_{ended}_when_it_says_when",
                    condition=Q(status=ended, **{f"{ended}_at__isnull": False})
                    | (~Q(status=ended) & Q(**{f"{ended}_at": None})),
                )
                for ended in ENVELOPE.terminal
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.id})"

    def status_at(self, now: datetime) -> str:
        """The status as it is true at that instant: time that is up counts before a job records it."""
        is_up = self.expires_at is not None and self.expires_at <= now
        return EnvelopeStatus.EXPIRED if is_up and ENVELOPE.allows(self.status, "expired") else self.status


class SignerQuerySet(models.QuerySet["Signer"]):
    """Filters for signers, to be chained."""

    def unsigned(self) -> "SignerQuerySet":
        """Those who have not signed."""
        return self.exclude(status=SignerStatus.SIGNED)

    def to_mail(self) -> "SignerQuerySet":
        """Those whom the service itself writes to, of envelopes that have not ended in the record.

        Not those whose links are locked: one more link would be locked, too.
        """
        live = self.exclude(envelope__status__in=ENVELOPE.terminal).exclude(status__in=SIGNER.terminal)
        return live.filter(envelope__delivery=Envelope.Delivery.EMAIL, email__isnull=False, locked_at=None)


class Signer(LinkSigner):
    """Someone who is asked to sign, and how far they are."""

    Status = SignerStatus

    signs_in = "envelopes"
    held_by = "signer"
    written_to_as = "envelope signer"
    has_several = False
    disclosures = link_disclosure.DISCLOSURES

    id = ids.TypeIDField(prefix="sgr", primary_key=True, editable=False)
    envelope = models.ForeignKey(Envelope, on_delete=models.CASCADE, related_name="signers")
    name = models.CharField(max_length=500)
    email = models.CharField(max_length=320, null=True)
    phone = models.CharField(max_length=40, null=True)
    role = models.CharField(max_length=64)
    order = models.PositiveIntegerField()
    # The key of the party of the agreement that they stand for; "" where they are none.
    party = models.CharField(max_length=64, default="", db_default="")
    status = models.CharField(max_length=13, choices=Status, default=SIGNER.initial)
    # The marks that they have put so far: {id of the mark: what was entered, or null}.
    put_marks = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    reminders = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    signature_text = models.CharField(max_length=500, null=True)

    objects: ClassVar[Any] = SignerQuerySet.as_manager()

    class Meta:
        ordering = ("order", "id")
        indexes = (models.Index(OpClass(Lower("email"), "text_pattern_ops"), name="signers_by_email"),)
        constraints = (
            models.CheckConstraint(name="signer_status_is_known", condition=Q(status__in=SIGNER.states)),
            models.CheckConstraint(name="signer_order_counts_from_one", condition=Q(order__gte=1)),
            models.CheckConstraint(
                name="signer_has_what_identifies_them",
                condition=Q(auth_method="email_link")
                | Q(auth_method="email_otp", email__isnull=False)
                | Q(auth_method="sms_otp", phone__isnull=False)
                | (Q(auth_method="kba") & ~Q(questions=[])),
            ),
            models.CheckConstraint(
                name="undelivered_signer_has_an_address",
                condition=Q(undelivered_at=None) | Q(email__isnull=False) | Q(phone__isnull=False),
            ),
            models.CheckConstraint(
                name="signer_has_signed_when_it_says_when",
                condition=Q(status=SignerStatus.SIGNED, signed_at__isnull=False, signature_text__isnull=False)
                | (~Q(status=SignerStatus.SIGNED) & Q(signed_at=None)),
            ),
            models.CheckConstraint(
                name="signer_has_declined_when_it_says_when",
                condition=Q(status=SignerStatus.DECLINED, declined_at__isnull=False)
                | (~Q(status=SignerStatus.DECLINED) & Q(declined_at=None)),
            ),
            models.CheckConstraint(
                # They stay when the consent is withdrawn.
                name="signer_puts_marks_after_identification",
                condition=Q(put_marks={}) | Q(authenticated_at__isnull=False),
            ),
            models.CheckConstraint(
                name="signer_signs_after_consent",
                condition=Q(signed_at=None) | Q(consented_at__isnull=False, authenticated_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def link_status(self) -> SignerStatus:
        return SignerStatus(self.status)

    @property
    def subject(self) -> Envelope:
        return self.envelope

    @property
    def organization_id(self) -> int:
        return self.envelope.organization_id

    @property
    def organization(self) -> Organization:
        return self.envelope.organization

    @property
    def sender_name(self) -> str:
        return self.envelope.organization.name

    def everyone(self) -> "QuerySet[Signer]":
        return Signer.objects.filter(envelope=self.envelope_id)

    def presented(self) -> list[Presented]:
        envelope = self.envelope
        return [
            Presented(
                id=envelope.document_id,
                title=envelope.title,
                sha256=envelope.document_sha256,
                page_count=envelope.page_count,
                marks=self.marks,
                values=self.put_marks,
                is_signed=self.status == SignerStatus.SIGNED,
            )
        ]

    @property
    def marks(self) -> list[Mark]:
        """What they are asked to put on the pages."""
        return [Mark.read(mark) for mark in self.envelope.marks if mark["signer"] == self.id]

    def may_act(self, now: datetime) -> bool:
        return self.envelope.status_at(now) not in ENVELOPE.terminal and self.status not in SIGNER.terminal

    def may_have_copy(self, now: datetime) -> bool:
        came_to_nothing = self.envelope.status_at(now) in UNSIGNED_ENDS
        return not came_to_nothing and self.signed_at is not None and now < self.signed_at + COPY_LINK_LIFETIME

    def has_acted_since(self, at: datetime) -> bool:
        acted = (self.opened_at, self.authenticated_at, self.consented_at)
        return any(step is not None and step >= at for step in acted)

    def is_turn(self, signers: Iterable["Signer"]) -> bool:
        return is_turn(self, signers, is_sequential=self.envelope.mode == Envelope.Mode.SEQUENTIAL)

    def step(self, verb: str, at: datetime) -> list[str]:
        self.status = SIGNER.after(self.status, verb)
        setattr(self, f"{verb}_at", at)
        if verb == "consent_withdrawn":
            self.consented_at = None
        return ["status", f"{verb}_at", "consented_at"]
