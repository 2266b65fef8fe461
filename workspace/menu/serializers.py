"""Shape of the navigation."""

from typing import Any

from rest_framework import serializers

from workspace.organizations.active_organization.serializers import ActiveOrganization
from workspace.organizations.serializers import MembershipAnswer
from workspace.profile.serializers import Profile

TIER = "none, read, write or full"


class Tiers(serializers.Serializer[Any]):
    """How far someone may go, for each module."""

    signings = serializers.CharField(help_text=TIER)
    templates = serializers.CharField(help_text=TIER)
    flows = serializers.CharField(help_text=TIER)
    reports = serializers.CharField(help_text=TIER)
    settings = serializers.CharField(help_text=TIER)


class Caps(serializers.Serializer[Any]):
    """What someone can do in signing packages."""

    canListOrganizations = serializers.BooleanField()
    canViewSignerAssignments = serializers.BooleanField()
    manager = Tiers(allow_null=True)
    admin = Tiers(allow_null=True)


class SigningPart(serializers.Serializer[Any]):
    """Who someone is in signing packages."""

    resolvedRoles = serializers.ListField(child=serializers.CharField(), help_text="Of manager, admin, signer.")
    caps = Caps()


class MenuCore(serializers.Serializer[Any]):
    """All that the navigation needs."""

    profile = Profile()
    memberships = MembershipAnswer(many=True)
    activeOrganization = ActiveOrganization(allow_null=True)
    signing = SigningPart()
