"""Mails with links and copies, each with a link that is made here and now: a secret never waits in the queue."""

from collections.abc import Callable

from safeclose.actors import SYSTEM
from safeclose.messages.delivery import NotSent, Receipt, Refused, deliver
from safeclose.messages.letters import Letter
from signing.ceremony.delivery import actions
from signing.ceremony.links import NewLink
from signing.ceremony.models import LinkSigner

# From a link that was just made, with its signer and what is signed.
LetterOf = Callable[[NewLink], Letter]


def mail_link(signer: LinkSigner | None, *, occasion: str, letter: LetterOf) -> None:
    """Mail a signer a link to sign; nothing where there is no one to write to any more. Raises NotSent."""
    new = actions.record_link(signer=signer, occasion=occasion) if signer else None
    receipt = _delivered(new, letter, what="link") if new else None
    if new and receipt:
        actions.record_link_mailed(signer=new.signer, occasion=occasion, receipt=receipt, by=SYSTEM)


def mail_copy(signer: LinkSigner | None, *, letter: LetterOf) -> None:
    """Mail a signer what is sealed, once. Raises NotSent."""
    new = actions.record_copy_link(signer=signer) if signer else None
    receipt = _delivered(new, letter, what="copy") if new else None
    if new and receipt:
        actions.record_copy_mailed(signer=new.signer, receipt=receipt)


def _delivered(new: NewLink, letter: LetterOf, *, what: str) -> Receipt | None:
    """Hand the letter over; a link that no mail took along is deleted. None where the address is refused for good."""
    try:
        return deliver(letter(new))
    except Refused as refused:
        actions.record_link_refused(signer=new.signer, link_id=new.link.pk, sentence=str(refused), what=what, by=SYSTEM)
        return None
    except NotSent:
        actions.record_unsent(signer=new.signer, link_id=new.link.pk)
        raise
