"""Shapes of managers."""

from typing import Any

from rest_framework.serializers import BooleanField, CharField

from safeclose.http.fields import EmailAddress, NumericId, Switch, Timestamp
from safeclose.http.numeric_ids import GivenId
from safeclose.http.shapes import Shape
from safeclose.refusals import Invalid
from signing.packages.fields import OptionalId, Word
from signing.packages.identities.models import MODULES, TIERS, VAULT, ManagerMembership
from signing.packages.identities.serializers import VaultShape
from workspace.menu.serializers import TiersShape


class GivenTiersShape(Shape):
    """Some of the modules, each with its tier."""

    def get_fields(self) -> dict[str, Any]:
        return {module: Word(TIERS, required=False) for module in MODULES}


class GivenVaultShape(Shape):
    """Some of the vault's switches."""

    def get_fields(self) -> dict[str, Any]:
        return {switch: Switch(required=False) for switch in VAULT}


class ManagerChangesShape(Shape):
    """The body of a change: what it does not name stays."""

    tiers = GivenTiersShape(default=dict)
    vault = GivenVaultShape(default=dict)


class NewManagerShape(ManagerChangesShape):
    """The body of an appointment: a member, by `userId` or by `email`. What it does not name is none, or off."""

    user_id = GivenId(required=False)
    email = EmailAddress(max_length=254, required=False)
    location_id = OptionalId(default=None)

    def validate(self, attrs: Any) -> Any:
        if ("user_id" in attrs) == ("email" in attrs):
            raise Invalid("Give either userId or email.")
        return attrs


class ManagerShape(Shape):
    """What someone manages: at one location, or with `locationId` null in the whole organization."""

    # Of `ManagerMembership.objects.sound()`, with its manager's user.
    id = NumericId()
    user_id = NumericId(source="manager.user_id")
    name = CharField(allow_null=True)
    email = CharField(allow_null=True)
    organization_id = NumericId()
    location_id = NumericId(allow_null=True)
    is_owner = BooleanField(source="is_owners", help_text="Then the rights are full, and can't be changed.")
    tiers = TiersShape(source="tier_labels")
    vault = VaultShape(source="vault_switches")
    created_at = Timestamp()

    def get_name(self, row: ManagerMembership) -> str | None:
        return row.manager.user.name or None

    def get_email(self, row: ManagerMembership) -> str | None:
        return row.manager.user.email or None
