"""Who acts: the argument `by` of every action, recorded in events and evidence."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Actor:
    """A user, staff of the back office, a signer with a link, a visitor, or the system; with IP address and browser."""

    kind: Literal["user", "staff", "signer", "visitor", "system"]
    id: str
    name: str
    ip: str | None = None
    user_agent: str | None = None

    @property
    def user_id(self) -> int | None:
        """The primary key of the user; None for anyone else, staff included."""
        return int(self.id) if self.kind == "user" else None


SYSTEM = Actor("system", "system", "Safeclose")
