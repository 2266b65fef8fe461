"""Shapes of the navigation."""

from rest_framework.serializers import BooleanField, CharField, ListField

from safeclose.http.shapes import Shape
from workspace.organizations.active_organization.serializers import ActiveOrganizationShape
from workspace.organizations.serializers import MembershipShape
from workspace.profile.serializers import ProfileShape

TIER = "none, read, write or full"


class TiersShape(Shape):
    """How far someone may go, for each module."""

    signings = CharField(help_text=TIER)
    templates = CharField(help_text=TIER)
    flows = CharField(help_text=TIER)
    reports = CharField(help_text=TIER)
    settings = CharField(help_text=TIER)


class CapsShape(Shape):
    """What someone can do in signing packages."""

    can_list_organizations = BooleanField()
    can_view_signer_assignments = BooleanField()
    manager = TiersShape(allow_null=True)
    admin = TiersShape(allow_null=True)


class SigningPartShape(Shape):
    """Who someone is in signing packages."""

    resolved_roles = ListField(child=CharField(), help_text="Of manager, admin, signer.")
    caps = CapsShape()


class MenuCoreShape(Shape):
    """All that the navigation needs."""

    profile = ProfileShape()
    memberships = MembershipShape(many=True)
    active_organization = ActiveOrganizationShape(allow_null=True)
    signing = SigningPartShape()
