"""Shapes of organizations and of what belongs to them."""

from django.db.models import QuerySet
from rest_framework.serializers import CharField, FileField, IntegerField

from safeclose.http.fields import NumericId, Timestamp
from safeclose.http.shapes import ModelShape, Shape
from workspace.fields import NameInMails, Slug
from workspace.organizations.brand import BrandShape
from workspace.organizations.locations.serializers import LocationShape
from workspace.organizations.members.serializers import MemberShape
from workspace.organizations.models import Location, Membership, Organization, Role
from workspace.organizations.roles.serializers import RoleShape
from workspace.organizations.timezones import Timezone


class NewOrganizationShape(Shape):
    name = NameInMails()
    slug = Slug()


class OrganizationChangesShape(Shape):
    name = NameInMails(required=False)
    slug = Slug(required=False)
    timezone = Timezone(required=False)
    brand = BrandShape(required=False)


class OrganizationSettingsShape(ModelShape):
    """What an organization sets for itself."""

    brand = BrandShape(source="full_brand")

    class Meta:
        model = Organization
        fields = ("id", "name", "slug", "timezone", "brand")


class NewLogoShape(Shape):
    """The body of an upload: a PNG or JPEG of at most 256 KiB."""

    file = FileField(allow_empty_file=True)


class BillingShape(Shape):
    """The plan that an organization is on."""

    plan = CharField()
    status = CharField()


class OrganizationShape(ModelShape):
    """An organization."""

    billing = BillingShape(allow_null=True)
    brand = BrandShape(source="full_brand")

    class Meta:
        model = Organization
        fields = ("id", "name", "slug", "timezone", "created_at", "billing", "brand")


class CountsShape(Shape):
    """How much belongs to an organization; of members only the active ones."""

    members = IntegerField(source="member_count")
    locations = IntegerField(source="location_count")
    roles = IntegerField(source="role_count")


class OrganizationOfMembershipShape(Shape):
    """The organization that someone belongs to."""

    # Reads the membership's row: the counts stand there.

    id = NumericId(source="organization.id")
    name = CharField(source="organization.name")
    slug = CharField(source="organization.slug")
    created_at = Timestamp(source="organization.created_at")
    billing = BillingShape(source="organization.billing", allow_null=True)
    counts = CountsShape(source="*")


class MembershipShape(ModelShape):
    """What someone belongs to, and as what."""

    # Of rows out of `Membership.objects.shown()`.

    user_id = NumericId()
    organization_id = NumericId()
    organization = OrganizationOfMembershipShape(source="*")
    role = RoleShape()

    class Meta:
        model = Membership
        fields = ("id", "user_id", "status", "organization_id", "created_at", "organization", "role")


class BundleShape(Shape):
    """An organization with all that its members see of it."""

    # Of one of its memberships out of `Membership.objects.shown()`; read in a constant number of queries.

    organization = OrganizationShape()
    locations = LocationShape(many=True)
    roles = RoleShape(many=True)
    members = MemberShape(many=True)
    membership = MembershipShape(source="*")
    role = RoleShape()

    def get_locations(self, own: Membership) -> "QuerySet[Location]":
        return Location.objects.of(own.organization).order_by("sort_order", "id")

    def get_roles(self, own: Membership) -> "QuerySet[Role]":
        return own.organization.roles.order_by("slug")

    def get_members(self, own: Membership) -> "QuerySet[Membership]":
        return Membership.objects.of(own.organization).present_with_users().order_by("created_at", "id")
