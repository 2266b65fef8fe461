"""Shapes of the choice of an organization."""

from rest_framework.serializers import CharField

from safeclose.http.fields import NumericId
from safeclose.http.numeric_ids import GivenId
from safeclose.http.shapes import ModelShape, Shape
from workspace.organizations.models import Organization


class OrganizationChoiceShape(Shape):
    organization_id = GivenId()


class ActiveOrganizationIdShape(Shape):
    """Null without any membership."""

    active_organization_id = NumericId(allow_null=True)


class ChosenOrganizationShape(ActiveOrganizationIdShape):
    """The choice, and in which organization `/api` acts: that is the one that the session token names."""

    clerk_organization_id = CharField(
        allow_null=True, help_text="What a token has to name to act in the chosen one; null until Clerk has it."
    )
    token_organization_id = NumericId(
        allow_null=True, help_text="The one in which the token of this request acts; null where in none."
    )


class ActiveOrganizationShape(ModelShape):
    """The organization that is active."""

    class Meta:
        model = Organization
        fields = ("id", "name")
