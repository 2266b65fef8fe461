"""What all letters about something that is to be signed have in common: whom they come from, and when time is up."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from documents.rendering.local_instants import Clocks
from safeclose.messages.letters import quoted
from signing.ceremony.senders import reply_address
from workspace.models import Organization
from workspace.organizations.brand import brand_of


def from_sender(organization: Organization, creator_id: int | None, *, name: str = "") -> dict[str, Any]:
    """Fields of a letter. Answers go to who sent it for signature; `name` is shown in place of the organization's."""
    return {
        "sender": name or organization.name,
        "brand": brand_of(organization),
        "reply_to": reply_address(organization.pk, creator_id),
    }


def asking(organization: Organization, *, expires_at: datetime | None, message: str | None) -> Mapping[str, Any]:
    """Words of a letter that asks for a signature: by when, as clocks show it there, and what the sender wrote."""
    expires = Clocks.of(organization.timezone).to_the_minute(expires_at) if expires_at else None
    return {"expires": expires, "message": quoted(message or "")}


def in_language(url: str, language: str | None) -> str:
    """The address of a page that is to be shown in a language first."""
    return f"{url}?lang={language}" if language else url
