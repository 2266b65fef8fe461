"""Shapes of the choice of an organization."""

from typing import Any

from rest_framework import serializers

from safeclose.http.fields import NumericId
from safeclose.http.numeric_ids import GivenId


class ActiveOrganizationId(serializers.Serializer[Any]):
    """Null without any membership."""

    activeOrganizationId = NumericId(allow_null=True)


class ChosenOrganization(ActiveOrganizationId):
    """The choice, and in which organization `/api` acts: that is the one that the session token names."""

    clerkOrganizationId = serializers.CharField(
        allow_null=True, help_text="What a token has to name to act in the chosen one; null until Clerk has it."
    )
    tokenOrganizationId = NumericId(
        allow_null=True, help_text="The one in which the token of this request acts; null where in none."
    )


class ActiveOrganization(serializers.Serializer[Any]):
    """The organization that is active."""

    id = NumericId()
    name = serializers.CharField()


class Choice(serializers.Serializer[Any]):
    """The body of a choice."""

    organizationId = GivenId(source="organization_id")
