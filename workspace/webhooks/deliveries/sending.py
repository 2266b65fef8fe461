"""One try: signed, sent, and told how it ended."""

import time

from safeclose import clock
from safeclose.gateways import webhooks
from safeclose.secrets.encryption import Unreadable
from workspace.webhooks import secrets
from workspace.webhooks.deliveries.actions import Outcome
from workspace.webhooks.models import Delivery


def tried(delivery: Delivery) -> Outcome:
    """Send a delivery that comes with its webhook. Raises Busy where the process has no place for it now."""
    begun = time.monotonic()
    status, error = _asked(delivery)
    return Outcome(status, error, round((time.monotonic() - begun) * 1000))


def _asked(delivery: Delivery) -> tuple[int | None, str | None]:
    assert delivery.body is not None
    try:
        headers = secrets.headers(delivery.webhook, delivery.id, delivery.body, clock.now())
        status = webhooks.post(delivery.webhook.url, body=delivery.body.encode(), headers=headers)
    except Unreadable:
        return None, "The secret can't be read any more; make another one."
    except webhooks.Fault as fault:
        return None, str(fault)[:200]
    return status, None if 200 <= status < 300 else f"The receiver answered {status}."
