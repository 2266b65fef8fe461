"""Shapes of the choice of an organization."""

from typing import Any

from rest_framework import serializers

from safeclose.api.fields import NumericId
from workspace.fields import GivenId


class ActiveOrganizationId(serializers.Serializer[Any]):
    """Null without any membership."""

    activeOrganizationId = NumericId(allow_null=True)


class ActiveOrganization(serializers.Serializer[Any]):
    """The organization that is active."""

    id = NumericId()
    name = serializers.CharField()


class Choice(serializers.Serializer[Any]):
    """The body of a choice."""

    organizationId = GivenId(source="organization_id")
