"""What staff do about managers and admins, by buttons of the back office."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget

from safeclose.actors import Actor
from safeclose.backoffice.buttons import Answers, Asked, Button
from signing.packages.identities.models import MODULES, VAULT, ManagerMembership, SigningAdmin, Tier
from signing.packages.managers import actions
from workspace.identity.groups import OPERATE
from workspace.models import Location, Membership, User
from workspace.organizations.models import OWNER

EVERYWHERE = ""


class Rights(Asked):
    """A tier for each module, and the switches of the vault; on a manager's page, those of now to begin with."""

    vault = forms.MultipleChoiceField(
        required=False, choices=[(switch, switch) for switch in VAULT], widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, row: Any, data: Any = None) -> None:
        super().__init__(row, data)
        now = row if isinstance(row, ManagerMembership) else ManagerMembership()
        for module in MODULES:
            self.fields[module] = forms.ChoiceField(
                choices=[(tier.label, tier.label) for tier in Tier],
                initial=now.tier(module).label,
                widget=UnfoldAdminSelectWidget,
            )
        self.fields["vault"].initial = now.vault


class Appointment(Rights):
    """The same, and where."""

    location = forms.ChoiceField(required=False, widget=UnfoldAdminSelectWidget)

    def __init__(self, row: Membership, data: Any = None) -> None:
        super().__init__(row, data)
        places = Location.objects.filter(organization=row.organization_id).order_by("sort_order", "pk")
        field = self.fields["location"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(EVERYWHERE, "All locations"), *((str(place.pk), place.name) for place in places)]
        self.order_fields(["location", *MODULES, "vault"])


def _rights(answers: Answers) -> dict[str, Any]:
    return {
        "tiers": {module: answers[module] for module in MODULES},
        "vault": {switch: switch in answers["vault"] for switch in VAULT},
    }


def _appoint(membership: Membership, answers: Answers, by: Actor) -> str:
    actions.appoint(
        organization_id=membership.organization_id,
        user_id=membership.user_id,
        location_id=int(answers["location"]) if answers["location"] else None,
        **_rights(answers),
        by=by,
    )
    return f"{membership.user} manages packages there now."


def _change(row: ManagerMembership, answers: Answers, by: Actor) -> str:
    actions.change(organization_id=row.organization_id, manager_id=row.pk, **_rights(answers), by=by)
    return "These are the rights now."


def _revoke(row: ManagerMembership, answers: Answers, by: Actor) -> str:
    actions.revoke(organization_id=row.organization_id, manager_id=row.pk, by=by)
    return "These rights are taken away."


def _appoint_admin(user: User, answers: Answers, by: Actor) -> str:
    actions.appoint_admin(user_id=user.pk, by=by)
    return f"{user} may do everything with packages, in all organizations."


def _revoke_admin(row: SigningAdmin | User, answers: Answers, by: Actor) -> str:
    user = row.user if isinstance(row, SigningAdmin) else row
    actions.revoke_admin(user_id=user.pk, by=by)
    return f"{user} is no admin of packages any more."


def _may_be_appointed(membership: Membership) -> bool:
    return membership.status == Membership.Status.ACTIVE and membership.role.slug != OWNER


def _is_of_an_owner(row: ManagerMembership) -> bool:
    sound = ManagerMembership.objects.sound().filter(pk=row.pk).first()
    return bool(sound and sound.is_owners)


def _may_be_revoked(row: ManagerMembership) -> bool:
    """What an owner was granted at one location, before they were one, may go."""
    return row.location_id is not None or not _is_of_an_owner(row)


def _is_admin(user: User) -> bool:
    return SigningAdmin.objects.filter(user=user).exists()


APPOINT = Button(
    "appoint", "Make manager", OPERATE, "Let this member manage signing packages, with these rights?",
    _appoint, asks=Appointment, offered=_may_be_appointed,
)  # fmt: skip
CHANGE = Button(
    "change-rights", "Change rights", OPERATE, "Give this manager these rights instead?",
    _change, asks=Rights, offered=lambda row: not _is_of_an_owner(row),
)  # fmt: skip
REVOKE = Button(
    "revoke", "Revoke", OPERATE, "Take these rights away, at once?",
    _revoke, offered=_may_be_revoked, is_dangerous=True,
)  # fmt: skip
APPOINT_ADMIN = Button(
    "appoint-admin", "Make signing admin", OPERATE,
    "Let this person see and do everything with signing packages, in all organizations?",
    _appoint_admin, offered=lambda user: user.is_active and bool(user.clerk_user_id) and not _is_admin(user),
    is_dangerous=True,
)  # fmt: skip
REVOKE_ADMIN_OF_USER = Button(
    "revoke-admin", "Revoke signing admin", OPERATE, "Take this person's rights as signing admin away, at once?",
    _revoke_admin, offered=_is_admin, is_dangerous=True,
)  # fmt: skip
REVOKE_ADMIN = Button(
    "revoke", "Revoke", OPERATE, "Take this person's rights as signing admin away, at once?",
    _revoke_admin, is_dangerous=True,
)  # fmt: skip
