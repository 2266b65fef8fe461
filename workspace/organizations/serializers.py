"""Shapes of organizations and of what belongs to them."""

from typing import Any

from rest_framework import serializers

from safeclose.http.fields import ModelSerializer, NumericId, Timestamp
from workspace.fields import Name, Slug
from workspace.organizations.brand import Brand
from workspace.organizations.locations.serializers import LocationAnswer
from workspace.organizations.members.serializers import MemberAnswer
from workspace.organizations.models import Membership, Organization
from workspace.organizations.roles.serializers import RoleAnswer
from workspace.organizations.timezones import Timezone


class NewOrganization(serializers.Serializer[Any]):
    """The body of a creation."""

    name = Name()
    slug = Slug()


class OrganizationChanges(serializers.Serializer[Any]):
    """The body of a change of the settings."""

    name = Name(required=False)
    slug = Slug(required=False)
    timezone = Timezone(required=False)
    brand = Brand(required=False)


class OrganizationSettings(ModelSerializer):
    """What an organization sets for itself."""

    brand = Brand()

    class Meta:
        model = Organization
        fields = ("id", "name", "slug", "timezone", "brand")
        read_only_fields = fields


class Billing(serializers.Serializer[Any]):
    """The plan that an organization is on."""

    plan = serializers.CharField()
    status = serializers.CharField()


class OrganizationAnswer(ModelSerializer):
    """An organization."""

    billing = Billing(allow_null=True)
    brand = Brand()

    class Meta:
        model = Organization
        fields = ("id", "name", "slug", "timezone", "created_at", "billing", "brand")
        read_only_fields = fields


class Counts(serializers.Serializer[Any]):
    """How much belongs to an organization; of members only the active ones."""

    members = serializers.IntegerField(source="member_count")
    locations = serializers.IntegerField(source="location_count")
    roles = serializers.IntegerField(source="role_count")


class OrganizationOfMembership(serializers.Serializer[Any]):
    """The organization that someone belongs to."""

    # Reads the membership's row: the counts stand there.

    id = NumericId(source="organization.id")
    name = serializers.CharField(source="organization.name")
    slug = serializers.CharField(source="organization.slug")
    createdAt = Timestamp(source="organization.created_at")
    billing = Billing(source="organization.billing", allow_null=True)
    counts = Counts(source="*")


class MembershipAnswer(ModelSerializer):
    """What someone belongs to, and as what."""

    # Of rows out of `Membership.objects.shown()`.

    user_id = NumericId()
    organization_id = NumericId()
    organization = OrganizationOfMembership(source="*")
    role = RoleAnswer()

    class Meta:
        model = Membership
        fields = ("id", "user_id", "status", "organization_id", "created_at", "organization", "role")
        read_only_fields = fields


class Bundle(serializers.Serializer[Any]):
    """An organization with all that its members see of it."""

    organization = OrganizationAnswer()
    locations = LocationAnswer(many=True)
    roles = RoleAnswer(many=True)
    members = MemberAnswer(many=True)
    membership = MembershipAnswer()
    role = RoleAnswer()
