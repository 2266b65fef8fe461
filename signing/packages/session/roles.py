"""What the caller is in signing packages, and what the navigation shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from signing.packages.identities.access import ManagerAccess
from signing.packages.identities.models import MODULES, VAULT, Tier

FULL_TIERS = dict.fromkeys(MODULES, Tier.FULL.label)
FULL_VAULT = dict.fromkeys(VAULT, True)


@dataclass(frozen=True)
class Roles:
    """Manager, admin, signer, or several at once."""

    access: ManagerAccess
    is_signer: bool

    @property
    def resolved_roles(self) -> list[str]:
        held = {"manager": self.access.manager, "admin": self.access.admin, "signer": self.is_signer}
        return [role for role, holds in held.items() if holds]

    @property
    def caps(self) -> dict[str, Any]:
        """What the navigation goes by."""
        return {
            "can_list_organizations": bool(self.access.manager or self.access.admin),
            "can_view_signer_assignments": self.is_signer,
            "manager": self._merged_tiers,
            "admin": FULL_TIERS if self.access.admin else None,
        }

    @property
    def manager_modules(self) -> dict[str, Any] | None:
        tiers = self._merged_tiers
        return {**tiers, "vault": self.access.vault()} if tiers else None

    @property
    def admin_modules(self) -> dict[str, Any] | None:
        return {**FULL_TIERS, "vault": FULL_VAULT} if self.access.admin else None

    @property
    def _merged_tiers(self) -> Mapping[str, str] | None:
        """A manager's highest tier of each module; None for who is no manager."""
        return {module: self.access.merged(module).label for module in MODULES} if self.access.manager else None
