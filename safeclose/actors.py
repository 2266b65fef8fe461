"""Who does something: what every action takes as `by`, and what events and evidence record."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Actor:
    """A user, staff of the back office, a signer with a link, a visitor without one, or the system; and from where."""

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
