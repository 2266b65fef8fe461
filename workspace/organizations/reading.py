"""What is read of organizations: one function a screen, each in a constant number of queries."""

from typing import Any

from workspace.identity.models import User
from workspace.organizations.models import Location, Membership
from workspace.organizations.serializers import Bundle, MembershipAnswer


def memberships_of(user: User) -> Any:
    """The answer of the list: a person's active memberships, by the organizations' names."""
    return MembershipAnswer(Membership.objects.active().filter(user=user).shown().by_name(), many=True).data


def bundle(membership: Membership) -> Any:
    """An organization with all that its members see of it, as this one of them."""
    organization = membership.organization
    members = Membership.objects.present().filter(organization=organization).select_related("user", "role")
    locations = Location.objects.filter(company__organization=organization).select_related("company")
    return Bundle(
        {
            "organization": organization,
            "locations": locations.order_by("sort_order", "id"),
            "roles": organization.roles.order_by("slug"),
            "members": members.order_by("created_at", "id"),
            "membership": Membership.objects.shown().get(pk=membership.pk),
            "role": membership.role,
        }
    ).data
