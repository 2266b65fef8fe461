"""Shapes of organizations, companies and locations, as managers see them."""

from rest_framework.serializers import CharField, IntegerField

from safeclose.http.fields import NumericId, Timestamp
from safeclose.http.numeric_ids import GivenId
from safeclose.http.shapes import Shape
from workspace.models import Location


class CompanyQueryShape(Shape):
    organization_id = GivenId(required=False)


class LocationListQueryShape(Shape):
    company_id = GivenId(required=False)


class ManagedOrganizationShape(Shape):
    """An organization, as those see it who run packages in it."""

    id = NumericId()
    name = CharField()
    slug = CharField()
    created_at = Timestamp()


class ManagedCompanyShape(Shape):
    """A company of an organization."""

    id = NumericId()
    organization_id = NumericId()
    name = CharField()
    created_at = Timestamp()


class ManagedLocationShape(Shape):
    """A location of a company."""

    id = NumericId()
    company_id = NumericId()
    organization_id = NumericId()
    name = CharField()
    address = CharField(allow_null=True)
    sort_order = IntegerField()
    created_at = Timestamp()

    def get_address(self, location: Location) -> str | None:
        return location.address or None
