"""Under which keys opt-outs are kept."""

from safeclose.messages.addresses import comparable
from safeclose.secrets.keyed_hashes import keyed_hashes

PURPOSE = "opt-outs"


def keys_of(channel: str, address: str) -> list[str]:
    """The key that is stored, then those under which it was stored with earlier values of SECRET_KEY."""
    return keyed_hashes(f"{channel}:{comparable(address)}", purpose=PURPOSE)
