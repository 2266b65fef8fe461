"""Those who draft: documents are made, changed, generated, thrown away."""

from typing import Any

from tests.soak.client import Client
from tests.soak.traffic.town import FORM, Town


def work(town: Town, name: str, person: str) -> None:
    """Someone at their desk, all the time."""
    client = town.client(name, person)
    sample = client.get("pack.read", f"/api/documents/packs/{FORM}").body["sample"]
    town.live(name, lambda: _one(client, sample))


def drafted(client: Client, sample: dict[str, Any], *, deal_id: str | None = None) -> str | None:
    """A new document's id; None where the answer was lost."""
    title = f"Soak {client.rng.getrandbits(64):016x}"
    body = {"formKey": FORM, "title": title, "canonical": sample, **({"dealId": deal_id} if deal_id else {})}
    made = client.post("document.create", "/api/documents", body, asked={"title": title, "dealId": deal_id})
    return made.body["id"] if made.is_done else None


def renamed(client: Client, document_id: str) -> None:
    """Another title."""
    title = f"Soak {client.rng.getrandbits(64):016x}"
    asked = {"id": document_id, "value": title}
    client.ask("document.patch", "PATCH", f"/api/documents/{document_id}", {"title": title}, asked=asked)


def generated(client: Client, document_id: str) -> None:
    """The PDF; a refusal where it is made already."""
    path = f"/api/documents/{document_id}/generate"
    client.post("document.generate", path, asked={"id": document_id}, allowed={409})


def _one(client: Client, sample: dict[str, Any]) -> None:
    document_id = drafted(client, sample)
    if document_id is None:
        return
    for act in client.rng.choices((renamed, generated), k=3):
        act(client, document_id)
    if client.rng.random() < 0.3:
        client.ask("document.delete", "DELETE", f"/api/documents/{document_id}", asked={"id": document_id})
    else:
        client.get("document.read", f"/api/documents/{document_id}", asked={"id": document_id})
