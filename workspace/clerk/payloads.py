"""Clerk's objects as it writes them, in webhooks and in its Backend API; only what we take from them.

https://clerk.com/docs/webhooks/overview; for machines in the repository clerk/openapi-specs.
"""

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

# Also what turns the direction of text around, and what ends a line.
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def _line(value: object) -> object:
    """Text on one line, without what no one can see; "" for null. Clerk takes names that our own forms refuse."""
    if value is None:
        return ""
    return " ".join(UNSEEN.sub(" ", value).split()) if isinstance(value, str) else value


def _image(value: object) -> object:
    """An address that a browser may be sent to, and that fits; "" for any other."""
    line = _line(value)
    return line if not isinstance(line, str) or (line.startswith("https://") and len(line) <= 2000) else ""


ClerkId = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,255}$")]
RoleKey = Annotated[str, StringConstraints(pattern=r"^(org:)?[a-zA-Z0-9][a-zA-Z0-9_-]*$")]
Line = Annotated[str, BeforeValidator(_line)]
Image = Annotated[str, BeforeValidator(_image)]
Milliseconds = Annotated[int, Field(ge=0, lt=2**53)]


class Wire(BaseModel):
    """What is not named in a subclass is left unread."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


class Deleted(Wire):
    """All that is left of an object."""

    id: ClerkId


class Verification(Wire):
    """Whether someone has shown that an address is theirs."""

    status: str | None = None


class EmailAddress(Wire):
    """One of a user's addresses."""

    id: str
    email_address: Line
    verification: Verification | None = None


class User(Wire):
    """Someone who can sign in."""

    id: ClerkId
    updated_at: Milliseconds
    first_name: Line = ""
    last_name: Line = ""
    username: Line = ""
    image_url: Image = ""
    email_addresses: list[EmailAddress] = []
    primary_email_address_id: str | None = None
    banned: bool | None = None

    @property
    def name(self) -> str:
        """The person's; the username of someone who gave none."""
        return f"{self.first_name} {self.last_name}".strip()[:255] or self.username[:255]

    @property
    def email(self) -> str:
        """The primary address; "" without one, or where it is none."""
        return self._primary.email_address if self._primary else ""

    @property
    def email_verified(self) -> bool:
        """Whether the primary address was shown to be theirs."""
        verification = self._primary.verification if self._primary else None
        return verification is not None and verification.status == "verified"

    @property
    def _primary(self) -> EmailAddress | None:
        for address in self.email_addresses:
            text = address.email_address
            if address.id == self.primary_email_address_id and len(text) <= 320 and EMAIL.fullmatch(text):
                return address
        return None


class Organization(Wire):
    """A tenant. A Clerk instance may be set up to have no slugs."""

    id: ClerkId
    updated_at: Milliseconds
    name: Line = ""
    slug: Line = ""
    created_by: str | None = None


class PublicUser(Wire):
    """Who a membership is of."""

    user_id: ClerkId
    first_name: Line = ""
    last_name: Line = ""
    image_url: Image = ""

    @property
    def name(self) -> str:
        """The person's; "" for someone who gave none."""
        return f"{self.first_name} {self.last_name}".strip()[:255]


class Membership(Wire):
    """A user in an organization."""

    id: ClerkId
    created_at: Milliseconds
    updated_at: Milliseconds
    role: RoleKey
    organization: Organization
    public_user_data: PublicUser
