"""Shapes of locations."""

from typing import Any

from rest_framework import serializers

from safeclose.http.fields import ModelSerializer, NumericId, Text, WholeNumber
from safeclose.http.numeric_ids import GivenId
from workspace.fields import Name
from workspace.organizations.models import MAX_SORT_ORDER, Location


class NewLocation(serializers.Serializer[Any]):
    """The body of a creation; without a place in the order it comes last."""

    name = Name()
    companyId = GivenId(required=False, source="company_id")
    address = Text(required=False, allow_blank=True, allow_null=True, max_length=500)
    sortOrder = WholeNumber(required=False, source="sort_order", min_value=0, max_value=MAX_SORT_ORDER)

    def validate_address(self, address: str | None) -> str:
        """None is no address."""
        return address or ""


class LocationChanges(NewLocation):
    """The body of a change."""

    name = Name(required=False)


class LocationAnswer(ModelSerializer):
    """An office, branch or lot."""

    company_id = NumericId()
    company_name = serializers.CharField(source="company.name")
    address = serializers.SerializerMethodField()

    class Meta:
        model = Location
        fields = ("id", "company_id", "company_name", "name", "address", "sort_order", "created_at")
        read_only_fields = fields

    def get_address(self, location: Location) -> str | None:
        """Null without one."""
        return location.address or None


class LocationList(serializers.Serializer[Any]):
    """Where an organization works, in its order."""

    locations = LocationAnswer(many=True)
    nextCursor = serializers.CharField(required=False)


class LocationResult(serializers.Serializer[Any]):
    """The location that was written."""

    location = LocationAnswer()
