"""One agreement, whose text changes now and then, and everyone who accepts it."""

from tests.soak.client import Client
from tests.soak.traffic.town import Town

KEY = "soak-terms"


def work(town: Town, person: str, *, visitors: int) -> None:
    """Its publisher, and so many who accept, over and over."""
    publisher = town.client("publisher", person)
    agreement_id = _publish(publisher, times=1)
    town.live("publisher", lambda: _publish(publisher))
    for number in range(visitors):
        visitor = town.client(f"visitor {number}")
        town.live(visitor.who, lambda visitor=visitor: _accept(visitor, agreement_id))


def _publish(client: Client, *, times: int = 20) -> str:
    for _ in range(times - 1):
        client.get("click.list", "/api/clickwrap")
    text = f"Soak terms {client.rng.getrandbits(64):016x}.\n"
    body = {"key": KEY, "title": "Soak terms", "body": text}
    return str(client.post("click.publish", "/api/clickwrap", body, asked={"text": text}).body.get("id"))


def _accept(client: Client, agreement_id: str) -> None:
    path = f"/api/public/clickwrap/{agreement_id}"
    shown = client.get("click.read", path)
    subject = f"{client.rng.getrandbits(96):024x}@example.com"
    body = {"subjectRef": subject, "versionHash": shown.body["versionHash"]}
    client.post("click.accept", path, body, asked={"subject": subject, "agreement": agreement_id}, allowed={409})
