"""Shapes of locations."""

from rest_framework.serializers import CharField

from safeclose.http.fields import NumericId, Text, WholeNumber
from safeclose.http.numeric_ids import GivenId
from safeclose.http.shapes import ModelShape, Shape
from workspace.fields import Name
from workspace.organizations.models import MAX_SORT_ORDER, Location


class LocationChangesShape(Shape):
    name = Name(required=False)
    company_id = GivenId(required=False)
    address = Text(required=False, allow_blank=True, allow_null=True, max_length=500)
    sort_order = WholeNumber(required=False, min_value=0, max_value=MAX_SORT_ORDER)

    def validate_address(self, address: str | None) -> str:
        return address or ""


class NewLocationShape(LocationChangesShape):
    """Without a place in the order it comes last."""

    name = Name()


class LocationShape(ModelShape):
    """An office, branch or lot."""

    company_id = NumericId()
    company_name = CharField(source="company.name")
    address = CharField(allow_null=True)

    class Meta:
        model = Location
        fields = ("id", "company_id", "company_name", "name", "address", "sort_order", "created_at")

    def get_address(self, location: Location) -> str | None:
        return location.address or None
