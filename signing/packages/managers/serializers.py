"""Shapes of managers."""

from typing import Any

from rest_framework import serializers

from safeclose import clock
from safeclose.http.fields import EmailAddress, Switch, Timestamp
from safeclose.http.numeric_ids import GivenId
from safeclose.refusals import Invalid
from signing.packages.fields import OptionalId, Word
from signing.packages.identities.models import MODULES, TIERS, VAULT, ManagerMembership
from signing.packages.identities.serializers import Vault
from signing.packages.managers.steps import shown_rights
from workspace.menu.serializers import TiersShape


class GivenTiers(serializers.Serializer[Any]):
    """Some of the modules, each with its tier."""

    def get_fields(self) -> dict[str, Any]:
        """One for each module."""
        return {module: Word(TIERS, required=False) for module in MODULES}


class GivenVault(serializers.Serializer[Any]):
    """Some of the vault's switches."""

    def get_fields(self) -> dict[str, Any]:
        """One for each switch."""
        return {switch: Switch(required=False) for switch in VAULT}


class ManagerChanges(serializers.Serializer[Any]):
    """The body of a change: what it does not name stays."""

    tiers = GivenTiers(required=False)
    vault = GivenVault(required=False)


class NewManager(ManagerChanges):
    """The body of an appointment: a member, by `userId` or by `email`. What it does not name is none, or off."""

    userId = GivenId(source="user_id", required=False)
    email = EmailAddress(max_length=254, required=False)
    locationId = OptionalId(source="location_id")

    def validate(self, attrs: Any) -> Any:
        """One of two ways to name someone."""
        if ("user_id" in attrs) == ("email" in attrs):
            raise Invalid("Give either userId or email.")
        return attrs


class ManagerAnswer(serializers.Serializer[Any]):
    """What someone manages: at one location, or with `locationId` null in the whole organization."""

    id = serializers.CharField()
    userId = serializers.CharField()
    name = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True)
    organizationId = serializers.CharField()
    locationId = serializers.CharField(allow_null=True)
    isOwner = serializers.BooleanField(help_text="Then the rights are full, and can't be changed.")
    tiers = TiersShape()
    vault = Vault()
    createdAt = Timestamp()


class ManagerResult(serializers.Serializer[Any]):
    """The manager that was written."""

    manager = ManagerAnswer()


class ManagerList(serializers.Serializer[Any]):
    """Who manages packages in an organization."""

    managers = ManagerAnswer(many=True)
    nextCursor = serializers.CharField(required=False)


def shown_manager(row: ManagerMembership) -> dict[str, Any]:
    """The answer; the row comes from `sound`, with its manager's user."""
    user = row.manager.user
    return {
        "id": str(row.pk),
        "userId": str(user.pk),
        "name": user.name or None,
        "email": user.email or None,
        "organizationId": str(row.organization_id),
        "locationId": None if row.location_id is None else str(row.location_id),
        "isOwner": bool(row.is_owners),
        **shown_rights(row),
        "createdAt": clock.iso(row.created_at),
    }
