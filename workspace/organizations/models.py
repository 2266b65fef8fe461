"""Organizations, where they work, and who belongs to them as what."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower

from safeclose import clock
from safeclose.records.lifecycle import Kind
from safeclose.records.prepared import Given
from workspace.identity.models import User
from workspace.organizations.logo import logo_url

PERMISSIONS = ("orgSettings", "brand", "locations", "roles", "members", "billing")
BRAND_KEYS = ("logoUrl", "primaryColor", "accentColor")
OWNER = "owner"
MAX_SORT_ORDER = 1_000_000


def _no_permissions() -> list[str]:
    return []


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def without_owner(self) -> "OrganizationQuerySet":
        """Those that have members, and nobody who owns them and can sign in: Clerk knows no rule of the last owner."""
        members = Membership.objects.active().filter(organization=OuterRef("pk"))
        return self.filter(Exists(members)).exclude(Exists(members.owners()))


class Organization(models.Model):
    """The tenant: everything that is not a person's own belongs to one."""

    clerk_org_id = models.CharField(max_length=255, unique=True, null=True, blank=True)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=48, db_index=False)
    timezone = models.CharField(max_length=64, default="America/Toronto")
    brand = models.JSONField(default=dict, blank=True)
    # Of the uploaded logo. It takes the place of `brand["logoUrl"]`.
    logo_sha256 = models.CharField(max_length=64, null=True, blank=True, editable=False)
    billing_plan = models.CharField(max_length=64, blank=True)
    billing_status = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = OrganizationQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(OpClass(Lower("name"), "text_pattern_ops"), name="organization_by_name"),
            models.Index(fields=["name", "id"], name="organization_list"),
            models.Index(fields=["logo_sha256"], condition=Q(logo_sha256__isnull=False), name="organization_by_logo"),
        )
        constraints = (
            models.UniqueConstraint(fields=["slug"], name="organization_slug_is_unique"),
            models.CheckConstraint(
                name="organization_slug_fits_into_addresses", condition=Q(slug__regex=r"^[a-z0-9-]{1,48}$")
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def billing(self) -> dict[str, str] | None:
        """The plan that it is on, None without one."""
        return {"plan": self.billing_plan, "status": self.billing_status} if self.billing_plan else None

    @property
    def full_brand(self) -> dict[str, str | None]:
        """The brand with all its keys, None where nothing is set."""
        brand = {key: self.brand.get(key) for key in BRAND_KEYS}
        return {**brand, "logoUrl": logo_url(self.logo_sha256)} if self.logo_sha256 else brand


class Company(models.Model):
    """A legal entity within an organization."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="companies")
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "companies"
        indexes = (
            models.Index(fields=["name", "id"], name="company_list"),
            models.Index(fields=["organization", "name", "id"], name="company_list_of_organization"),
        )

    def __str__(self) -> str:
        return self.name


class LocationQuerySet(models.QuerySet["Location"]):
    def of(self, organization: Organization) -> "LocationQuerySet":
        """Those of the organization, with their companies."""
        return self.filter(organization__only=organization.pk).select_related("company")


class Location(models.Model):
    """An office, branch or lot, where signings happen."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="locations")
    # That of the company: a trigger writes it, and it never changes.
    organization = models.ForeignKey(
        Organization,
        on_delete=models.CASCADE,
        db_default=0,
        editable=False,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=500, blank=True)
    sort_order = models.IntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = LocationQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["sort_order", "id"], name="location_list"),
            models.Index(fields=["organization", "sort_order", "id"], name="location_list_of_organization"),
        )

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """A named set of permissions in an organization."""

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


class MembershipStatus(models.TextChoices):
    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    REMOVED = "REMOVED"


MEMBERSHIP: dict[str, Kind] = {
    MembershipStatus.PENDING: Kind.DRAFT,
    MembershipStatus.ACTIVE: Kind.ACTIVE,
    MembershipStatus.REMOVED: Kind.ENDED,
}


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, organization: Organization) -> "MembershipQuerySet":
        return self.filter(organization__only=organization.pk)

    def active(self) -> "MembershipQuerySet":
        """Those whose status is ACTIVE; only these give rights."""
        return self.filter(status=Membership.Status.ACTIVE)

    def active_of(self, user: User | Given) -> "MembershipQuerySet":
        """A person's active ones, with the organization and the role."""
        return self.active().filter(user=user).select_related("organization", "role")

    def present(self) -> "MembershipQuerySet":
        """Members and invitations: all but REMOVED."""
        return self.exclude(status=Membership.Status.REMOVED)

    def present_with_users(self) -> "MembershipQuerySet":
        """The same with users and roles, as the list of members shows them."""
        return self.present().select_related("user", "role")

    def invitations(self) -> "MembershipQuerySet":
        """Those that wait for someone to sign in with an e-mail address."""
        return self.filter(status=Membership.Status.PENDING, user=None)

    def owners(self) -> "MembershipQuerySet":
        """Those of people who own the organization, and can sign in to do so."""
        return self.active().filter(role__slug=OWNER, user__is_active=True)

    def by_name(self) -> "MembershipQuerySet":
        return self.order_by("organization__name", "organization_id")

    def shown(self) -> "MembershipQuerySet":
        """With the organization, its counts and the role, as a membership's answer needs them."""
        return self.select_related("organization", "role").annotate(
            member_count=_number(Membership.objects.active(), "organization"),
            location_count=_number(Location.objects.all(), "organization"),
            role_count=_number(Role.objects.all(), "organization"),
        )


def _number(rows: QuerySet[Any], organization: str) -> Coalesce:
    """How many of `rows` belong to the membership's organization."""
    own = rows.filter(**{organization: OuterRef("organization")}).order_by().values(organization)
    return Coalesce(Subquery(own.annotate(number=Count("pk")).values("number"), output_field=IntegerField()), 0)


class Membership(models.Model):
    """A person in an organization, or the invitation of one."""

    Status = MembershipStatus
    STATE_KINDS = MEMBERSHIP

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="memberships"
    )
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="memberships")
    status = models.CharField(max_length=8, choices=Status, default=Status.ACTIVE)
    # As `workspace.identity.emails.folded` spells it.
    invited_email = models.EmailField(max_length=320, blank=True)
    # Who sent the invitation; it ends with their own membership.
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    invitation_sent_at = models.DateTimeField(null=True, blank=True)
    # When the mail server refused the invited address for good.
    undelivered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = MembershipQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["organization", "created_at", "id"], name="member_list_of_organization"),)
        constraints = (
            models.UniqueConstraint(fields=["organization", "user"], name="user_is_a_member_once"),
            # The e-mail comes first: it is looked for at every sign-in.
            models.UniqueConstraint(
                fields=["invited_email", "organization"],
                condition=Q(status=MembershipStatus.PENDING, user=None),
                name="email_is_invited_once",
            ),
            models.CheckConstraint(name="membership_status_is_known", condition=Q(status__in=MembershipStatus.values)),
            models.CheckConstraint(
                name="undelivered_invitation_was_not_sent",
                condition=Q(undelivered_at=None) | Q(invitation_sent_at=None),
            ),
            models.CheckConstraint(
                name="only_an_invitation_has_no_user",
                condition=Q(user__isnull=False) | (Q(status=MembershipStatus.PENDING) & ~Q(invited_email="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user or self.invited_email} in {self.organization}"

    @property
    def email(self) -> str:
        """The member's, or the one that was invited; empty where none is known."""
        return self.user.email if self.user else self.invited_email
