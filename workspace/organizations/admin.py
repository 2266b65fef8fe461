"""Organizations and who belongs to them, in the back office."""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from safeclose.actors import Actor
from safeclose.backoffice.badges import States, badge
from safeclose.backoffice.buttons import Answers, Button
from safeclose.backoffice.filters import Named, by, one_of
from safeclose.backoffice.panels import MAX_PANEL_LINES, Panel, link
from safeclose.backoffice.searching import beginning, exact, number
from safeclose.backoffice.tables import ReadOnly
from workspace.identity.groups import OPERATE
from workspace.identity.models import User
from workspace.organizations.members import actions
from workspace.organizations.models import MEMBERSHIP, OWNER, Company, Location, Membership, Organization, Role


class Ownership(Named):
    """Those that need staff: their members can't appoint anyone."""

    title = "owner"
    parameter_name = "owner"
    values = ("missing",)

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Organization]") -> "QuerySet[Organization]":
        """Those without an owner, or all of them."""
        missing = Organization.objects.without_owner().values("pk")
        return queryset.filter(pk__in=missing) if self.value() == "missing" else queryset


@admin.register(Organization)
class Organizations(ReadOnly):
    """The tenants."""

    in_short_menu = True
    list_display = ("name", "slug", "created_at", "clerk_org_id", "id")
    list_filter = (Ownership,)
    finds = {
        "name": beginning(Organization, "name"),
        "slug": exact(Organization, "slug"),
        "Clerk id": exact(Organization, "clerk_org_id"),
        "number": number(Organization),
    }

    def says(self, organization: Organization) -> Sequence[str]:
        """Whether it needs staff."""
        if Organization.objects.without_owner().filter(pk=organization.pk).exists():
            return ("It has members, and no owner who can sign in. Agree with them on one, and make that one owner.",)
        return ()

    def panels(self, organization: Organization) -> Sequence[Panel]:
        """Where it works, and who belongs to it."""
        places = Location.objects.filter(organization=organization).select_related("company").order_by("pk")
        members = Membership.objects.filter(organization=organization).select_related("user", "role").order_by("pk")
        return (
            Panel(
                "Locations",
                ("Company", "Location"),
                [(link(one.company), link(one)) for one in places[:MAX_PANEL_LINES]],
            ),
            Panel(
                "Members",
                ("Who", "E-mail", "Role", "State"),
                [
                    (link(one, one.user or one.invited_email), one.email, one.role, badge(one.status, MEMBERSHIP))
                    for one in members[:MAX_PANEL_LINES]
                ],
                note=f"At most {MAX_PANEL_LINES} are shown.",
            ),
        )


@admin.register(Company)
class Companies(ReadOnly):
    """Legal entities."""

    list_display = ("name", "organization", "created_at", "id")
    list_filter = (by("organization"),)
    joins = ("organization",)
    finds = {"number": number(Company)}


@admin.register(Location)
class Locations(ReadOnly):
    """Offices, branches and lots."""

    list_display = ("name", "company", "address", "id")
    joins = ("company__organization",)
    finds = {"number": number(Location)}


@admin.register(Role)
class Roles(ReadOnly):
    """What members may do."""

    list_display = ("name", "organization", "permissions", "slug", "id")
    list_filter = (by("organization"),)
    joins = ("organization",)
    finds = {"number": number(Role)}


def _make_owner(membership: Membership, answers: Answers, by: Actor) -> str:
    organization = membership.organization_id
    actions.change_role(organization_id=organization, membership_id=membership.pk, role_slug=OWNER, by=by)
    return f"{membership.user} owns the organization."


def _may_own(membership: Membership) -> bool:
    ownerless = Organization.objects.without_owner().filter(pk=membership.organization_id)
    user = membership.user
    return bool(user and user.is_active and membership.status == Membership.Status.ACTIVE and ownerless.exists())


@admin.register(Membership)
class Members(ReadOnly):
    """People in organizations, and invitations."""

    named = "Members"
    in_short_menu = True
    list_display = ("who", "email", "organization", "role", "status", "id")
    states: ClassVar = {"status": States(MEMBERSHIP)}
    buttons = (
        Button(
            "owner", "Make owner", OPERATE, "Let this member own the organization, which has no owner?",
            _make_owner, offered=_may_own, is_dangerous=True,
        ),
    )  # fmt: skip
    list_filter = (by("organization"), one_of("status"))
    joins = ("organization", "user", "role")
    finds = {
        "a member's e-mail": beginning(User, "email", row="memberships"),
        "an invitation's e-mail": exact(Membership, "invited_email"),
        "number": number(Membership),
    }

    @admin.display(description="who")
    def who(self, membership: Membership) -> str:
        return str(membership.user or membership.invited_email)

    @admin.display(description="e-mail")
    def email(self, membership: Membership) -> str:
        return membership.email or "–"
