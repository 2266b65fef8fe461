"""A session token for development."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from safeclose.gateways import clerk
from safeclose.management.reporting import BadArgument, whole
from safeclose.refusals import Unavailable
from workspace.identity.models import User
from workspace.organizations.models import Membership, Organization


class Command(BaseCommand):
    """Prints only the token, so that it can be used in a shell: `curl -H "Authorization: Bearer $(…)"`."""

    help = "Print a session token of a development copy, for a demo name (alice) or a Clerk user id."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("who", help="alice, bob, charlie, …, or a Clerk user id")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--org", metavar="SLUG", help="organization (default: the user's active one)")
        which.add_argument("--no-org", action="store_true", help="no organization in the token")
        parser.add_argument(
            "--ttl",
            type=whole(1, 10 * 365 * 24 * 3600),
            default=3600,
            metavar="SECONDS",
            help="valid for so long (3600)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        subject = options["who"] if "_" in options["who"] else f"user_demo_{options['who']}"
        try:
            self.stdout.write(clerk.development_token(subject, _organization(subject, options), ttl=options["ttl"]))
        except Unavailable as refusal:
            raise CommandError(refusal.sentence) from refusal


def _organization(subject: str, options: dict[str, Any]) -> str | None:
    if options["no_org"]:
        return None
    if options["org"]:
        try:
            named = Organization.objects.get(slug=options["org"], clerk_org_id__isnull=False)
        except Organization.DoesNotExist as error:
            raise BadArgument(f"There is no organization {options['org']!r} that Clerk knows.") from error
        return named.clerk_org_id
    user = User.objects.filter(clerk_user_id=subject).select_related("active_organization").first()
    if user and user.active_organization:
        return user.active_organization.clerk_org_id
    first = Membership.objects.active().filter(user=user).order_by("organization__name").first() if user else None
    return first.organization.clerk_org_id if first else None
