"""What belongs to an organization."""

from django.db.models import QuerySet

from workspace.organizations.models import Location, Membership, Organization, Role


def locations_of(organization: Organization) -> "QuerySet[Location]":
    return Location.objects.filter(company__organization=organization).select_related("company")


def roles_of(organization: Organization) -> "QuerySet[Role]":
    return Role.objects.filter(organization=organization)


def members_of(organization: Organization) -> "QuerySet[Membership]":
    """Members and open invitations, with users and roles."""
    rows: QuerySet[Membership] = Membership.objects.present().filter(organization=organization)
    return rows.select_related("user", "role")
