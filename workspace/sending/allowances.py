"""How many messages may be sent in a day: to one address, and by one sender. All caps of outgoing messages are here.

A kind of messages has two settings, such as INVITATIONS_PER_RECIPIENT_PER_DAY and INVITATIONS_PER_SENDER_PER_DAY. The
database decides, in one statement for each count, so that requests at the same time can't pass together.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction

from safeclose import clock
from safeclose.messages.addresses import comparable
from safeclose.records.transactions import assert_in_action
from safeclose.secrets.keyed_hashes import keyed_hash, keyed_hashes

PURPOSE = "counts of messages"
COUNT = """
INSERT INTO workspace_sendingcount AS counted (key, day, count) SELECT %(key)s, %(day)s, 1 WHERE %(cap)s > 0
ON CONFLICT (key, day) DO UPDATE SET count = counted.count + 1 WHERE counted.count < %(cap)s
RETURNING count
"""


class Kind(StrEnum):
    """The kinds of messages that are counted; also the beginnings of their settings' names."""

    OUTREACH = "OUTREACH"
    INVITATIONS = "INVITATIONS"
    RECEIPTS = "RECEIPTS"


class Allowance(NamedTuple):
    """A count and its cap. `of` is "recipient" or "sender"."""

    key: str
    cap: int
    of: str


def to_recipient(kind: Kind, address: str) -> Allowance:
    """That of an e-mail address or a telephone number, whoever sends to it."""
    return Allowance(_key(_recipient(kind, address)), _cap(kind, "RECIPIENT"), "recipient")


def of_organization(kind: Kind, organization_id: int) -> Allowance:
    return Allowance(_key(f"{kind}:organization:{organization_id}"), _cap(kind, "SENDER"), "sender")


def of_account(kind: Kind, user_id: int) -> Allowance:
    return Allowance(_key(f"{kind}:account:{user_id}"), _cap(kind, "SENDER"), "sender")


def take(*allowances: Allowance) -> Allowance | None:
    """Count one message. Where an allowance is used up, nothing is counted and that one is returned.

    The counts stay locked until the action ends: to be called late in it.
    """
    assert_in_action()
    savepoint = transaction.savepoint()
    # In one order everywhere, so that two actions never wait for each other.
    for allowance in sorted(allowances):
        if not _counted(allowance):
            transaction.savepoint_rollback(savepoint)
            return allowance
    transaction.savepoint_commit(savepoint)
    return None


def next_day() -> datetime:
    """When all counts begin anew: midnight in UTC."""
    return datetime.combine(clock.now().date() + timedelta(days=1), datetime.min.time(), UTC)


def keys_of_recipient(address: str) -> Iterator[str]:
    """All keys under which messages to an address may be counted, for erasure."""
    for kind in Kind:
        yield from keyed_hashes(_recipient(kind, address), purpose=PURPOSE)


def _counted(allowance: Allowance) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"key": allowance.key, "day": clock.now().date(), "cap": allowance.cap})
        return cursor.fetchone() is not None


def _recipient(kind: Kind, address: str) -> str:
    return f"{kind}:recipient:{comparable(address)}"


def _key(text: str) -> str:
    return keyed_hash(text, purpose=PURPOSE)


def _cap(kind: Kind, of: str) -> int:
    return int(getattr(settings, f"{kind}_PER_{of}_PER_DAY"))
