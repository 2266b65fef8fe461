"""The signing part of the navigation."""

from signing.packages.identities.access import ManagerAccess
from signing.packages.session.roles import Roles
from signing.packages.signers.models import PackageSigner
from workspace.identity.models import User


def signing_part(user: User) -> Roles:
    return Roles(ManagerAccess.of(user), is_signer=PackageSigner.objects.filter(user=user).exists())
