"""The main workflow through the HTTP API, for first-time users."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import httpx
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from safeclose.gateways import clerk

T = TypeVar("T")
FORM = "on/freehold-purchase"
FILES = {"sealed": "sealed.pdf", "certificate": "certificate.pdf", "evidence": "evidence.json"}


class Command(BaseCommand):
    """Starts its own server, and writes the results into the data directory."""

    help = "Draft, generate, send, sign by two, seal, verify; a package; one click. Prints each step with its time."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo makes users and tokens for itself; run it with DEBUG=1.")
        port = _free_port()
        show = Show(Console(highlight=False))
        show.step("Set up the database", lambda: call_command("migrate", verbosity=0))
        show.step("Sow the demo data", lambda: call_command("seed_demo", verbosity=0))
        with show.step("Start web server and worker", lambda: _server(port)), _api(port) as api:
            show.step("Wait until it answers", lambda: _until(lambda: _answers(api)))
            main_job(api, show)
            package(api, show)
            clickwrap(api, show)
        verdict = show.step("Verify offline, without the server", _verify)
        show.console.print(f"\n{verdict.stdout.rstrip()}\n", markup=False, soft_wrap=True)
        if verdict.returncode != 0:
            raise CommandError("The sealed PDF was not found genuine.")
        show.console.print(f"[bold green]Done.[/] What it made is in {_shown(settings.VAR)}:")
        for name in ("agreement.pdf", *FILES.values(), "receipt.pdf"):
            size = (settings.VAR / name).stat().st_size
            show.console.print(f"  {name:<16} {size / 1024:8.1f} KB")
        show.console.print("\nCheck it yourself, on any machine with these files:")
        show.console.print(f"  {' '.join(_verify_command())}", markup=False, soft_wrap=True)


class Show:
    """Prints one line for each step, with its time."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def step(self, name: str, work: Callable[[], T]) -> T:
        """Runs the step, with a spinner on a terminal, and prints its time."""
        started = time.perf_counter()
        with self.console.status(name):
            result = work()
        took = (time.perf_counter() - started) * 1000
        self.console.print(f"[green]✓[/] {name:<52} [dim]{took:8.0f} ms[/]")
        return result


def main_job(api: httpx.Client, show: Show) -> None:
    """From a draft to a sealed PDF."""
    pack = show.step("Read the form's schema and sample", lambda: _done(api.get(f"/api/documents/packs/{FORM}")))
    canonical = pack["sample"]
    for side in ("buyers", "sellers"):
        canonical["parties"][side] = canonical["parties"][side][:1]
    body = {"formKey": FORM, "canonical": canonical}
    document = show.step(
        "Draft an agreement of purchase and sale", lambda: _done(api.post("/api/documents", json=body))
    )
    path = f"/api/documents/{document['id']}"
    document = show.step("Generate the PDF", lambda: _done(api.post(f"{path}/generate")))
    _keep("agreement.pdf", api.get(f"{path}/file"))
    sent = show.step("Send it for signature", lambda: _done(api.post(f"{path}/signature", json={})))
    first, *others = sent["signers"]
    show.step(f"{first['name']} puts each mark, and signs", partial(_sign, api, first["url"], puts_marks=True))
    for signer in others:
        show.step(f"{signer['name']} reads, consents, signs", partial(_sign, api, signer["url"]))
    envelope = f"/api/signatures/{sent['envelopeId']}"
    show.step("Certificate and seal", lambda: _until(lambda: _done(api.get(envelope))["sealedUrl"]))
    for name, file in FILES.items():
        _keep(file, api.get(f"{envelope}/{name}"))
    # Others get the certificate from the operator; here the operator is this machine.
    with (settings.VAR / "trust.pem").open("w") as trusted:
        call_command("sealing_certificate", stdout=trusted)


