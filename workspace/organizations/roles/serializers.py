"""Shapes of roles."""

from typing import Any

from rest_framework import serializers

from safeclose.http.shapes import ModelShape, Shape
from workspace.fields import NameInMails, Slug
from workspace.organizations.models import PERMISSIONS, Role


class Permissions(serializers.ListField):
    """Keys of what a role permits; each once, in one order."""

    child = serializers.ChoiceField(PERMISSIONS)

    def to_internal_value(self, data: Any) -> list[str]:
        given = super().to_internal_value(data)
        return [key for key in PERMISSIONS if key in given]


class NewRoleShape(Shape):
    name = NameInMails()
    slug = Slug()
    permissions = Permissions(default=list)


class RoleChangesShape(Shape):
    name = NameInMails(required=False)
    slug = Slug(required=False)
    permissions = Permissions(required=False)


class RoleShape(ModelShape):
    """What members of one kind may do."""

    permissions = serializers.ListField(child=serializers.ChoiceField(PERMISSIONS), source="granted")

    class Meta:
        model = Role
        fields = ("id", "slug", "name", "permissions")
