"""The sender's side of the tests with browsers: the service in processes of its own, asked by HTTP."""

import email
import re
from collections.abc import Sequence
from email import policy
from pathlib import Path
from typing import Any

import httpx
import psycopg
from psycopg.types.json import Jsonb

from documents import packs
from safeclose import clock
from safeclose.records.ids import to_uuid
from tests.paper import ANN, BEN, FORM
from tests.processes import Service


class Office:
    """Alice, who sends documents, and the mails that the service writes to the signers."""

    def __init__(self, running: Service, mails: Path) -> None:
        self.running = running
        self.origin = running.address
        self.mails = mails
        self.api = httpx.Client(
            base_url=running.address,
            headers={"Authorization": f"Bearer {running.tokens['alice']}"},
            timeout=60,
            trust_env=False,
        )

    def sent(self, *signers: dict[str, Any], marks: Sequence[dict[str, Any]] | None = None, **body: Any) -> "Out":
        """A new agreement, generated and sent to Ann and Ben, or to these.

        `marks`, as a form declares them, in place of those of the agreement: of a signer with the same `party`.
        """
        canonical = packs.get(FORM).sample(clock.now().date())
        document = self._post("/api/documents", {"formKey": FORM, "canonical": canonical})
        self._post(f"/api/documents/{document['id']}/generate", {})
        if marks is not None:
            self._declare(document["id"], marks)
        people = list(signers) or [ANN, BEN]
        return Out(self, self._post(f"/api/documents/{document['id']}/signature", {"signers": people, **body}))

    def _declare(self, document_id: str, marks: Sequence[dict[str, Any]]) -> None:
        statement = "UPDATE documents_rendering SET marks = %s WHERE document_id = %s"
        with psycopg.connect(self.running.environment["DATABASE_URL"]) as database:
            assert database.execute(statement, [Jsonb(list(marks)), to_uuid("doc", document_id)]).rowcount == 1

    def codes(self, address: str) -> list[str]:
        """All codes that were mailed to an address, in order."""
        return [code for letter in self.letters(address) for code in re.findall(r"(?<!\d)\d{6}(?!\d)", letter)]

    def letters(self, address: str) -> list[str]:
        """All that was mailed to an address, in order."""
        found = [email.message_from_bytes(one, policy=policy.default) for one in self._mails()]
        return [str(one.get_body(("plain",)).get_content()) for one in found if address in str(one["To"])]

    def _mails(self) -> list[bytes]:
        files = sorted(self.mails.glob("*.log"), key=lambda file: file.stat().st_mtime_ns)
        return [part for file in files for part in file.read_bytes().split(b"-" * 79 + b"\n") if part.strip()]

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.api.post(path, json=body)
        assert answer.is_success, answer.text
        return dict(answer.json())


class Out:
    """A document out for signature."""

    def __init__(self, office: Office, body: dict[str, Any]) -> None:
        self.office = office
        self.id: str = body["envelopeId"]
        self.tokens = [signer["url"].rpartition("/")[2] for signer in body["signers"]]
        self.links = [f"/sign/{token}" for token in self.tokens]

    def show(self) -> dict[str, Any]:
        """The envelope, as its sender follows it."""
        return dict(self.office.api.get(f"/api/signatures/{self.id}").json())

    def signers(self) -> list[dict[str, Any]]:
        """What has become of each."""
        return list(self.show()["signers"])

    def statuses(self) -> list[str]:
        """How far each is."""
        return [signer["status"] for signer in self.signers()]

    def trail(self) -> list[str]:
        """The types of all that happened."""
        return [event["type"] for event in self.events()]

    def events(self) -> list[dict[str, Any]]:
        """All that happened."""
        return list(self.office.api.get(f"/api/signatures/{self.id}/events").json()["events"])

    def data(self, type: str) -> list[dict[str, Any]]:
        """What each event of a type says."""
        return [event["payload"]["data"] for event in self.events() if event["type"] == type]

    def marks(self, number: int) -> list[dict[str, Any]]:
        """A signer's marks, as another window of theirs sees them."""
        path = f"{self.office.origin}/api/public/sign/{self.tokens[number]}"
        return list(httpx.get(path, headers={"X-Forwarded-For": "10.8.0.3"}, trust_env=False).json()["marks"])

    def put(self, number: int, *marks: dict[str, Any]) -> None:
        """A signer puts marks in another window."""
        path = f"{self.office.origin}/api/public/sign/{self.tokens[number]}/marks"
        answer = httpx.post(path, json={"marks": marks}, headers={"X-Forwarded-For": "10.8.0.3"}, trust_env=False)
        assert answer.is_success, answer.text

    def void(self) -> None:
        """The sender takes it back."""
        assert self.office.api.delete(f"/api/signatures/{self.id}").is_success

    def guess(self, number: int, times: int) -> None:
        """Questions are asked, and answered wrongly so many times, in another window."""
        path = f"{self.office.origin}/api/public/sign/{self.tokens[number]}"
        with httpx.Client(headers={"X-Forwarded-For": "10.8.0.2"}, trust_env=False) as window:
            assert window.get(path).is_success
            assert window.post(f"{path}/code", json={}).is_success
            for _ in range(times):
                answer = window.post(f"{path}/code/verify", json={"answers": ["wrong", "wrong"]})
                assert answer.status_code in (403, 409), answer.text

    def step(self, number: int, *actions: str) -> None:
        """A signer's steps without their page, as another window of theirs would take them."""
        path = f"{self.office.origin}/api/public/sign/{self.tokens[number]}"
        with httpx.Client(headers={"X-Forwarded-For": "10.8.0.1"}, trust_env=False) as window:
            assert window.get(path).is_success
            for action in actions:
                answer = window.post(path, json={"action": action})
                assert answer.is_success, answer.text
