"""Those who keep a register of collateral, with loans, and talk about it."""

from tests.soak.client import Client
from tests.soak.traffic.town import Town


def work(town: Town, name: str, person: str) -> None:
    """Someone with records."""
    client = town.client(name, person)
    town.live(name, lambda: _one(client))


def _one(client: Client) -> None:
    title = f"Soak {client.rng.getrandbits(64):016x}"
    body = {"title": title, "chattelType": "vehicle"}
    made = client.post("chattel.create", "/v1/documents", body, asked={"title": title})
    if not made.is_done:
        return
    identifier = made.body["document"]["id"]
    path = f"/v1/documents/{identifier}"
    for act in client.rng.choices((_loan, _comment, _rename), (2, 3, 1), k=4):
        act(client, path, identifier)
    if client.rng.random() < 0.15:
        client.ask("chattel.delete", "DELETE", path, asked={"id": identifier})
    else:
        client.get("chattel.read", path, asked={"id": identifier})


def _loan(client: Client, path: str, identifier: str) -> None:
    remaining = client.rng.randrange(1, 10_000_000)
    body = {"providerName": "Maple Leaf Credit", "originalAmount": 100000, "remainingAmount": remaining / 100}
    asked = {"id": identifier, "value": f"{remaining / 100:.2f}"}
    client.ask("chattel.loan", "PUT", f"{path}/loan", body, asked=asked)


def _comment(client: Client, path: str, identifier: str) -> None:
    text = f"Soak {client.rng.getrandbits(64):016x}"
    client.post("chattel.comment", f"{path}/comments", {"text": text}, asked={"id": identifier, "title": text})


def _rename(client: Client, path: str, identifier: str) -> None:
    title = f"Soak {client.rng.getrandbits(64):016x}"
    client.ask("chattel.patch", "PATCH", path, {"title": title}, asked={"id": identifier, "value": title})
