"""The letter about a webhook that was switched off."""

from safeclose.messages.letters import Letter, Recipient
from workspace.identity.models import User
from workspace.webhooks.models import Webhook
from workspace.webhooks.steps import GONE

RULE = "-" * 10


def disabled(webhook: Webhook, user: User) -> Letter:
    """Tells a member of the webhook's organization; the webhook comes with it."""
    assert webhook.disabled_at
    return Letter(
        to=Recipient(user.email),
        template="workspace/webhook_disabled",
        about=webhook.host,
        words={
            "organization": " ".join(webhook.organization.name.split()),
            "id": webhook.id,
            "is_gone": webhook.disabled_reason == GONE,
        },
        key=f"{webhook.id}-{webhook.disabled_at:%Y%m%d%H%M%S}-{user.pk}",
        rule=RULE,
    )
