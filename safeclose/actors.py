"""Who does something: what every action takes as `by`, and what events and evidence record."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Actor:
    """A user, a signer with a link, a visitor without one, or the system; and from where, as far as it is known."""

    kind: Literal["user", "signer", "visitor", "system"]
    id: str
    name: str
    ip: str | None = None
    user_agent: str | None = None


SYSTEM = Actor("system", "system", "Safeclose")
