"""Shapes of organizations, companies and locations, as managers see them."""

from typing import Any

from rest_framework import serializers

from safeclose import clock
from safeclose.http.fields import Timestamp
from workspace.models import Company, Location, Organization

SCOPES = ["managed", "global"]


class ManagedOrganization(serializers.Serializer[Any]):
    """An organization."""

    id = serializers.CharField()
    name = serializers.CharField()
    slug = serializers.CharField()
    createdAt = Timestamp()


class ManagedCompany(serializers.Serializer[Any]):
    """A company of an organization."""

    id = serializers.CharField()
    organizationId = serializers.CharField()
    name = serializers.CharField()
    createdAt = Timestamp()


class ManagedLocation(serializers.Serializer[Any]):
    """A location of a company."""

    id = serializers.CharField()
    companyId = serializers.CharField()
    organizationId = serializers.CharField()
    name = serializers.CharField()
    address = serializers.CharField(allow_null=True)
    sortOrder = serializers.IntegerField()
    createdAt = Timestamp()


class ManagedOrganizations(serializers.Serializer[Any]):
    """Organizations, by name."""

    organizations = ManagedOrganization(many=True)
    scope = serializers.ChoiceField(SCOPES)
    nextCursor = serializers.CharField(required=False)


class ManagedCompanies(serializers.Serializer[Any]):
    """Companies, by name."""

    companies = ManagedCompany(many=True)
    scope = serializers.ChoiceField(SCOPES)
    nextCursor = serializers.CharField(required=False)


class ManagedLocations(serializers.Serializer[Any]):
    """Locations, in their order."""

    locations = ManagedLocation(many=True)
    scope = serializers.ChoiceField(SCOPES)
    nextCursor = serializers.CharField(required=False)


class OneManagedCompany(serializers.Serializer[Any]):
    """A company, wrapped."""

    company = ManagedCompany()


class OneManagedLocation(serializers.Serializer[Any]):
    """A location, wrapped."""

    location = ManagedLocation()


def shown_organization(organization: Organization) -> dict[str, Any]:
    """A row as sent to clients."""
    return {
        "id": str(organization.pk),
        "name": organization.name,
        "slug": organization.slug,
        "createdAt": clock.iso(organization.created_at),
    }


def shown_company(company: Company) -> dict[str, Any]:
    """A row as sent to clients."""
    return {
        "id": str(company.pk),
        "organizationId": str(company.organization_id),
        "name": company.name,
        "createdAt": clock.iso(company.created_at),
    }


def shown_location(location: Location) -> dict[str, Any]:
    """A row with its company as sent to clients."""
    return {
        "id": str(location.pk),
        "companyId": str(location.company_id),
        "organizationId": str(location.company.organization_id),
        "name": location.name,
        "address": location.address or None,
        "sortOrder": location.sort_order,
        "createdAt": clock.iso(location.created_at),
    }
