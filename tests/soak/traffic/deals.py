"""Deals that documents are drafted for."""

from tests.soak.client import Client


def dealt(client: Client, *, share: float = 0.5) -> str | None:
    """A fresh deal's id for this share of the documents; None for others, and where an answer was lost."""
    if client.rng.random() >= share:
        return None
    title = f"Soak {client.rng.getrandbits(64):016x}"
    body = {"title": title, "type": "purchase"}
    made = client.post("deal.create", "/api/deals", body, asked={"title": title})
    return made.body["id"] if made.is_done else None
