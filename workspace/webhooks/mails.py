"""What is written to people about webhooks: in both languages, for nobody knows which one they read."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from workspace.identity.models import User
from workspace.webhooks.models import Webhook
from workspace.webhooks.transitions import GONE, host_of


def disabled_mail(webhook: Webhook, user: User) -> EmailMessage:
    """A webhook was switched off. Sent twice, it has the same Message-ID, so that mail programs show it once."""
    assert webhook.disabled_at
    words = {
        "organization": " ".join(webhook.organization.name.split()),
        "host": host_of(webhook),
        "id": webhook.id,
        "is_gone": webhook.disabled_reason == GONE,
    }
    texts = [render_to_string(f"workspace/webhook_disabled.{language}.txt", words) for language in ("en", "fr")]
    number = f"{webhook.id}-{webhook.disabled_at:%Y%m%d%H%M%S}-{user.pk}"
    return EmailMessage(
        subject=f"Webhook switched off · Webhook désactivé : {words['host']}",
        body="\n----------\n\n".join(texts),
        to=[user.email],
        headers={"Message-ID": f"<{number}@{urlsplit(settings.PUBLIC_URL).hostname}>"},
    )
