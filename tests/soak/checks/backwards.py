"""What every ceremony shares: that nothing goes back, and that a signature is in its trail."""

from collections.abc import Iterator, Sequence

from tests.soak.rows import Rows


def event(rows: Rows, trail: str, chain_hash: str) -> Iterator[str]:
    """The event of a signature is there, once."""
    found = rows.number(
        "SELECT count(*) AS n FROM signing_trailevent WHERE trail_id = %s AND type = 'signed' AND chain_hash = %s",
        trail,
        chain_hash,
    )
    if found != 1:
        yield f"the event {chain_hash} is {found} times in {trail}"


def went_back(order: Sequence[str], told: str, now: str) -> bool:
    """An end that lies aside (voided, cancelled, …) may follow anything but an end, and nothing follows it."""
    if told in order and now in order:
        return order.index(now) < order.index(told)
    return told == order[-1] or (told not in order and told != now)
