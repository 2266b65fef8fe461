"""Managers, who make signing packages, and signers, who have an account and work through their queue."""

import time
from typing import Any

from tests.soak.client import Client
from tests.soak.traffic.town import Town

MANAGER, SIGNER = "/v1/signing/manager", "/v1/signing/signer"
SIGNERS = {"sam": "Sam Signer", "pat": "Pat Party", "nobody": "Nobody Inparticular", "bob": "Bob Breton"}


def manage(town: Town, name: str, person: str) -> None:
    """Someone who runs packages at Toronto."""
    client = town.client(name, person)
    template = client.get("template.list", f"{MANAGER}/templates").body["templates"][0]
    town.live(name, lambda: _one(town, client, template))


def sign(town: Town, person: str) -> None:
    """Someone who signs what they are asked to."""
    client = town.client(f"{person} signs", person)
    town.live(f"{person} signs", lambda: _through(client))


def _one(town: Town, client: Client, template: dict[str, Any]) -> None:
    title = f"Soak {client.rng.getrandbits(64):016x}"
    body = {"locationId": template["locationId"], "title": title}
    made = client.post("package.create", f"{MANAGER}/signings", body, asked={"title": title})
    if not made.is_done:
        return
    number = made.body["signing"]["id"]
    path, asked = f"{MANAGER}/signings/{number}", {"signing": number}
    if not (_documents(client, path, template) and _signers(client, path)):
        return
    if client.rng.random() < 0.08:
        client.post("package.cancel", f"{path}/cancel", {"reason": "soak"}, asked=asked)
        return
    client.post("package.activate", f"{path}/activate", asked=asked)
    if client.rng.random() < 0.2:
        client.post("package.cancel", f"{path}/cancel", {"reason": "soak"}, asked=asked, allowed={409})
    client.get("package.read", path, asked=asked)


def _documents(client: Client, path: str, template: dict[str, Any]) -> bool:
    for _ in range(client.rng.choice((1, 1, 2))):
        title = f"Soak {client.rng.getrandbits(64):016x}"
        body = {"templateId": template["id"], "title": title}
        if not client.post("package.document", f"{path}/documents", body, asked={"title": title}).is_done:
            return False
    return True


def _signers(client: Client, path: str) -> bool:
    chosen = client.rng.sample(sorted(SIGNERS), client.rng.choice((1, 2, 2, 3)))
    for person in chosen:
        body = {"name": SIGNERS[person], "email": f"{person}@example.com"}
        if not client.post("package.signer", f"{path}/signers", body, asked={"email": body["email"]}).is_done:
            return False
    return True


def _through(client: Client) -> None:
    """Some of what is in the queue; there is none (404) for who was never asked to sign anything."""
    signings = client.get("queue.list", f"{SIGNER}/signings", allowed={404}).body.get("signings", [])
    active = [signing for signing in signings if signing["status"] == "active"]
    for signing in client.rng.sample(active, min(3, len(active))):
        _sign(client, f"{SIGNER}/signings/{signing['id']}", signing["id"])
    if not active:
        time.sleep(1)


def _sign(client: Client, path: str, number: str) -> None:
    asked = {"signing": number}
    client.get("queue.open", path, asked=asked)
    client.get("queue.disclosure", f"{path}/disclosure", asked=asked)
    documents = client.get("queue.documents", f"{path}/documents", asked=asked).body["documents"]
    for document in documents:
        body = {"consent": True, "signatureText": client.who.title()}
        wanted = {"signing": number, "document": document["id"], "who": client.who}
        target = f"{path}/documents/{document['id']}/sign"
        client.post("queue.sign", target, body, asked=wanted, allowed={409})
