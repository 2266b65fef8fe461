"""The letter to someone who is invited."""

from django.conf import settings

from safeclose.messages.letters import Letter, Recipient
from workspace.organizations.models import Membership

RULE = "-" * 10


def invitation(membership: Membership) -> Letter:
    """To the invited address."""
    return Letter(
        to=Recipient(membership.invited_email),
        template="workspace/invitation",
        about=" ".join(membership.organization.name.split()),
        link=settings.PUBLIC_URL,
        words={"role": " ".join(membership.role.name.split())},
        key=f"invitation-{membership.pk}",
        rule=RULE,
    )
