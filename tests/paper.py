"""Documents and envelopes as people make them: through the API, rendered for real."""

from dataclasses import dataclass
from typing import Any

from documents import packs
from safeclose import clock
from tests.people import Caller

FORM = "on/freehold-purchase"
ANN = {"name": "Ann Archer", "email": "ann@example.com", "role": "buyer"}
BEN = {"name": "Ben Bowman", "email": "ben@example.com", "role": "seller"}


def sample() -> dict[str, Any]:
    """A complete canonical, with dates ahead."""
    return packs.get(FORM).sample(clock.now().date())


def draft(caller: Caller, **body: Any) -> dict[str, Any]:
    """A draft that nothing keeps from being generated, unless `body` says otherwise."""
    answer = caller.post("/api/documents", {"formKey": FORM, "canonical": sample(), **body})
    assert answer.status_code == 201, answer.json()
    return dict(answer.json())


def generated(caller: Caller, **body: Any) -> dict[str, Any]:
    """A generated document."""
    answer = caller.post(f"/api/documents/{draft(caller, **body)['id']}/generate")
    assert answer.status_code == 200, answer.json()
    return dict(answer.json())


class Link:
    """A signer and their link, used as its holder does, without an account."""

    STEPS = ("authenticate", "consent", "sign")
    REACHED = ("opened", "authenticated", "consented", "signed")

    def __init__(self, signer: dict[str, Any]) -> None:
        self.signer = signer
        self.id: str = signer["id"]
        self.token: str = signer["url"].rpartition("/")[2]
        self.path = f"/api/public/sign/{self.token}"

    def show(self, **headers: str) -> Any:
        """GET of the link."""
        return Caller(None).get(self.path, headers=headers)

    def get(self, what: str, **headers: str) -> Any:
        """GET of `file`, `text` or `pages/1.png`."""
        return Caller(None).get(f"{self.path}/{what}", headers=headers)

    def take(self, action: str, *, headers: dict[str, str] | None = None, **body: Any) -> Any:
        """POST of a step."""
        return Caller(None).post(self.path, {"action": action, **body}, headers=headers or {})

    def reach(self, status: str) -> Any:
        """Open the link and step on from there until the signer has this status; the last answer."""
        answer = self.show()
        assert answer.status_code == 200, answer.json()
        for step in self.STEPS[: self.REACHED.index(status)]:
            answer = self.take(step)
            assert answer.status_code == 200, answer.json()
        return answer


@dataclass(frozen=True)
class Sent:
    """A document out for signature: the answer to sending it, and every signer's link."""

    document: dict[str, Any]
    body: dict[str, Any]
    links: list[Link]

    @property
    def id(self) -> str:
        """The envelope's."""
        return str(self.body["envelopeId"])

    @property
    def path(self) -> str:
        """Where its sender follows it."""
        return f"/api/signatures/{self.id}"

    def sign(self) -> list[dict[str, Any]]:
        """Everyone signs, in order; their answers."""
        return [link.reach("signed").json() for link in self.links]


def send(caller: Caller, document: dict[str, Any], **body: Any) -> Sent:
    """Send a generated document to Ann and Ben, unless `body` says otherwise (`signers=None`: to its parties)."""
    answer = caller.post(f"/api/documents/{document['id']}/signature", {"signers": [ANN, BEN], **body})
    assert answer.status_code == 201, answer.json()
    return Sent(document, dict(answer.json()), [Link(signer) for signer in answer.json()["signers"]])


def sent(caller: Caller, **body: Any) -> Sent:
    """A new document, generated and sent to Ann and Ben, unless `body` says otherwise."""
    return send(caller, generated(caller), **body)
