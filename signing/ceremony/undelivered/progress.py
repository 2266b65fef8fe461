"""Whether a message that came back still matters."""

from datetime import datetime

# Messages whose recipient is to do something; others tell of an end, after which nothing is done.
ASKING = ("link", "code")


def has_acted_since(sent_at: datetime, *steps: datetime | None) -> bool:
    """Whether one of the signer's steps came after a message: then they were reached, by it or in another way."""
    return any(step is not None and step >= sent_at for step in steps)
