"""Shapes of people."""

from typing import Any

from rest_framework import serializers

from safeclose.http.fields import NumericId, Timestamp
from workspace.fields import Name
from workspace.identity.models import User


class Profile(serializers.Serializer[Any]):
    """Who is signed in."""

    id = NumericId()
    clerkUserId = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_null=True)
    imageUrl = serializers.CharField(allow_null=True)
    activeOrganizationId = NumericId(allow_null=True)
    createdAt = Timestamp()


class ProfileChanges(serializers.Serializer[Any]):
    """The body of a change."""

    name = Name(max_length=255, required=False)


def profile(user: User, active_organization_id: int | None) -> Any:
    """The profile of a user; null stands for what is not known of them."""
    return Profile(
        {
            "id": user.pk,
            "clerkUserId": user.clerk_user_id,
            "email": user.email or None,
            "name": user.name or None,
            "imageUrl": user.image_url or None,
            "activeOrganizationId": active_organization_id,
            "createdAt": user.created_at,
        }
    ).data
