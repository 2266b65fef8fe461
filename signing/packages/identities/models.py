"""Who a user is in signing packages: a manager, an admin, or (by the rows of packages) a signer."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from safeclose import clock
from workspace.models import Location, Membership, Organization
from workspace.organizations.models import OWNER

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


TIERS = tuple(tier.label for tier in Tier)


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
    """Querysets for what managers hold."""

    def sound(self) -> "ManagerMembershipQuerySet":
        """Those that give rights, each with `is_owners`: the one place that asks for the membership.

        A row gives none to whom is no active member of its organization, nor at a location of another organization.
        """
        own = Membership.objects.active().filter(user=OuterRef("manager__user"), organization=OuterRef("organization"))
        placed = self.filter(Q(location=None) | Q(location__organization=F("organization")))
        # Within COALESCE the membership is asked for row by row. Otherwise PostgreSQL joins the tables, expects almost
        # nothing to match, and reads all managers of an organization for one page.
        is_member = Coalesce(Exists(own), Value(False))
        return placed.filter(is_member).annotate(is_owners=Exists(own.filter(role__slug=OWNER)))


def _tier() -> Any:
    return models.PositiveSmallIntegerField(choices=Tier, default=Tier.NONE)


class ManagerMembership(models.Model):
    """What a manager may do in an organization: at all its locations, or at one."""

    manager = models.ForeignKey(Manager, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_index=False)
    location = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    signings = _tier()
    templates = _tier()
    flows = _tier()
    reports = _tier()
    settings = _tier()
    vault = ArrayField(models.CharField(max_length=32), default=_no_switches, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    # Whether the manager owns the organization, where `sound` has asked: then its rights are full, whatever it says.
    is_owners = False

    objects: ClassVar[Any] = ManagerMembershipQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["organization", "id"], name="manager_list_of_organization"),)
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
        return Tier.FULL if self.is_owners else Tier(getattr(self, module))

    @property
    def switches(self) -> list[str]:
        """The switches of the vault that this row alone turns on."""
        return list(VAULT) if self.is_owners else [switch for switch in VAULT if switch in self.vault]

    @property
    def tier_labels(self) -> dict[str, str]:
        return {module: self.tier(module).label for module in MODULES}

    @property
    def vault_switches(self) -> dict[str, bool]:
        """Each switch of the vault, on or off."""
        return {switch: switch in self.switches for switch in VAULT}

    @property
    def rights(self) -> dict[str, Any]:
        """Tiers and switches by name, as events tell them."""
        return {"tiers": self.tier_labels, "vault": self.vault_switches}

    @property
    def is_empty(self) -> bool:
        """Whether the row itself gives nothing, as that of an owner who was granted nothing."""
        return not self.vault and all(getattr(self, module) == Tier.NONE for module in MODULES)
