"""Versions of Clerk's objects, its webhooks that were handled, and comparisons with all that it has."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from safeclose import clock


class ClerkRecordQuerySet(models.QuerySet["ClerkRecord"]):
    def live(self, kind: str) -> "ClerkRecordQuerySet":
        """Of what Clerk has not deleted, as far as we were told."""
        return self.filter(kind=kind, is_deleted=False)

    def unconfirmed(self, kind: str, since: datetime) -> "ClerkRecordQuerySet":
        """Live ones of which nothing was heard since then."""
        return self.live(kind).filter(confirmed_at__lt=since).order_by("clerk_id")

    def later_than(self, record: "ClerkRecord") -> "ClerkRecordQuerySet":
        """Of memberships that the same person was given later in the same organization."""
        later = Q(created_at__gt=record.created_at) | Q(created_at=record.created_at, clerk_id__gt=record.clerk_id)
        return self.filter(
            later, kind=record.kind, clerk_user_id=record.clerk_user_id, clerk_org_id=record.clerk_org_id
        )


class ClerkRecord(models.Model):
    """How much we know of one of Clerk's objects; its row is also the lock for whoever changes the object here.

    Two facts, and each grows only: the newest state that was told, and that it was deleted. So the order in which
    deliveries arrive does not matter. Clerk gives no id to a second object, so a deletion is for good.
    """

    class Kind(models.TextChoices):
        USER = "user"
        ORGANIZATION = "organization"
        MEMBERSHIP = "membership"

    clerk_id = models.CharField(max_length=255, primary_key=True)
    kind = models.CharField(max_length=12, choices=Kind)
    # Clerk's own `updated_at`, milliseconds; 0 before its state was told.
    updated_at = models.BigIntegerField(default=0)
    is_deleted = models.BooleanField(default=False)
    # Of a user: a ban has locked them out here, and its end lets them in again.
    is_banned = models.BooleanField(default=False, db_default=False)
    # When we last heard that it is there, by our clock.
    confirmed_at = models.DateTimeField(default=clock.now)
    # Of a membership: of whom, where, and Clerk's own `created_at`. Who leaves and comes back gets a new one with
    # another id; of a person in an organization the one that was created last says what holds.
    clerk_user_id = models.CharField(max_length=255, blank=True)
    clerk_org_id = models.CharField(max_length=255, blank=True)
    created_at = models.BigIntegerField(default=0)

    objects: ClassVar[Any] = ClerkRecordQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=["kind", "confirmed_at"], condition=Q(is_deleted=False), name="clerk_record_not_yet_confirmed"
            ),
            models.Index(
                fields=["clerk_org_id", "clerk_user_id"],
                condition=Q(kind="membership"),
                name="clerk_record_between_two",
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="only_clerk_record_of_membership_is_between_two",
                condition=Q(kind="membership") | Q(clerk_user_id="", clerk_org_id="", created_at=0),
            ),
        )

    def __str__(self) -> str:
        return self.clerk_id


class ClerkDelivery(models.Model):
    """A webhook that was carried out, written in the same transaction: the same one is not carried out again."""

    svix_id = models.CharField(max_length=255, primary_key=True)
    type = models.CharField(max_length=64)
    received_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        verbose_name_plural = "Clerk deliveries"

    def __str__(self) -> str:
        return f"{self.type} {self.svix_id}"


def _none_yet() -> dict[str, dict[str, int]]:
    return {kind: {"listed": 0, "changed": 0, "removed": 0} for kind in ("users", "organizations", "memberships")}


class ClerkSync(models.Model):
    """A comparison with all that Clerk has: how far it got, so that it can go on after an interruption."""

    class Stage(models.TextChoices):
        USERS = "users"
        ORGANIZATIONS = "organizations"
        MEMBERSHIPS = "memberships"

    stage = models.CharField(max_length=13, choices=Stage, default=Stage.USERS)
    # Within the stage: how many were listed, or, among memberships, the last organization that is done.
    position = models.CharField(max_length=255, blank=True)
    # How many users we knew of at the beginning.
    known_users = models.PositiveIntegerField()
    counts = models.JSONField(default=_none_yet)
    began_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.stage} {self.position}".strip()
