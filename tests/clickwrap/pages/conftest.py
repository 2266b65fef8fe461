"""The service, an organization that publishes, and a page of somebody else's."""

import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from tests.browsing import chromium, visits
from tests.processes import Service, service

__all__ = ["chromium", "visits"]

LONG = "\n\n".join(f"{number}. Whoever uses the service pays for it, in time and in full." for number in range(1, 60))


class Publisher:
    """Alice, who publishes agreements and sees who has accepted."""

    def __init__(self, running: Service) -> None:
        self.origin = running.address
        self.api = httpx.Client(
            base_url=running.address,
            headers={"Authorization": f"Bearer {running.tokens['alice']}"},
            timeout=60,
            trust_env=False,
        )

    def publish(
        self, key: str, body: str = LONG, title: str = "Terms of service", texts: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """An agreement with this text, or with these by language."""
        shown = {"texts": texts} if texts else {"body": body}
        answer = self.api.post("/api/clickwrap", json={"key": key, "title": title, **shown})
        assert answer.is_success, answer.text
        return dict(answer.json())

    def close(self, agreement: dict[str, Any]) -> None:
        """Deactivate the agreement, so that nobody can accept it any more."""
        assert self.api.patch(f"/api/clickwrap/{agreement['id']}", json={"active": False}).is_success

    def acceptances(self, agreement: dict[str, Any]) -> list[dict[str, Any]]:
        """The acceptances of an agreement, as the API answers them."""
        return list(self.api.get(f"/api/clickwrap/{agreement['id']}/acceptances").json()["acceptances"])


@pytest.fixture(scope="package")
def publisher(tmp_path_factory: pytest.TempPathFactory, host: ThreadingHTTPServer) -> Iterator[Publisher]:
    """The web server, which the host may show in frames, and Alice."""
    with service(tmp_path_factory.mktemp("clickwrap") / "copy") as running:
        running.environment |= {"TRUSTED_PROXY_COUNT": "1", "EMBED_ORIGINS": f"https://other.example,{origin_of(host)}"}
        running.start_web()
        made = Publisher(running)
        yield made
        made.api.close()


# A page that shows another in a frame, as docs/api.md does, and keeps all that it is told.
FRAMING = """
window.told = [];
addEventListener("message", ({ origin, source, data }) => {
  const frame = document.querySelector("iframe");
  told.push([origin, source === frame.contentWindow, data]);
  if (data.type === "safeclose:height") frame.style.height = `${data.height}px`;
});
"""


class Foreign(SimpleHTTPRequestHandler):
    """A site with a policy of its own: scripts of Safeclose and calls to it, and nothing else; no styles at all."""

    trusted = ""

    def end_headers(self) -> None:
        trusted = self.trusted
        policy = f"default-src 'none'; script-src 'self' {trusted}; connect-src {trusted}; frame-src {trusted}"
        self.send_header("Content-Security-Policy", f"{policy}; require-trusted-types-for 'script'")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Writes nothing: requests would stand between the lines of pytest."""


class Site:
    """Somebody else's site, at another origin."""

    def __init__(self, folder: Path, host: ThreadingHTTPServer, origin: str) -> None:
        self.folder, self.safeclose, self.origin = folder, origin, origin_of(host)
        (folder / "host.js").write_text(
            "window.heard = [];"
            "for (const name of ['loaded', 'accepted', 'error'])"
            "  document.addEventListener(`safeclose:${name}`, (event) => heard.push([event.type, event.detail]));"
        )
        (folder / "frame.js").write_text(FRAMING)
        handler = type("Handler", (Foreign,), {"trusted": origin})
        host.RequestHandlerClass = partial(handler, directory=str(folder))  # type: ignore[assignment]

    def page(self, *elements: str, language: str = "en") -> str:
        """A page with these elements; its path."""
        script = f'<script defer src="{self.safeclose}/consent/widget.js"></script>'
        name = re.sub(r"\W", "", str(len(list(self.folder.iterdir())))) + ".html"
        (self.folder / name).write_text(
            f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>Shop</title>'
            '<meta name="viewport" content="width=device-width">'
            f'<script src="frame.js"></script><script defer src="host.js"></script>{script}'
            f"<main><h1>Shop</h1>{''.join(elements)}</main>"
        )
        return f"/{name}"


def origin_of(host: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{host.server_address[1]}"


@pytest.fixture(scope="package")
def host() -> Iterator[ThreadingHTTPServer]:
    """The server of somebody else's site, at another origin than the service."""
    made = ThreadingHTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler)
    Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory, host: ThreadingHTTPServer, publisher: Publisher) -> Site:
    """One for all tests."""
    return Site(tmp_path_factory.mktemp("site"), host, publisher.origin)
