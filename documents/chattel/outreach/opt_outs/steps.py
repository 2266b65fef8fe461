"""Steps with opt-outs, as parts of actions."""

from collections.abc import Iterable

from documents.chattel.loans.models import Loan
from documents.chattel.outreach.opt_outs.keys import keys_of
from documents.chattel.outreach.opt_outs.models import OptOut
from safeclose.records.transactions import assert_in_action


def record(loan: Loan | None, channels: Iterable[str]) -> None:
    """The loan's borrower gets nothing more by these channels, whoever sends it."""
    assert_in_action()
    addresses = [(channel, address_of(loan, channel)) for channel in channels] if loan else []
    keys = sorted(keys_of(channel, address)[0] for channel, address in addresses if address)
    OptOut.objects.bulk_create([OptOut(key=key) for key in keys], ignore_conflicts=True)


def is_opted_out(loan: Loan, channel: str) -> bool:
    """Whether the borrower's address was opted out, by whatever record."""
    address = address_of(loan, channel)
    return bool(address) and OptOut.objects.filter(key__in=keys_of(channel, address or "")).exists()


def address_of(loan: Loan, channel: str) -> str | None:
    """Where the borrower is reached by a channel, as far as it is known."""
    return loan.borrower_email if channel == "email" else loan.borrower_phone
