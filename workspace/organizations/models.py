"""Organizations, where they work, and who belongs to them as what."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from safeclose import clock

PERMISSIONS = ("orgSettings", "brand", "locations", "roles", "members", "billing")
OWNER = "owner"


def _no_permissions() -> list[str]:
    return []


class Organization(models.Model):
    """The tenant: everything that is not a person's own belongs to one."""

    clerk_org_id = models.CharField(max_length=255, unique=True, null=True, blank=True)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=48, unique=True)
    timezone = models.CharField(max_length=64, default="America/Toronto")
    brand = models.JSONField(default=dict, blank=True)
    billing_plan = models.CharField(max_length=64, blank=True)
    billing_status = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name


class Company(models.Model):
    """A legal entity within an organization."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="companies")
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name


class Location(models.Model):
    """An office, branch or lot, where signings happen."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="locations")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=500, blank=True)
    sort_order = models.IntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """What members of one kind may do in an organization."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="roles")
    slug = models.SlugField(max_length=48)
    name = models.CharField(max_length=120)
    permissions = ArrayField(models.CharField(max_length=32), default=_no_permissions, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "slug"], name="role_slug_is_unique_in_organization"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def granted(self) -> list[str]:
        """The permission keys that hold: all of them for the owner, whatever the row says."""
        return list(PERMISSIONS) if self.slug == OWNER else [key for key in PERMISSIONS if key in self.permissions]


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships, as the questions about them go."""

    def active(self) -> "MembershipQuerySet":
        """Those that give rights."""
        return self.filter(status=Membership.Status.ACTIVE)


class Membership(models.Model):
    """A person in an organization, or the invitation of one."""

    class Status(models.TextChoices):
        PENDING = "PENDING"
        ACTIVE = "ACTIVE"
        REMOVED = "REMOVED"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="memberships"
    )
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="memberships")
    status = models.CharField(max_length=8, choices=Status, default=Status.ACTIVE)
    invited_email = models.EmailField(max_length=320, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = MembershipQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "user"], name="user_is_a_member_once"),
            models.CheckConstraint(
                name="active_membership_has_a_user", condition=~Q(status="ACTIVE") | Q(user__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.user or self.invited_email} in {self.organization}"