def package(api: httpx.Client, show: Show) -> None:
    """A signing package from a template, for a signer with an account."""
    manager = "/v1/signing/manager"
    template = _done(api.get(f"{manager}/templates"))["templates"][0]
    made = show.step(
        "Start a signing package from a template",
        lambda: _done(api.post(f"{manager}/signings", json={"locationId": template["locationId"]})),
    )
    path = f"{manager}/signings/{made['signing']['id']}"
    document = _done(api.post(f"{path}/documents", json={"templateId": template["id"]}))["document"]
    _done(api.post(f"{path}/signers", json={"name": "Sam Signer", "email": "sam@example.com"}))
    show.step("Activate it: its signer is mailed", lambda: _done(api.post(f"{path}/activate")))
    own = f"/v1/signing/signer/signings/{made['signing']['id']}/documents/{document['id']}/sign"
    sam = {"Authorization": f"Bearer {clerk.development_token('user_demo_sam', None)}"}
    body = {"consent": True, "signatureText": "Sam Signer"}
    show.step("Sam signs in, and signs it", lambda: _done(api.post(own, json=body, headers=sam)))
    show.step("Its certificate", lambda: _until(lambda: api.get(f"{path}/certificate").is_success))


def clickwrap(api: httpx.Client, show: Show) -> None:
    """An agreement that is accepted by one click, without an account."""
    terms = {"key": "demo", "title": "Terms of use", "body": "Whoever uses the service is kind to its people."}
    agreement = show.step("Publish terms of use", lambda: _done(api.post("/api/clickwrap", json=terms)))
    body = {"subjectRef": "sam@example.com", "versionHash": agreement["versionHash"]}
    with httpx.Client(base_url=api.base_url, headers={"User-Agent": "Safeclose demo"}) as browser:
        path = f"/api/public/clickwrap/{agreement['id']}"
        made = show.step("Sam accepts them, without an account", lambda: _done(browser.post(path, json=body)))
    receipt = f"/api/clickwrap/acceptances/{made['acceptanceId']}/receipt"
    show.step("A receipt of that", lambda: _keep("receipt.pdf", api.get(receipt)))


def _sign(api: httpx.Client, link: str, *, puts_marks: bool = False) -> None:
    """Does what the signer's browser does, with the link only. Marks that are not put are filled by signing."""
    path = f"/api/public/sign/{link.rsplit('/', 1)[1]}"
    with httpx.Client(base_url=api.base_url, headers={"User-Agent": "Safeclose demo"}) as browser:
        marks = _done(browser.get(path))["marks"]
        for action in ("authenticate", "consent"):
            _done(browser.post(path, json={"action": action}))
        if puts_marks and marks:
            batch = [{"markId": mark["id"]} for mark in marks]
            _done(browser.post(f"{path}/marks", json={"marks": batch}))
        _done(browser.post(path, json={"action": "sign"}))


def _done(response: httpx.Response) -> Any:
    if response.is_error:
        raise CommandError(f"{response.request.method} {response.request.url.path}: {response.text}")
    return response.json()


def _keep(name: str, response: httpx.Response) -> None:
    if response.is_error:
        raise CommandError(f"{name}: {response.text}")
    (settings.VAR / name).write_bytes(response.content)


def _verify_command() -> list[str]:
    files = [str(_shown(settings.VAR / name)) for name in ("sealed.pdf", "evidence.json", "trust.pem")]
    return [str(_shown(Path(sys.executable))), "-m", "safeclose.verify", *files[:2], "--trust", files[2]]


def _verify() -> subprocess.CompletedProcess[str]:
    return subprocess.run(_verify_command(), capture_output=True, text=True, check=False)


def _shown(path: Path) -> Path:
    """Relative to the working directory, if it is inside."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _until(is_so: Callable[[], T], *, seconds: float = 60) -> T:
    deadline = time.monotonic() + seconds
    while not (found := is_so()):
        if time.monotonic() > deadline:
            raise CommandError(f"It did not happen within {seconds:.0f} s; see {_shown(settings.VAR / 'server.log')}.")
        time.sleep(0.02)
    return found


def _answers(api: httpx.Client) -> bool:
    try:
        return api.get("/ready").is_success
    except httpx.TransportError:
        return False


@contextmanager
def _api(port: int) -> Iterator[httpx.Client]:
    token = clerk.development_token("user_demo_alice", "org_demo_acme")
    address = f"http://127.0.0.1:{port}"
    with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=30) as api:
        yield api


@contextmanager
def _server(port: int) -> Iterator[None]:
    environment = {**os.environ, "PUBLIC_URL": f"http://127.0.0.1:{port}", "DATABASE_URL": settings.DATABASE_URL}
    with (settings.VAR / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)], env=environment, stdout=log, stderr=log
        )
        try:
            yield
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()
