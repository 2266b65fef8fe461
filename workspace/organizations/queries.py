"""What is read of organizations: one function a screen, each in a constant number of queries."""

from typing import Any

from django.db.models import QuerySet

from workspace.identity.models import User
from workspace.organizations.models import Location, Membership, Organization, Role
from workspace.organizations.serializers import Bundle, MembershipAnswer


def memberships_of(user: User) -> Any:
    """The answer of the list: a person's active memberships, by the organizations' names."""
    return MembershipAnswer(Membership.objects.active().filter(user=user).shown().by_name(), many=True).data


def locations_of(organization: Organization) -> "QuerySet[Location]":
    """Where it works, with the companies."""
    return Location.objects.filter(company__organization=organization).select_related("company")


def roles_of(organization: Organization) -> "QuerySet[Role]":
    """What its members may be."""
    return Role.objects.filter(organization=organization)


def members_of(organization: Organization) -> "QuerySet[Membership]":
    """Its members and open invitations, with users and roles."""
    rows: QuerySet[Membership] = Membership.objects.present().filter(organization=organization)
    return rows.select_related("user", "role")


def bundle(membership: Membership) -> Any:
    """An organization with all that its members see of it, as this one of them."""
    organization = membership.organization
    return Bundle(
        {
            "organization": organization,
            "locations": locations_of(organization).order_by("sort_order", "id"),
            "roles": roles_of(organization).order_by("slug"),
            "members": members_of(organization).order_by("created_at", "id"),
            "membership": Membership.objects.shown().get(pk=membership.pk),
            "role": membership.role,
        }
    ).data
