"""Shapes of the session."""

from collections.abc import Sequence

from rest_framework.serializers import CharField, ChoiceField, ListField

from safeclose.http.fields import NumericId
from safeclose.http.shapes import Shape
from signing.packages.identities.models import Manager, ManagerMembership
from signing.packages.identities.serializers import VaultShape
from signing.packages.session.roles import Roles
from signing.packages.signers.models import PackageSigner
from signing.packages.signers.serializers import PackageSignerShape
from workspace.menu.serializers import CapsShape, TiersShape


class ModulesShape(TiersShape):
    """Tiers and switches, merged."""

    vault = VaultShape()


class MembershipOfManagerShape(Shape):
    """What one membership gives, at one location or at all of an organization."""

    organization_id = NumericId()
    location_id = NumericId(allow_null=True)
    tiers = TiersShape(source="tier_labels")
    vault = VaultShape(source="vault_switches")


class AdminIdentityShape(Shape):
    """The caller as admin."""

    id = NumericId()
    name = CharField(source="user.name")
    email = CharField(source="user.email")


class ManagerIdentityShape(AdminIdentityShape):
    """The caller as manager."""

    memberships = MembershipOfManagerShape(many=True)

    def get_memberships(self, manager: Manager) -> Sequence[ManagerMembership]:
        memberships: Sequence[ManagerMembership] = self.context["memberships"]
        return memberships


class SessionShape(Shape):
    """Who the caller is in signing packages."""

    user_id = CharField(source="access.user.clerk_user_id")
    manager = ManagerIdentityShape(source="access.manager", allow_null=True)
    admin = AdminIdentityShape(source="access.admin", allow_null=True)
    signers = PackageSignerShape(many=True)
    resolved_roles = ListField(child=ChoiceField(["manager", "admin", "signer"]))
    manager_modules = ModulesShape(allow_null=True)
    admin_modules = ModulesShape(allow_null=True)
    caps = CapsShape()

    def get_signers(self, roles: Roles) -> Sequence[PackageSigner]:
        signers: Sequence[PackageSigner] = self.context["signers"]
        return signers
