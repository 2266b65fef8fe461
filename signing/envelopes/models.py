"""Envelopes: a document out for signature, and those who are asked to sign."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Prefetch, Q, Value
from django.db.models.functions import Lower

from documents.models import Document
from safeclose import clock
from safeclose.actors import Actor
from safeclose.marks.definitions import Mark
from safeclose.records import ids
from safeclose.secrets import link_tokens
from signing.ceremony.identification import methods
from signing.ceremony.lifecycle import NEXT, SIGNER, SignerStatus
from signing.ceremony.links import COPY_LINK_LIFETIME
from signing.ceremony.turns import is_turn
from signing.envelopes.lifecycle import ENVELOPE, UNSIGNED_ENDS, EnvelopeStatus
from signing.evidence.models import Trail
from workspace.models import Organization


class EnvelopeQuerySet(models.QuerySet["Envelope"]):
    """Filters for envelopes, to be chained."""

    def of(self, organization: Organization) -> "EnvelopeQuerySet":
        """Those that the organization sent."""
        return self.filter(organization=organization)

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


class Signer(models.Model):
    """Someone who is asked to sign, and how far they are."""

    Status = SignerStatus

    AuthMethod = methods.AuthMethod

    id = ids.TypeIDField(prefix="sgr", primary_key=True, editable=False)
    envelope = models.ForeignKey(Envelope, on_delete=models.CASCADE, related_name="signers")
    name = models.CharField(max_length=500)
    email = models.CharField(max_length=320, null=True)
    phone = models.CharField(max_length=40, null=True)
    role = models.CharField(max_length=64)
    # "en" or "fr"; null where nobody has said it.
    language = models.CharField(max_length=2, null=True)
    order = models.PositiveIntegerField()
    # The key of the party of the agreement that they stand for; "" where they are none.
    party = models.CharField(max_length=64, default="", db_default="")
    auth_method = models.CharField(max_length=10, choices=AuthMethod, default=AuthMethod.EMAIL_LINK)
    status = models.CharField(max_length=13, choices=Status, default=SIGNER.initial)
    # The marks that they have put so far: {id of the mark: what was entered, or null}.
    put_marks = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    # For `kba`: [{"question", "answerHash"}], see signing.ceremony.identification.secrets.
    questions = models.JSONField(default=list)
    link_mailed_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    copy_mailed_at = models.DateTimeField(null=True)
    # Since when the address or number is refused for good, and why; null again once a message was taken.
    undelivered_at = models.DateTimeField(null=True)
    undelivered_reason = models.CharField(max_length=200, null=True)
    # Codes and answers since the last fresh link; at MAX_WRONG_ANSWERS the links are locked.
    wrong_answers = models.IntegerField(default=0, db_default=0)
    locked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    authenticated_at = models.DateTimeField(null=True)
    consented_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    signature_text = models.CharField(max_length=500, null=True)
    # Since when they want paper; and when they last took back their consent, which may be given again by now.
    paper_requested_at = models.DateTimeField(null=True)
    consent_withdrawn_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=1000, null=True)

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
    def next_step(self) -> str | None:
        """The action of the public route that follows; None once there is none."""
        return NEXT.get(SignerStatus(self.status))

    @property
    def is_asked_to_identify(self) -> bool:
        """Whether the method asks for more than the link, and that was not given yet."""
        return methods.AuthMethod(self.auth_method) in methods.CHANNELS and self.authenticated_at is None

    def acting(self, *, ip: str | None = None, user_agent: str | None = None) -> Actor:
        """This signer as `by` of an action."""
        return Actor("signer", self.id, self.name, ip, user_agent)

    @property
    def marks(self) -> list[Mark]:
        """What they are asked to put on the pages."""
        return [Mark.read(mark) for mark in self.envelope.marks if mark["signer"] == self.id]

    def may_act(self, now: datetime) -> bool:
        """Whether the link is good at that instant: the envelope is live, and this signer is not done."""
        return self.envelope.status_at(now) not in ENVELOPE.terminal and self.status not in SIGNER.terminal

    def may_have_copy(self, now: datetime) -> bool:
        """For 90 days after signing, unless the envelope came to nothing."""
        came_to_nothing = self.envelope.status_at(now) in UNSIGNED_ENDS
        return not came_to_nothing and self.signed_at is not None and now < self.signed_at + COPY_LINK_LIFETIME

    def is_turn(self, signers: Iterable["Signer"]) -> bool:
        """Whether this signer may sign now; `signers` are all of the envelope."""
        return is_turn(self, signers, is_sequential=self.envelope.mode == Envelope.Mode.SEQUENTIAL)


class LinkQuerySet(models.QuerySet["Link"]):
    def with_token(self, token: str) -> "LinkQuerySet":
        """The link of this secret, whatever its purpose."""
        return self.filter(token_hash=link_tokens.hashed(token))

    def to_sign(self) -> "LinkQuerySet":
        """Signing links, with signer, envelope and organization."""
        return self.filter(purpose=Link.Purpose.SIGN).select_related("signer__envelope__organization")

    def to_copy(self) -> "LinkQuerySet":
        """Links to a copy, with signer, envelope and seal."""
        return self.filter(purpose=Link.Purpose.COPY).select_related("signer__envelope__trail__seal")


class Link(models.Model):
    """Lets one signer in. A mail that is sent again brings a new link; the earlier ones stay good until replaced."""

    class Purpose(models.TextChoices):
        SIGN = "sign"
        COPY = "copy"

    signer = models.ForeignKey(Signer, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=4, choices=Purpose)
    # SHA-256 of the secret, in hex; the secret itself is nowhere.
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = LinkQuerySet.as_manager()

    class Meta:
        constraints = (models.CheckConstraint(name="link_purpose_is_known", condition=Q(purpose__in=["sign", "copy"])),)

    def __str__(self) -> str:
        return f"{self.purpose} {self.signer_id}"
