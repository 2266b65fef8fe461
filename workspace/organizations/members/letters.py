"""The letter to someone who is invited."""

from django.conf import settings

from safeclose.messages.letters import Letter, Recipient
from safeclose.messages.names import carries_address
from workspace.organizations.models import Membership

RULE = "-" * 10


def invitation(membership: Membership) -> Letter:
    """To the invited address."""
    organization, role = membership.organization, membership.role
    return Letter(
        to=Recipient(membership.invited_email),
        template="workspace/invitation",
        about=_shown(organization.name, organization.slug),
        link=settings.PUBLIC_URL,
        words={"role": _shown(role.name, role.slug)},
        key=f"invitation-{membership.pk}",
        rule=RULE,
    )


def _shown(name: str, slug: str) -> str:
    """The name on one line; the slug where the name carries an address, as names from Clerk and older ones can."""
    return slug if carries_address(name) else " ".join(name.split())
