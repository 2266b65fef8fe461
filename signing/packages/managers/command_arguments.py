"""People and places as those name them who run the service."""

from argparse import ArgumentTypeError

from django.core.management.base import CommandError

from signing.packages.identities.models import MODULES, VAULT, ManagerMembership, Tier
from workspace.identity.emails import folded
from workspace.models import Location, Organization, User


def person(who: str) -> User:
    """By Clerk user id, or by verified e-mail address. Raises CommandError where that is no one, or several."""
    wanted = folded(who)
    rows = User.objects.filter(is_active=True, clerk_user_id__isnull=False)
    found = list(rows.filter(clerk_user_id=who))
    if "@" in who:
        verified = rows.filter(email_verified=True, email__iexact=wanted)
        found = [user for user in verified if folded(user.email) == wanted]
    if len(found) > 1:
        ids = ", ".join(sorted(str(user.clerk_user_id) for user in found))
        raise CommandError(f"Several accounts have verified {who}: give one of the Clerk user ids {ids}.")
    if not found:
        raise CommandError(f"No account of the Clerk user id or verified e-mail address {who} is known.")
    return found[0]


def organization(slug: str) -> Organization:
    """Raises CommandError where none has this slug."""
    found = Organization.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no organization {slug!r}.")
    return found


def location(number: int | None, within: Organization) -> Location | None:
    """None for the whole organization. Raises CommandError for a location that is not the organization's."""
    if number is None:
        return None
    found = Location.objects.filter(organization=within, pk=number).first()
    if found is None:
        raise CommandError(f"{within.name} has no location {number}.")
    return found


def row_of(user: User, within: Organization, at: Location | None) -> ManagerMembership | None:
    """What someone manages at just this place."""
    rows = ManagerMembership.objects.filter(manager__user=user, organization=within, location=at)
    found: ManagerMembership | None = rows.first()
    return found


def tier(text: str) -> tuple[str, str]:
    """For `add_argument(type=…)`: `signings=write`."""
    module, _, label = text.partition("=")
    labels = [one.label for one in Tier]
    if module in MODULES and label in labels:
        return module, label
    raise ArgumentTypeError(f"{text!r} must be one of {', '.join(MODULES)}, then =, then one of {', '.join(labels)}")


def switch(text: str) -> str:
    """For `add_argument(type=…)`: `shareDeal`."""
    if text in VAULT:
        return text
    raise ArgumentTypeError(f"{text!r} must be one of {', '.join(VAULT)}")
