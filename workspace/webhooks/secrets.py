"""Signing secrets: made here, shown once, encrypted from then on; and the headers that they sign."""

from datetime import datetime

from standardwebhooks import Webhook as Signature

from safeclose.secrets import link_tokens
from safeclose.secrets.encryption import decrypted, encrypted
from workspace.webhooks.models import Webhook
from workspace.webhooks.retry_schedule import OLD_SECRET_VALID

PURPOSE = "webhook secrets"


def give(webhook: Webhook) -> str:
    """Set a first secret, without saving; the secret in clear, which is nowhere else."""
    secret = link_tokens.fresh_signing_secret()
    webhook.secret = encrypted(secret, purpose=PURPOSE)
    return secret


def renew(webhook: Webhook, at: datetime) -> str:
    """Like `give`; the one that was there until now goes on signing for a day, and any earlier one does no longer."""
    webhook.old_secret, webhook.old_secret_until = webhook.secret, at + OLD_SECRET_VALID
    return give(webhook)


def headers(webhook: Webhook, delivery_id: str, body: str, at: datetime) -> dict[str, str]:
    """Those of Standard Webhooks, signed with each secret that is in force. Raises Unreadable."""
    kept = [webhook.secret]
    if webhook.old_secret and webhook.old_secret_until and at < webhook.old_secret_until:
        kept.append(webhook.old_secret)
    signatures = [Signature(decrypted(one, purpose=PURPOSE)).sign(delivery_id, at, body) for one in kept]
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
