"""Shapes of members."""

from rest_framework.serializers import CharField

from safeclose.http.fields import EmailAddress, NumericId, Timestamp
from safeclose.http.shapes import ModelShape, Shape
from workspace.fields import Slug
from workspace.organizations.models import Membership
from workspace.organizations.roles.serializers import RoleShape


class NewMemberShape(Shape):
    email = EmailAddress(max_length=254)
    role_slug = Slug()


class MemberChangesShape(Shape):
    role_slug = Slug(required=False)


class MemberShape(ModelShape):
    """A member, or someone who was invited (`PENDING`: without a user yet). Null stands for what is not known."""

    user_id = NumericId(allow_null=True)
    organization_id = NumericId()
    email = CharField(allow_null=True)
    name = CharField(allow_null=True)
    image_url = CharField(allow_null=True)
    role = RoleShape()
    undelivered_at = Timestamp(required=False, help_text="Only while the invited address takes no mail.")

    class Meta:
        model = Membership
        fields = (
            "id", "user_id", "status", "organization_id", "email", "name", "image_url", "role",
            "invitation_sent_at", "undelivered_at", "created_at",
        )  # fmt: skip

    def get_email(self, membership: Membership) -> str | None:
        return membership.email or None

    def get_name(self, membership: Membership) -> str | None:
        return (membership.user.name if membership.user else "") or None

    def get_image_url(self, membership: Membership) -> str | None:
        return (membership.user.image_url if membership.user else "") or None
