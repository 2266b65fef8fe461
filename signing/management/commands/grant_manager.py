"""A member who manages packages, appointed by those who run the service."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from safeclose.actors import SYSTEM
from safeclose.http.numeric_ids import MAX_ID
from safeclose.management.reporting import BadArgument, ReportingCommand, printable, whole
from safeclose.refusals import Refusal
from signing.packages.identities.models import MODULES, VAULT, ManagerMembership, Tier
from signing.packages.managers import actions, command_arguments


class Command(ReportingCommand):
    """For the first manager of an organization without an owner, and for support. May be repeated."""

    help = "Let a member of an organization manage signing packages; whoever does already gets these rights instead."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("who", type=printable, help="verified e-mail address, or Clerk user id")
        parser.add_argument(
            "--organization", type=printable, required=True, metavar="SLUG", help="where they are a member"
        )
        parser.add_argument(
            "--location", type=whole(1, MAX_ID), metavar="ID", help="only at this location (default: everywhere)"
        )
        parser.add_argument("--full", action="store_true", help="all tiers full, and all switches of the vault on")
        parser.add_argument(
            "--tier", type=command_arguments.tier, action="append", default=[], metavar="MODULE=TIER",
            help="such as signings=write; repeat it for others; what is not named is none",
        )  # fmt: skip
        parser.add_argument(
            "--vault", type=command_arguments.switch, action="append", default=[], metavar="SWITCH",
            help="such as shareDeal; repeat it for others; what is not named is off",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["full"] or options["tier"] or options["vault"]):
            raise BadArgument("Give --full, --tier or --vault.")
        row = _granted(options)
        rights = row.rights
        place = f"location {row.location_id}" if row.location_id else "all locations"
        told = {"id": str(row.pk), "locationId": row.location_id and str(row.location_id), **rights}
        given = [f"{module} {label}" for module, label in rights["tiers"].items() if label != "none"]
        given += [switch for switch, is_on in rights["vault"].items() if is_on]
        self.report(options, told, f"{options['who']} manages {place} of {row.organization}: {', '.join(given)}.")


def _granted(options: dict[str, Any]) -> ManagerMembership:
    user, organization = (
        command_arguments.person(options["who"]),
        command_arguments.organization(options["organization"]),
    )
    location = command_arguments.location(options["location"], organization)
    tiers = dict.fromkeys(MODULES, Tier.FULL.label if options["full"] else Tier.NONE.label) | dict(options["tier"])
    vault = {switch: options["full"] or switch in options["vault"] for switch in VAULT}
    known = command_arguments.row_of(user, organization, location)
    try:
        if known:
            return actions.change(
                organization_id=organization.pk, manager_id=known.pk, tiers=tiers, vault=vault, by=SYSTEM
            )
        return actions.appoint(
            organization_id=organization.pk,
            user_id=user.pk,
            location_id=location.pk if location else None,
            tiers=tiers,
            vault=vault,
            by=SYSTEM,
        )
    except Refusal as refusal:
        raise CommandError(refusal.sentence) from refusal
