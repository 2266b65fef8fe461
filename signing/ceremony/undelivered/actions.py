"""What is written about mails that tell a signer of an end."""

from safeclose.actors import Actor
from safeclose.messages.delivery import Receipt
from safeclose.records.transactions import action
from signing.ceremony.models import LinkSigner
from signing.ceremony.turns import locked_turn
from signing.ceremony.undelivered.steps import keep, mark


@action
def record_end_mailed(*, signer: LinkSigner, receipt: Receipt) -> None:
    """The mail server has taken the mail."""
    keep(signer, receipt, "end")


@action
def record_end_refused(*, signer: LinkSigner, sentence: str, by: Actor) -> None:
    """The mail server refuses the address for good."""
    mark(locked_turn(signer), sentence, by, what="end")
