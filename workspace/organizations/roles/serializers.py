"""Shapes of roles."""

from typing import Any

from rest_framework import serializers

from safeclose.http.fields import ModelSerializer
from workspace.fields import Name, Slug
from workspace.organizations.models import PERMISSIONS, Role


class Permissions(serializers.ListField):
    """Keys of what a role permits; each once, in one order."""

    child = serializers.ChoiceField(PERMISSIONS)

    def to_internal_value(self, data: Any) -> list[str]:
        given = super().to_internal_value(data)
        return [key for key in PERMISSIONS if key in given]


class NewRole(serializers.Serializer[Any]):
    """The body of a creation."""

    name = Name()
    slug = Slug()
    permissions = Permissions(default=list)


class RoleChanges(serializers.Serializer[Any]):
    """The body of a change."""

    name = Name(required=False)
    slug = Slug(required=False)
    permissions = Permissions(required=False)


class RoleAnswer(ModelSerializer):
    """What members of one kind may do."""

    permissions = serializers.ListField(child=serializers.ChoiceField(PERMISSIONS), source="granted")

    class Meta:
        model = Role
        fields = ("id", "slug", "name", "permissions")
        read_only_fields = fields


class RoleList(serializers.Serializer[Any]):
    """An organization's roles, by slug."""

    roles = RoleAnswer(many=True)
    nextCursor = serializers.CharField(required=False)


class RoleResult(serializers.Serializer[Any]):
    """The role that was written."""

    role = RoleAnswer()
