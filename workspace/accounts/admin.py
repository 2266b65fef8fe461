"""People with an account, in the back office."""

from collections.abc import Sequence
from typing import ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from safeclose.actors import Actor
from safeclose.backoffice.badges import ACTIVITY, badge
from safeclose.backoffice.buttons import Answers, Asked, Button
from safeclose.backoffice.panels import Panel, link
from safeclose.backoffice.searching import beginning, exact, number
from safeclose.backoffice.tables import ReadOnly
from workspace.accounts import actions
from workspace.identity.groups import GROUPS
from workspace.identity.models import User

ONLY_SUPERUSERS = "workspace.change_user"  # no group has it


class Access(Asked):
    login = forms.CharField(max_length=150, label="Login", widget=UnfoldAdminTextInputWidget)
    group = forms.ChoiceField(choices=[(name, name) for name in GROUPS], widget=UnfoldAdminSelectWidget)
    password = forms.CharField(widget=UnfoldAdminPasswordWidget, help_text="They change it after signing in.")

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.row)
        return password


def _give(user: User, answers: Answers, by: Actor) -> str:
    actions.give_access(
        user_id=user.pk, login=answers["login"], group=answers["group"], password=answers["password"], by=by
    )
    return f"{user} can sign in to the back office as {answers['login']}."


def _take(user: User, answers: Answers, by: Actor) -> str:
    actions.take_access(user_id=user.pk, by=by)
    return f"{user} can't enter the back office any more."


admin.site.unregister(Group)  # the two groups are ready-made, and the same everywhere


@admin.register(User)
class Users(ReadOnly):
    """Whoever Clerk knows, or signs in here."""

    in_short_menu = True
    list_display = ("called", "email", "username", "is_active", "is_staff", "clerk_user_id", "id")
    states: ClassVar = {"is_active": ACTIVITY}
    finds = {
        "e-mail": beginning(User, "email"),
        "Clerk id": exact(User, "clerk_user_id"),
        "back-office login": exact(User, "username"),
        "number": number(User),
    }
    fields = (
        "id", "name", "email", "email_verified", "clerk_user_id", "username", "active_organization", "in_groups",
        "is_staff", "is_superuser", "is_active", "last_login", "created_at",
    )  # fmt: skip
    readonly_fields = fields
    joins = ("active_organization",)
    buttons = (
        Button(
            "access", "Give access", ONLY_SUPERUSERS, "Let this person into the back office, with this group's rights?",
            _give, asks=Access, offered=lambda user: not user.is_superuser and user.is_active,
        ),
        Button(
            "no-access", "Take access away", ONLY_SUPERUSERS, "Keep this person out of the back office?",
            _take, offered=lambda user: user.is_staff and not user.is_superuser, is_dangerous=True,
        ),
    )  # fmt: skip

    @admin.display(description="staff groups")
    def in_groups(self, user: User) -> str:
        return ", ".join(user.groups.order_by("name").values_list("name", flat=True)) or "–"

    def panels(self, user: User) -> Sequence[Panel]:
        rows = user.memberships.select_related("organization", "role").order_by("pk")
        lines = [(link(one.organization), one.role, badge(one.status, one.STATE_KINDS)) for one in rows[:100]]
        return (Panel("Organizations", ("Organization", "Role", "State"), lines),)
