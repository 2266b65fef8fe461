"""Shapes of the session."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from signing.packages.identities.access import ManagerAccess
from signing.packages.identities.models import MODULES, VAULT, ManagerMembership, Tier
from signing.packages.identities.serializers import Vault
from signing.packages.signers.models import PackageSigner
from signing.packages.signers.serializers import PackageSignerAnswer, shown_signer
from workspace.menu.serializers import CapsShape, SigningPartShape, TiersShape
from workspace.models import User


class Modules(TiersShape):
    """Tiers and switches, merged."""

    vault = Vault()


class MembershipOfManager(serializers.Serializer[Any]):
    """What one membership gives, at one location or at all of an organization."""

    organizationId = serializers.CharField()
    locationId = serializers.CharField(allow_null=True)
    tiers = TiersShape()
    vault = Vault()


class AdminIdentity(serializers.Serializer[Any]):
    """The caller as admin."""

    id = serializers.CharField()
    name = serializers.CharField()
    email = serializers.CharField()


class ManagerIdentity(AdminIdentity):
    """The caller as manager."""

    memberships = MembershipOfManager(many=True)


class Session(serializers.Serializer[Any]):
    """Who the caller is in signing packages."""

    userId = serializers.CharField()
    manager = ManagerIdentity(allow_null=True)
    admin = AdminIdentity(allow_null=True)
    signers = PackageSignerAnswer(many=True)
    resolvedRoles = serializers.ListField(child=serializers.ChoiceField(["manager", "admin", "signer"]))
    managerModules = Modules(allow_null=True)
    adminModules = Modules(allow_null=True)
    caps = CapsShape()


ALL_TIERS = dict.fromkeys(MODULES, Tier.FULL.label)
ALL_SWITCHES = dict.fromkeys(VAULT, True)


def session(access: ManagerAccess, signers: Sequence[PackageSigner], *, is_signer: bool) -> dict[str, Any]:
    """The whole session; `signers` are the caller's own rows, as they are shown."""
    tiers = merged_tiers(access)
    return {
        "userId": access.user.clerk_user_id,
        "manager": _manager(access),
        "admin": _person(access.admin.pk, access.user) if access.admin else None,
        "signers": [shown_signer(signer) for signer in signers],
        "managerModules": {**tiers, "vault": access.vault()} if tiers else None,
        "adminModules": {**ALL_TIERS, "vault": ALL_SWITCHES} if access.admin else None,
        **SigningPartShape(menu(access, is_signer=is_signer)).data,
    }


def menu(access: ManagerAccess, *, is_signer: bool) -> dict[str, Any]:
    """What the navigation goes by, for `SigningPartShape`."""
    held = {"manager": access.manager, "admin": access.admin, "signer": is_signer}
    return {
        "resolved_roles": [role for role, holds in held.items() if holds],
        "caps": {
            "can_list_organizations": bool(access.manager or access.admin),
            "can_view_signer_assignments": is_signer,
            "manager": merged_tiers(access),
            "admin": ALL_TIERS if access.admin else None,
        },
    }


def merged_tiers(access: ManagerAccess) -> dict[str, str] | None:
    """A manager's highest tier of each module; None for who is no manager."""
    return {module: access.merged(module).label for module in MODULES} if access.manager else None


def _manager(access: ManagerAccess) -> dict[str, Any] | None:
    if access.manager is None:
        return None
    memberships = [_membership(row) for row in access.memberships]
    return {**_person(access.manager.pk, access.user), "memberships": memberships}


def _person(number: int, user: User) -> dict[str, str]:
    return {"id": str(number), "name": user.name, "email": user.email}


def _membership(row: ManagerMembership) -> dict[str, Any]:
    return {
        "organizationId": str(row.organization_id),
        "locationId": None if row.location_id is None else str(row.location_id),
        "tiers": {module: row.tier(module).label for module in MODULES},
        "vault": {switch: switch in row.switches for switch in VAULT},
    }
