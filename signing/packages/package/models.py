"""Signing packages."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Func, IntegerField, Q
from django.db.models.functions import Lower

from safeclose import clock
from signing.evidence.models import Trail
from signing.packages.at_location import AtLocation, AtLocationQuerySet
from signing.packages.flows.models import Flow
from signing.packages.package.lifecycle import SIGNING, PackageSignerStatus, SigningStatus

# What an answer is made of.
SHOWN = (
    "id", "title", "status", "note", "location_id", "flow_id", "created_by_id", "document_count", "signer_count",
    "signed_count", "created_at", "updated_at", "activated_at", "expires_at", "completed_at", "cancelled_at",
    "cancel_reason", "reopened_from_id",
)  # fmt: skip


class SigningQuerySet(AtLocationQuerySet):
    """Filters for packages, to be chained."""

    def shown(self) -> "SigningQuerySet":
        """With the counts that an answer holds, in the same query."""
        return self.annotate(**COUNTS)

    def listed(self) -> Any:
        """The same, as tuples with names: to make objects of five hundred rows takes a third of an answer's time."""
        return self.shown().values_list(*SHOWN, named=True)

    def for_signer(self, user_id: int) -> "SigningQuerySet":
        """Those that a user is asked to sign, or was; drafts are nobody's but the managers'."""
        return self.filter(signers__user_id=user_id).exclude(status=Signing.Status.DRAFT)

    def overdue(self, now: datetime) -> "SigningQuerySet":
        """Those whose time is up, and whose record does not say so yet."""
        return self.filter(status=Signing.Status.ACTIVE, expires_at__lte=now)


def _number(table: str, condition: str = "true") -> Func:
    """How many rows of a table are of the package. Query sets of a list's counts would take a quarter of its time."""
    own = f"SELECT count(*) FROM {table} own WHERE own.signing_id = %(expressions)s AND {condition}"  # noqa: S608 - names
    return Func(F("pk"), template=f"({own})", output_field=IntegerField())


COUNTS = {
    "document_count": _number("signing_signingdocument"),
    "signer_count": _number("signing_packagesigner"),
    "signed_count": _number("signing_packagesigner", f"own.status = '{PackageSignerStatus.SIGNED}'"),
}


class Signing(AtLocation):
    """A package: documents at a location, and those who sign them."""

    Status = SigningStatus

    flow = models.ForeignKey(Flow, on_delete=models.PROTECT, null=True, blank=True, related_name="signings")
    trail = models.OneToOneField(Trail, on_delete=models.PROTECT, null=True, blank=True, related_name="signing")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=200)
    note = models.CharField(max_length=2000, blank=True)
    # What the sender writes to the signers, in the mails.
    message = models.CharField(max_length=1000, null=True)
    status = models.CharField(max_length=9, choices=Status, default=SIGNING.initial)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    activated_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=1000, null=True)
    # The cancelled package that this one was made like; each is reopened once, and so is what came of it.
    reopened_from = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reopened_as")
    expires_at = models.DateTimeField(null=True)
    # The steps of the flow as they were when it was sent, see `flows.plan`; null: it is gone through in any order.
    plan = models.JSONField(null=True)

    objects: ClassVar[Any] = SigningQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["location", "-updated_at", "-id"], name="signing_list_of_location"),
            models.Index(fields=["organization", "-updated_at", "-id"], name="signing_list_of_organization"),
            models.Index(fields=["status", "-id"], name="signings_by_status"),
            models.Index(OpClass(Lower("title"), "text_pattern_ops"), name="signings_by_title"),
            models.Index(fields=["-updated_at", "-id"], name="signing_list_of_all"),
            models.Index(
                fields=["expires_at"], condition=Q(status=SigningStatus.ACTIVE), name="signing_that_may_expire"
            ),
        )
        constraints = (
            models.CheckConstraint(name="signing_status_is_known", condition=Q(status__in=SIGNING.states)),
            models.CheckConstraint(
                name="signing_is_active_when_it_has_a_trail",
                condition=Q(activated_at=None, trail=None) | Q(activated_at__isnull=False, trail__isnull=False),
            ),
            models.CheckConstraint(
                name="signing_beyond_draft_was_activated_or_cancelled",
                condition=(
                    Q(status=SigningStatus.DRAFT, activated_at=None)
                    | Q(status__in=[SigningStatus.ACTIVE, SigningStatus.COMPLETE], activated_at__isnull=False)
                    | Q(status=SigningStatus.CANCELLED)
                ),
            ),
            models.CheckConstraint(
                name="signing_is_complete_when_it_says_when",
                condition=Q(status=SigningStatus.COMPLETE, completed_at__isnull=False)
                | (~Q(status=SigningStatus.COMPLETE) & Q(completed_at=None)),
            ),
            models.CheckConstraint(
                name="signing_is_cancelled_when_it_says_when",
                condition=Q(status=SigningStatus.CANCELLED, cancelled_at__isnull=False)
                | (~Q(status=SigningStatus.CANCELLED) & Q(cancelled_at=None, cancel_reason=None)),
            ),
            models.CheckConstraint(
                name="signing_is_not_updated_before_it_is_made", condition=Q(updated_at__gte=F("created_at"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.pk})"

    def is_open_at(self, now: datetime) -> bool:
        """Whether signers may act at that instant: time that is up counts before a job records it."""
        return self.status == Signing.Status.ACTIVE and (self.expires_at is None or now < self.expires_at)
