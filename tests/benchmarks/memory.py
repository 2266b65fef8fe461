"""What one web process keeps."""

import json
from collections.abc import Iterator

import psutil

from clickwrap.agreements.models import Agreement
from documents.models import Document
from tests.benchmarks import place
from tests.benchmarks.ceremonies import ceremonies, headers, path
from tests.benchmarks.clients import Browser, request
from tests.benchmarks.measuring import Aim, Measured, Row, Unmeasured
from tests.benchmarks.servers import serving

FEW, MANY = place.scaled(3_000, 10_000)
WORK = f"memory of one web process after {MANY:,} mixed requests"


def rows() -> Iterator[Row]:
    """Beside itself, after the first thousands."""
    if absent := place.missing("redis-server"):
        yield Unmeasured(WORK, absent)
        return
    with place.work() as url:
        mixed = _mixed()
        with serving(url, workers=1) as server:
            (worker,) = server.workers()
            browser = Browser(server.port)
            few = _after(browser, worker, mixed, FEW)
            many = _after(browser, worker, mixed, MANY - FEW)
    remarks = [
        f"Resident {few.rss / 2**20:.1f} then {many.rss / 2**20:.1f} MiB; unique to the process "
        f"{few.uss / 2**20:.1f} then {many.uss / 2**20:.1f} MiB ({many.uss / few.uss:.3f} ×)."
    ]
    sizes = [f"{each.rss / 2**20:.1f} MiB" for each in (many, few)]
    yield Measured(WORK, f"after {FEW:,}", many.rss / few.rss, Aim(at_most=1.05), *sizes, remarks)


def _after(browser: Browser, worker: psutil.Process, mixed: list[tuple[str, str, bytes]], number: int) -> "psutil._ps":
    token = {"Authorization": f"Bearer {place.token('alice')}"}
    for turn in range(number):
        method, where, body = mixed[turn % len(mixed)]
        sent = {**headers(), **(token if not where.startswith("/api/public") else {})}
        status, answer = browser.ask(request(method, where, body, {**sent, "Content-Type": "application/json"}))
        assert status < 500, answer
    return worker.memory_full_info()


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
