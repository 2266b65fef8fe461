"""What one user may do with signing packages, and where: read once for each request, from the database."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from safeclose.records.prepared import Given, Prepared
from safeclose.records.transactions import assert_in_action
from safeclose.refusals import Forbidden
from signing.packages.identities.models import (
    VAULT,
    Manager,
    ManagerMembership,
    SigningAdmin,
    Tier,
)
from workspace.models import Location, Organization, User

NO_ROLE = "You are neither a manager nor an admin of signing packages."
OUTSIDE = "This is outside of what you manage."


OF_USER = Given("user_id", User._meta.pk)
MANAGER: Prepared[Manager] = Prepared(lambda: Manager.objects.filter(user=OF_USER))
ADMIN: Prepared[SigningAdmin] = Prepared(lambda: SigningAdmin.objects.filter(user=OF_USER))
MEMBERSHIPS: Prepared[ManagerMembership] = Prepared(
    lambda: ManagerMembership.objects.sound().filter(manager=Given("manager_id", Manager._meta.pk)).order_by("id")
)


@dataclass(frozen=True)
class ManagerAccess:
    """A user's manager and admin rows, either of which may be missing."""

    user: User
    manager: Manager | None
    admin: SigningAdmin | None
    memberships: tuple[ManagerMembership, ...] = ()
    # What `require` was asked for, and granted.
    used: list[tuple[Collection[str], Tier, Location]] = field(default_factory=list, compare=False)

    @classmethod
    def of(cls, user: User) -> "ManagerAccess":
        """In three queries; in one more for whose every right has ended, who is no manager then."""
        manager = MANAGER.one_or_none(user_id=user.pk)
        rows = tuple(MEMBERSHIPS.rows(manager_id=manager.pk)) if manager else ()
        if manager and not rows and manager.memberships.exists():
            manager = None
        return cls(user, manager, ADMIN.one_or_none(user_id=user.pk), rows)

    @classmethod
    def locked(cls, user: User) -> "ManagerAccess":
        """As `of`, and it stays so until the action ends: whoever takes rights away locks the same rows."""
        assert_in_action()
        list(Manager.objects.filter(user=user).select_for_update(no_key=True))
        list(SigningAdmin.objects.filter(user=user).select_for_update(no_key=True))
        return cls.of(user)

    @property
    def scope(self) -> str:
        """What lists show: `global` for admins, `managed` for managers."""
        return "global" if self.admin else "managed"

    @property
    def organization_ids(self) -> set[int]:
        """The organizations in which some membership is."""
        return {row.organization_id for row in self.memberships}

    def merged(self, module: str) -> Tier:
        """The highest tier that any membership gives: for menus, not for rows."""
        return max((row.tier(module) for row in self.memberships), default=Tier.NONE)

    def vault(self) -> dict[str, bool]:
        """Each switch: on, if any membership has it on."""
        granted = {switch for row in self.memberships for switch in row.switches}
        return {switch: switch in granted for switch in VAULT}

    def tier(self, module: str, location: Location) -> Tier:
        """The tier at one location: the highest of the memberships that hold there."""
        if self.admin:
            return Tier.FULL
        return max((row.tier(module) for row in self.memberships if _holds(row, location)), default=Tier.NONE)

    def held_at(self, organization: Organization, location: Location | None) -> list[ManagerMembership]:
        """The memberships that hold at a location, or in the whole organization where none is named."""
        return [
            row
            for row in self.memberships
            if row.organization_id == organization.pk and row.location_id in (None, location and location.pk)
        ]

    def require(self, modules: Collection[str], tier: Tier, location: Location) -> None:
        """Raises Forbidden unless one of the modules has at least that tier at the location."""
        reached = max(self.tier(module, location) for module in modules)
        if reached == Tier.NONE:
            raise Forbidden(OUTSIDE)
        if reached < tier:
            raise Forbidden(f"You may not {VERBS[tier]} {' or '.join(modules)} at this location.")
        self.used.append((modules, tier, location))

    def require_again(self) -> None:
        """At the end of an action: raises Forbidden where a right that it used has ended meanwhile."""
        now = ManagerAccess.locked(self.user)
        now.require_role()
        for modules, tier, location in self.used:
            now.require(modules, tier, location)

    def require_role(self) -> None:
        """Raises Forbidden for who is neither manager nor admin."""
        if not self.manager and not self.admin:
            raise Forbidden(NO_ROLE)

    def require_anywhere(self, modules: Collection[str], tier: Tier) -> None:
        """Raises Forbidden unless one of the modules has at least that tier at some location."""
        self.require_role()
        if not self.admin and all(self.merged(module) < tier for module in modules):
            raise Forbidden(f"You may not {VERBS[tier]} {' or '.join(modules)}.")

    def locations(self, modules: Collection[str], location: str = "pk") -> list[Q]:
        """For `Parts`: conditions on locations, of which any holds where one of the modules may be read.

        With the name of the column `location`: on rows at locations.
        """
        if self.admin:
            return [Q()]
        wide, narrow = _places(row for row in self.memberships if any(row.tier(module) for module in modules))
        return [Q(organization__only=one) for one in wide] + [Q(**{f"{location}__only": one}) for one in narrow]

    def companies(self, modules: Collection[str] = ()) -> list[Q]:
        """For `Parts`: companies that a membership is in; with `modules`: that lets read one of these there."""
        if self.admin:
            return [Q()]
        rows = (row for row in self.memberships if not modules or any(row.tier(one) for one in modules))
        wide, narrow = _places(rows)
        at_locations = [Q(pk__in=Location.objects.filter(pk__in=narrow).values("company_id"))] if narrow else []
        return [Q(organization__only=one) for one in wide] + at_locations


VERBS: Mapping[Tier, str] = {Tier.READ: "see", Tier.WRITE: "change", Tier.FULL: "administer"}


def _holds(row: ManagerMembership, location: Location) -> bool:
    if row.location_id is not None:
        return row.location_id == location.pk
    return row.organization_id == location.organization_id


def _places(rows: Iterable[ManagerMembership]) -> tuple[set[int], set[int]]:
    """Organizations, and locations that are in none of these."""
    rows = list(rows)
    wide = {row.organization_id for row in rows if row.location_id is None}
    narrow = {row.location_id for row in rows if row.location_id is not None and row.organization_id not in wide}
    return wide, narrow
