"""Signatures of Clerk's webhooks: Svix's scheme, which is that of Standard Webhooks with headers of another name.

https://docs.svix.com/receiving/verifying-payloads/how-manual
"""

import re
from collections.abc import Mapping

from django.conf import settings
from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook, WebhookVerificationError

from safeclose.refusals import Invalid, Unavailable

ID = re.compile(r"[!-~]{1,255}")
PARTS = ("id", "timestamp", "signature")


def keys() -> list[Webhook]:
    """The secrets that are in force: several while one replaces another. Raises Unavailable without a usable one."""
    given = [secret.strip() for secret in settings.CLERK_WEBHOOK_SECRET if secret.strip()]
    if not given:
        raise Unavailable("CLERK_WEBHOOK_SECRET is not set.")
    try:
        return [Webhook(secret) for secret in given]
    except (ValueError, EmptyWebhookSecretError) as error:
        raise Unavailable("CLERK_WEBHOOK_SECRET holds what is no signing secret.") from error


def delivery_id(body: bytes, headers: Mapping[str, str], secrets: list[Webhook]) -> str:
    """The id of a delivery that Clerk signed, with one of our secrets, at most five minutes from now.

    Raises Invalid, without saying which of it is wrong.
    """
    named = {f"webhook-{part}": headers.get(f"svix-{part}", "") for part in PARTS}
    identifier = named["webhook-id"]
    if not ID.fullmatch(identifier) or not any(_is_signed(secret, body, named) for secret in secrets):
        raise Invalid("The signature is missing, wrong, or too old.")
    return identifier


def _is_signed(secret: Webhook, body: bytes, headers: dict[str, str]) -> bool:
    try:
        secret.verify(body, headers, json_parse=False)
    except (WebhookVerificationError, ValueError):  # the latter: for what is no base64, no UTF-8, no pair
        return False
    return True
