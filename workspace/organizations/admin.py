"""Organizations and who belongs to them, in the back office."""

from collections.abc import Sequence

from django.contrib import admin

from safeclose.backoffice.filters import by, one_of
from safeclose.backoffice.panels import MOST, Panel, link
from safeclose.backoffice.searching import beginning, exact, number
from safeclose.backoffice.tables import ReadOnly
from workspace.models import Company, Location, Membership, Organization, Role, User


@admin.register(Organization)
class Organizations(ReadOnly):
    """The tenants."""

    list_display = ("id", "name", "slug", "clerk_org_id", "created_at")
    finds = {
        "name": beginning(Organization, "name"),
        "slug": exact(Organization, "slug"),
        "Clerk id": exact(Organization, "clerk_org_id"),
        "number": number(Organization),
    }

    def panels(self, organization: Organization) -> Sequence[Panel]:
        """Where it works, and who belongs to it."""
        places = Location.objects.filter(company__organization=organization).select_related("company").order_by("pk")
        members = Membership.objects.filter(organization=organization).select_related("user", "role").order_by("pk")
        return (
            Panel("Locations", ("Company", "Location"), [(link(one.company), link(one)) for one in places[:MOST]]),
            Panel(
                "Members",
                ("Who", "E-mail", "Role", "State"),
                [(link(one, one.user or one.invited_email), one.email, one.role, one.status) for one in members[:MOST]],
                note=f"At most {MOST} are shown.",
            ),
        )


@admin.register(Company)
class Companies(ReadOnly):
    """Legal entities."""

    list_display = ("id", "name", "organization", "created_at")
    list_filter = (by("organization"),)
    joins = ("organization",)
    finds = {"number": number(Company)}


@admin.register(Location)
class Locations(ReadOnly):
    """Offices, branches and lots."""

    list_display = ("id", "name", "company", "address")
    joins = ("company__organization",)
    finds = {"number": number(Location)}


@admin.register(Role)
class Roles(ReadOnly):
    """What members may do."""

    list_display = ("id", "name", "slug", "organization", "permissions")
    list_filter = (by("organization"),)
    joins = ("organization",)
    finds = {"number": number(Role)}


@admin.register(Membership)
class Members(ReadOnly):
    """People in organizations, and invitations."""

    list_display = ("id", "user", "invited_email", "organization", "role", "status")
    list_filter = (by("organization"), one_of("status"))
    joins = ("organization", "user", "role")
    finds = {
        "a member's e-mail": beginning(User, "email", row="memberships"),
        "an invitation's e-mail": exact(Membership, "invited_email"),
        "number": number(Membership),
    }
