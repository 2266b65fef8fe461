"""What one web process keeps, and one worker process."""

import json
from collections.abc import Iterator

import psutil

from clickwrap.agreements.models import Agreement
from documents.models import Document
from tests.benchmarks import clients, place
from tests.benchmarks.ceremonies import ceremonies, headers, path
from tests.benchmarks.clients import Browser, request
from tests.benchmarks.measuring import Aim, Measured, Row, Unmeasured
from tests.benchmarks.servers import Server, serving, wait_until_idle, working

FEW, MANY = place.scaled(3_000, 10_000)
FEW_SEALS, MANY_SEALS = place.scaled(300, 1_000)
CLIENTS = 16


def rows() -> Iterator[Row]:
    """Each beside itself, after the first of them."""
    if absent := place.missing("redis-server"):
        yield Unmeasured("memory of one web process, and of one worker process", absent)
        return
    with place.work() as url:
        mixed = _mixed()
        with serving(url, workers=1) as server:
            (process,) = server.workers()
            browser = Browser(server.port)
            few = _after(browser, process, mixed, FEW)
            many = _after(browser, process, mixed, MANY - FEW)
    yield _row(f"memory of one web process after {MANY:,} mixed requests", f"after {FEW:,}", few, many)
    with place.work() as url, serving(url, workers=2) as server, working(url, processes=1) as worker:
        (process,) = worker.workers()
        few = _sealed(url, server, process, FEW_SEALS)
        many = _sealed(url, server, process, MANY_SEALS - FEW_SEALS)
    yield _row(f"memory of one worker process after {MANY_SEALS:,} seals", f"after {FEW_SEALS:,}", few, many)


def _row(work: str, beside: str, few: "psutil._ps", many: "psutil._ps") -> Measured:
    remarks = [
        f"Resident {few.rss / 2**20:.1f} then {many.rss / 2**20:.1f} MiB; unique to the process "
        f"{few.uss / 2**20:.1f} then {many.uss / 2**20:.1f} MiB ({many.uss / few.uss:.3f} ×)."
    ]
    sizes = [f"{each.rss / 2**20:.1f} MiB" for each in (many, few)]
    return Measured(work, beside, many.rss / few.rss, Aim(at_most=1.05), *sizes, remarks)


def _sealed(url: str, server: Server, process: psutil.Process, number: int) -> "psutil._ps":
    """As many envelopes are signed over HTTP and sealed by the worker, with all jobs that follow."""
    steps = [each.requests() for each in ceremonies(number)]
    work = [[one for each in steps[client::CLIENTS] for one in each] for client in range(CLIENTS)]
    assert clients.run(server.port, work).statuses == {200}
    wait_until_idle(url)
    return process.memory_full_info()


def _after(browser: Browser, process: psutil.Process, mixed: list[tuple[str, str, bytes]], number: int) -> "psutil._ps":
    token = {"Authorization": f"Bearer {place.token('alice')}"}
    for turn in range(number):
        method, where, body = mixed[turn % len(mixed)]
        sent = {**headers(), **(token if not where.startswith("/api/public") else {})}
        status, answer = browser.ask(request(method, where, body, {**sent, "Content-Type": "application/json"}))
        assert status < 500, answer
    return process.memory_full_info()


def _mixed() -> list[tuple[str, str, bytes]]:
    """Reads and writes of all apps, and what is refused."""
    document = Document.objects.filter(status="GENERATED").first()
    agreement = Agreement.objects.get(key="terms-of-service").id
    (ceremony,) = ceremonies(1)
    new = {"formKey": "on/freehold-purchase", "title": "Draft", "canonical": {}, "provenance": {}}
    assert document
    return [
        ("GET", "/api/documents", b""),
        ("GET", f"/api/documents/{document.id}", b""),
        ("GET", f"/api/documents/{document.id}/file", b""),
        ("POST", "/api/documents", json.dumps(new).encode()),
        ("GET", "/v1/signing/manager/signings", b""),
        ("GET", "/v1/workspace/activity", b""),
        ("GET", path(ceremony.links[0]), b""),
        ("GET", path("nobody-has-this-link"), b""),
        ("POST", f"/api/public/clickwrap/{agreement}", b'{"subjectRef": "someone@example.com"}'),
        ("GET", f"/api/clickwrap/{agreement}/acceptances", b""),
        ("POST", f"/api/public/clickwrap/{agreement}", b'{"subjectRef": 7'),
        ("GET", "/nowhere", b""),
    ]
