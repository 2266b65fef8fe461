"""What one client does from a draft to the sealed file. It imports nothing of the service."""

import json
import time
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from tests.benchmarks.clients import request

if TYPE_CHECKING:
    from tests.benchmarks.clients import Browser

LOOK_SECONDS, PATIENCE_SECONDS = 0.1, 60
_clients = count(1)


@dataclass(frozen=True)
class Journey:
    """Of a sender, with their token, and of all to whom they send a document of that form."""

    token: str
    form: str
    canonical: dict[str, Any]

    def __call__(self, browser: "Browser") -> int:
        """The status of the sealed file."""
        ask = _Asking(browser, {"Authorization": f"Bearer {self.token}"})
        document = ask.json("POST", "/api/documents", {"formKey": self.form, "canonical": self.canonical})
        path = f"/api/documents/{document['id']}"
        ask.json("POST", f"{path}/generate")
        sent = ask.json("POST", f"{path}/signature", {})
        for signer in sent["signers"]:
            _sign(browser, f"/api/public/sign/{signer['url'].rpartition('/')[2]}")
        envelope, deadline = f"/api/signatures/{sent['envelopeId']}", time.monotonic() + PATIENCE_SECONDS
        while ask.json("GET", envelope)["sealedUrl"] is None:
            assert time.monotonic() < deadline, "It is not sealed."
            time.sleep(LOOK_SECONDS)
        return ask.whatever("GET", f"{envelope}/sealed")[0]


@dataclass(frozen=True)
class _Asking:
    browser: "Browser"
    headers: dict[str, str]

    def whatever(self, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
        sent = b"" if body is None else json.dumps(body).encode()
        return self.browser.ask(request(method, path, sent, {**self.headers, "Content-Type": "application/json"}))

    def json(self, method: str, path: str, body: Any = None) -> Any:
        status, answer = self.whatever(method, path, body)
        assert status < 300, f"{method} {path}: {status} {answer[:300]!r}"
        return json.loads(answer)


def _sign(browser: "Browser", path: str) -> None:
    """Does what the signer's page does; marks that are not put are filled by signing."""
    number = next(_clients)
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    ask = _Asking(browser, {"X-Forwarded-For": address, "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"})
    ask.json("GET", path)
    ask.whatever("GET", f"{path}/pages/1.png")
    for action in ("authenticate", "consent", "sign"):
        ask.json("POST", path, {"action": action})
