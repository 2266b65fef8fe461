"""Keeping what was sent, as a part of the action that records it."""

from collections.abc import Callable

from safeclose.actors import Actor
from safeclose.messages.delivery import Receipt
from safeclose.records.transactions import assert_in_action
from safeclose.registry import Registry
from workspace.sending.outcomes.failures import Failure
from workspace.sending.outcomes.models import SentMessage

# Records that a message did not arrive, under locks of its own; whether it still mattered.
FailureHandler = Callable[[SentMessage, Failure, Actor], bool]
failure_handlers: Registry[FailureHandler] = Registry("handlers of failed messages")


def record_sent(receipt: Receipt, *, kind: str, subject_id: object, what: str) -> None:
    """Keep a message that was taken. Does nothing for one without an id.

    A mail that is sent again by SMTP has the same Message-ID: it is the message that was sent last.
    """
    assert_in_action()
    assert kind in failure_handlers.all(), f"Nobody wants to know what becomes of {kind}."
    if receipt.message_id:
        SentMessage.objects.update_or_create(
            service=receipt.service,
            message_id=receipt.message_id,
            defaults={
                "kind": kind,
                "subject_id": str(subject_id),
                "what": what,
                "sent_at": receipt.sent_at,
                "failed_at": None,
                "failure": None,
            },
        )
