"""Shapes of people."""

from rest_framework.serializers import CharField

from safeclose.http.fields import NumericId
from safeclose.http.shapes import ModelShape, Shape
from workspace.fields import Name
from workspace.identity.models import User


class ProfileChangesShape(Shape):
    name = Name(max_length=255, required=False)


class ProfileShape(ModelShape):
    """Who is signed in. Null stands for what is not known of them."""

    # The context has `active_organization`: the column of this name may be stale.

    email = CharField(allow_null=True)
    name = CharField(allow_null=True)
    image_url = CharField(allow_null=True)
    active_organization_id = NumericId(allow_null=True)

    class Meta:
        model = User
        fields = ("id", "clerk_user_id", "email", "name", "image_url", "active_organization_id", "created_at")

    def get_email(self, user: User) -> str | None:
        return user.email or None

    def get_name(self, user: User) -> str | None:
        return user.name or None

    def get_image_url(self, user: User) -> str | None:
        return user.image_url or None

    def get_active_organization_id(self, user: User) -> int | None:
        active = self.context["active_organization"]
        return active.pk if active else None
