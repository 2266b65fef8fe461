"""Shapes of members."""

from typing import Any

from rest_framework import serializers

from safeclose.http.fields import EmailAddress, ModelSerializer, NumericId
from workspace.fields import Slug
from workspace.organizations.models import Membership
from workspace.organizations.roles.serializers import RoleAnswer


class NewMember(serializers.Serializer[Any]):
    """The body of an invitation."""

    email = EmailAddress(max_length=254)
    roleSlug = Slug(source="role_slug")


class MemberChanges(serializers.Serializer[Any]):
    """The body of a change."""

    roleSlug = Slug(source="role_slug", required=False)


class MemberAnswer(ModelSerializer):
    """A member, or someone who was invited (`PENDING`: without a user yet)."""

    user_id = NumericId(allow_null=True)
    organization_id = NumericId()
    email = serializers.SerializerMethodField()
    name = serializers.SerializerMethodField()
    image_url = serializers.SerializerMethodField("get_image_url")
    role = RoleAnswer()

    class Meta:
        model = Membership
        fields = (
            "id", "user_id", "status", "organization_id", "email", "name", "image_url", "role",
            "invitation_sent_at", "created_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_email(self, membership: Membership) -> str | None:
        """Null where none is known."""
        return membership.email or None

    def get_name(self, membership: Membership) -> str | None:
        """Null before the first sign-in."""
        return (membership.user.name if membership.user else "") or None

    def get_image_url(self, membership: Membership) -> str | None:
        """Null without one."""
        return (membership.user.image_url if membership.user else "") or None


class MemberList(serializers.Serializer[Any]):
    """Members and open invitations, the oldest first."""

    members = MemberAnswer(many=True)
    nextCursor = serializers.CharField(required=False)


class MemberResult(serializers.Serializer[Any]):
    """The member that was written."""

    member = MemberAnswer()
