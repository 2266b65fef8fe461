"""The letter to who is invited: in both languages, for nobody knows which one they read."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from workspace.organizations.models import Membership


def invitation(membership: Membership) -> EmailMessage:
    """To the invited address. Sent twice, it has the same Message-ID, so that mail programs show it once."""
    organization = " ".join(membership.organization.name.split())
    words = {
        "organization": organization,
        "role": " ".join(membership.role.name.split()),
        "email": membership.invited_email,
        "address": settings.PUBLIC_URL,
    }
    texts = [render_to_string(f"workspace/invitation.{language}.txt", words) for language in ("en", "fr")]
    return EmailMessage(
        subject=f"Invitation: {organization}",
        body="\n----------\n\n".join(texts),
        to=[membership.invited_email],
        headers={"Message-ID": f"<invitation-{membership.pk}@{urlsplit(settings.PUBLIC_URL).hostname}>"},
    )
