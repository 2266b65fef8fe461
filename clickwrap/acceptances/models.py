"""Who accepted what, from where and when."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, NamedTuple

from django.db import models
from django.db.models import Case, F, Q, Value, When

from clickwrap.agreements.models import Agreement, Publication
from safeclose.records import ids
from safeclose.secrets import link_tokens
from workspace.models import Organization

SUBJECT, IP, USER_AGENT = "/subjectRef", "/ip", "/userAgent"
RECEIPT_LINK_LIFETIME = timedelta(days=90)


class KeptSubject(models.Func):
    """Who accepted, as far as it is still kept; written out, so that PostgreSQL knows its index again."""

    template = f"(%(expressions)s #>> '{{{SUBJECT},value}}')"
    output_field = models.TextField()


class AcceptanceStatus(NamedTuple):
    """Whether someone has accepted an agreement, and whether it was the text that is shown now."""

    accepted: bool
    version_hash: str | None
    accepted_at: datetime | None
    current: bool
    verified: bool


class AcceptanceQuerySet(models.QuerySet["Acceptance"]):
    def of(self, agreement: Agreement) -> "AcceptanceQuerySet":
        """Those of one agreement, whatever its version was."""
        return self.filter(agreement__only=agreement.pk)

    def by_subject(self, subject: str) -> "AcceptanceQuerySet":
        """Those that this subject gave."""
        return self.alias(subject=KeptSubject("kept")).filter(subject=subject)

    def status_of(self, agreement: Agreement, subject: str) -> AcceptanceStatus:
        """By the acceptance that counts: of the current version, else the newest."""
        is_current = Case(When(Q(version_hash=agreement.version_hash), then=Value(1)), default=Value(0))
        found = self.of(agreement).by_subject(subject).order_by(is_current.desc(), "-id").first()
        if found is None:
            return AcceptanceStatus(accepted=False, version_hash=None, accepted_at=None, current=False, verified=False)
        return AcceptanceStatus(
            accepted=True,
            version_hash=found.version_hash,
            accepted_at=found.accepted_at,
            current=found.version_hash == agreement.version_hash,
            verified=bool(found.verified),
        )

    def shown(self) -> "AcceptanceQuerySet":
        """With the title and the text that were shown, and whose agreement it is."""
        return self.select_related("organization", "agreement", "publication__version")


class Acceptance(models.Model):
    """One click. The row stays as it is (triggers see to that), but for what `kept` holds, which may be erased.

    No foreign key is checked on the way in, as PostgreSQL would lock the agreement's row for that, thousands of
    times a second. A trigger checks that the publication exists, and nothing that is published is ever removed.
    """

    id = ids.TypeIDField(prefix="acc", primary_key=True, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    agreement = models.ForeignKey(
        Agreement, on_delete=models.DO_NOTHING, db_constraint=False, related_name="acceptances", db_index=False
    )
    publication = models.ForeignKey(
        Publication, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    version = models.PositiveIntegerField()
    version_hash = models.CharField(max_length=64)
    accepted_at = models.DateTimeField()
    # Whether a subject token said who accepts; None of acceptances from before there were any.
    verified = models.BooleanField(null=True)
    # Of the text that was accepted; None where that is not said.
    language = models.CharField(max_length=2, null=True)
    # Commitments to the personal values, which are hashed into the chain; and the values themselves, which are not.
    concealed = models.JSONField()
    kept = models.JSONField()

    objects: ClassVar[Any] = AcceptanceQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["agreement", "-id"], name="acceptances_of_agreement"),
            models.Index(F("agreement"), KeptSubject("kept"), F("id").desc(), name="acceptances_of_subject"),
        )

    def __str__(self) -> str:
        return f"{self.id} of {self.agreement_id} version {self.version}"

    @property
    def text(self) -> str:
        """The text that was accepted; of an acceptance that was read as `shown`."""
        return self.publication.version.text_in(self.language)

    def kept_value(self, pointer: str) -> str | None:
        """A personal value (SUBJECT, IP, USER_AGENT); None where none was given, or it was erased."""
        entry = self.kept.get(pointer)
        return entry["value"] if entry else None


class ReceiptLinkQuerySet(models.QuerySet["ReceiptLink"]):
    def with_token(self, token: str, at: datetime) -> "ReceiptLinkQuerySet":
        """The link of this secret, while it is good, with all that a receipt shows."""
        rows = self.filter(token_hash=link_tokens.hashed(token), expires_at__gt=at)
        return rows.select_related(
            "acceptance__organization", "acceptance__agreement", "acceptance__publication__version"
        )


class ReceiptLink(models.Model):
    """A link to the receipt, given to who accepted. It is made with the acceptance, and deleted when it is over."""

    # SHA-256 of the secret, in hex; the secret itself is nowhere.
    token_hash = models.CharField(max_length=64, primary_key=True)
    acceptance = models.ForeignKey(
        Acceptance, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    expires_at = models.DateTimeField()
    mails = models.PositiveSmallIntegerField(default=0)  # that were asked for

    objects: ClassVar[Any] = ReceiptLinkQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["expires_at"], name="receipt_links_by_expiry"),)

    def __str__(self) -> str:
        return f"link to the receipt of {self.acceptance_id}"
