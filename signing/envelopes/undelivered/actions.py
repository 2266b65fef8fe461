"""What is written about mails that tell a signer of an end."""

from safeclose.actors import Actor
from safeclose.messages.delivery import Receipt
from safeclose.records.transactions import action
from signing.envelopes import steps
from signing.envelopes.undelivered.steps import keep, mark


@action
def record_end_mailed(*, signer_id: str, receipt: Receipt) -> None:
    """The mail server has taken the mail."""
    keep(signer_id, receipt, "end")


@action
def record_end_refused(*, signer_id: str, sentence: str, by: Actor) -> None:
    """The mail server refuses the address for good."""
    mark(steps.lock_signer(signer_id), sentence, by, what="end")
