"""Who a user is in signing packages: a manager, an admin, or (by the rows of packages) a signer."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from safeclose import clock
from workspace.models import Location, Organization

MODULES = ("signings", "templates", "flows", "reports", "settings")
VAULT = (
    "shareDeal", "claimDeal", "transferDeal", "transferDocuments", "transferDealBack", "archiveDeal", "linkDeals",
    "uploadDocuments",
)  # fmt: skip


class Tier(models.IntegerChoices):
    """How much of a module someone may use; each contains the one before."""

    NONE = 0, "none"
    READ = 1, "read"
    WRITE = 2, "write"
    FULL = 3, "full"


def _no_switches() -> list[str]:
    return []


class Manager(models.Model):
    """A user who runs packages, where their memberships say."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="signing_manager")
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"manager {self.user}"


class SigningAdmin(models.Model):
    """A user who may do everything with packages, everywhere."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="signing_admin")
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"admin {self.user}"


class ManagerMembershipQuerySet(models.QuerySet["ManagerMembership"]):
    """Memberships, as the questions about them go."""

    def sound(self) -> "ManagerMembershipQuerySet":
        """Those that give rights: a location of another organization than the row's own gives none."""
        return self.filter(Q(location=None) | Q(location__company__organization=F("organization")))


def _tier() -> Any:
    return models.PositiveSmallIntegerField(choices=Tier, default=Tier.NONE)


class ManagerMembership(models.Model):
    """What a manager may do in an organization: at all its locations, or at one."""

    manager = models.ForeignKey(Manager, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    signings = _tier()
    templates = _tier()
    flows = _tier()
    reports = _tier()
    settings = _tier()
    vault = ArrayField(models.CharField(max_length=32), default=_no_switches, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = ManagerMembershipQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["manager", "organization", "location"],
                nulls_distinct=False,
                name="manager_has_one_membership_for_a_place",
            ),
            models.CheckConstraint(
                name="manager_membership_tiers_are_known",
                condition=Q(**{f"{module}__in": Tier.values for module in MODULES}),
            ),
            models.CheckConstraint(
                name="manager_membership_vault_is_known", condition=Q(vault__contained_by=list(VAULT))
            ),
        )

    def __str__(self) -> str:
        return f"{self.manager} at {self.location or self.organization}"

    def tier(self, module: str) -> Tier:
        """The tier that this row alone gives."""
        return Tier(getattr(self, module))
