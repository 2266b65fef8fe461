"""The signing part of the navigation."""

from typing import Any

from signing.packages.identities.access import ManagerAccess
from signing.packages.session.serializers import menu
from signing.packages.signers.models import PackageSigner
from workspace.identity.models import User


def signing_part(user: User) -> dict[str, Any]:
    """The user's roles and caps in signing packages."""
    return menu(ManagerAccess.of(user), is_signer=PackageSigner.objects.filter(user=user).exists())
