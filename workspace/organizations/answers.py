"""The answers about organizations, each read in a constant number of queries."""

from typing import Any

from workspace.identity.models import User
from workspace.organizations.models import Membership
from workspace.organizations.queries import locations_of, members_of, roles_of
from workspace.organizations.serializers import Bundle, MembershipAnswer


def memberships_of(user: User) -> Any:
    """The answer of the list: a person's active memberships, by the organizations' names."""
    return MembershipAnswer(Membership.objects.active().filter(user=user).shown().by_name(), many=True).data


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
