"""Spans as a collector receives them (OTLP over HTTP, protobuf): who waited for what, and no secrets."""

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from safeclose import tracing
from safeclose.config import deployment_checks
from safeclose.gateways import http_client
from tests.processes import Service, service

SERVER, CLIENT, PRODUCER, CONSUMER = (
    Span.SPAN_KIND_SERVER, Span.SPAN_KIND_CLIENT, Span.SPAN_KIND_PRODUCER, Span.SPAN_KIND_CONSUMER,
)  # fmt: skip
TRACE = "0af7651916cd43dd8448eb211c80319c"
SEARCHED = "zelda-is-searched"


class Collector:
    """Takes spans, on loopback."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.paths: set[str] = set()
        taken = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                taken.paths.add(self.path)
                taken.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def spans(self) -> list[Span]:
        return [
            span
            for body in self.bodies
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def services(self) -> set[Any]:
        resources = [
            one.resource for body in self.bodies for one in ExportTraceServiceRequest.FromString(body).resource_spans
        ]
        return {said(resource)["service.name"] for resource in resources}


def said(span: Any) -> dict[str, Any]:
    """The attributes of a span or resource."""
    return {one.key: one.value.string_value or one.value.int_value for one in span.attributes}


@pytest.fixture
def collector() -> Iterator[Collector]:
    found = Collector()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def running(django_db_setup: None, collector: Collector, tmp_path: Path) -> Iterator[Service]:
    with service(tmp_path) as one:
        one.environment |= {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.address, "OTEL_BSP_SCHEDULE_DELAY": "50"}
        yield one


def test_requests_statements_and_jobs_are_traced_and_no_secret_is_told(running: Service, collector: Collector) -> None:
    link = re.search(r"http\S+/sign/(\S+)", running.manage("show_demo"))
    assert link
    token, bearer = link[1], running.tokens["alice"]
    running.start_web()
    with httpx.Client(base_url=running.address, timeout=30) as client:
        traced = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
        assert client.get(f"/api/public/sign/{token}?note={SEARCHED}", headers=traced).status_code == 200
        assert client.get(f"/sign/{token}").status_code == 200
        assert client.get("/v1/workspace/profile", headers={"Authorization": f"Bearer {bearer}"}).status_code == 200
        assert client.request("LOOK", f"/nowhere/{token}", content=SEARCHED).status_code == 404
        assert client.post(f"/api/public/sign/{token}", json={"step": SEARCHED}).status_code == 400
    running.manage("worker", "--until-empty")
    running.wait(lambda: len(requests(collector)) == 5 and any(one.kind == CONSUMER for one in collector.spans()))
    assert [(one.name, said(one)) for one in requests(collector)] == [
        answered("GET", "/api/public/sign/<token>", 200),
        answered("GET", "/sign/<token>", 200),
        answered("GET", "/v1/workspace/profile", 200),
        answered("other", "(none)", 404),
        answered("POST", "/api/public/sign/<token>", 400),
    ]
    first = requests(collector)[0]
    assert first.trace_id.hex() == TRACE, "it continues the trace of its caller"
    statements = [one for one in collector.spans() if one.parent_span_id == first.span_id]
    assert {(one.kind, one.name) for one in statements} >= {(CLIENT, "SELECT")}
    assert all(set(said(one)) == {"db.system.name", "db.query.text"} for one in statements if one.kind == CLIENT)
    if not names_by_job(collector):  # the worker's last jobs have queued others
        running.manage("worker", "--until-empty")
    names = names_by_job(collector)
    assert names, "a job and the span that queued it are found by the job's number"
    assert all(queued.replace("queue ", "job ") == done for queued, done in names.values()), names
    assert collector.services() == {"safeclose"}
    assert collector.paths == {"/v1/traces"}
    sent = b"".join(collector.bodies)
    for secret in (token, bearer, SEARCHED, "zelda", "alice@", "127.0.0.1", "/nowhere"):
        assert secret.encode() not in sent, secret


def requests(collector: Collector) -> list[Span]:
    """The spans of requests, but for those that asked whether the service is ready."""
    found = [one for one in collector.spans() if one.kind == SERVER and said(one).get("http.route") != "/ready"]
    return sorted(found, key=lambda one: one.start_time_unix_nano)


def names_by_job(collector: Collector) -> dict[str, tuple[str, str]]:
    """The names of the span that queued a job and of the job's own, for those of which both were recorded."""
    queued, done = (
        {said(one)["messaging.message.id"]: one.name for one in collector.spans() if one.kind == kind}
        for kind in (PRODUCER, CONSUMER)
    )
    return {number: (queued[number], done[number]) for number in queued.keys() & done.keys()}


def answered(method: str, route: str, status: int) -> tuple[str, dict[str, Any]]:
    """The name and the attributes of a request's span."""
    return f"{method} {route}", {
        "http.request.method": method, "http.route": route, "http.response.status_code": status,
    }  # fmt: skip


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "_tracer", provider.get_tracer("tests"))
    return exporter


def test_a_request_to_another_service_tells_its_host_and_status(
    spans: InMemorySpanExporter, collector: Collector
) -> None:
    with tracing.span("job x", "CONSUMER", {}):
        http_client.exchange(
            "POST", f"{collector.address}/hooks/{SEARCHED}?key=k", seconds=5, max_bytes=9, content=b"x"
        )
        with pytest.raises(http_client.Fault):
            http_client.exchange("GET", f"no://{SEARCHED}", seconds=5, max_bytes=9)
    first, second, _ = spans.get_finished_spans()
    assert (first.name, dict(first.attributes or {})) == (
        "POST", {"http.request.method": "POST", "server.address": "127.0.0.1", "http.response.status_code": 200},
    )  # fmt: skip
    assert (second.attributes or {})["error.type"] == "Fault"


def test_of_an_exception_its_kind_is_told_and_not_its_words(spans: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match=SEARCHED), tracing.span("job x", "CONSUMER", {}):
        raise ValueError(SEARCHED)
    (found,) = spans.get_finished_spans()
    assert SEARCHED not in found.to_json()
    assert (found.status.status_code.name, dict(found.attributes or {})) == ("ERROR", {"error.type": "ValueError"})


def test_what_belongs_to_no_request_or_job_is_not_recorded(spans: InMemorySpanExporter) -> None:
    with tracing.span("SELECT", "CLIENT", {}):
        pass
    assert spans.get_finished_spans() == ()


@pytest.mark.parametrize(
    ("environment", "asked"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://h"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://h/v1/traces"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://h", "OTEL_SDK_DISABLED": "true"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://h", "OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)
def test_only_the_standard_variables_start_it(
    environment: dict[str, str], asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert tracing.is_asked_for() is asked
    monkeypatch.setattr(tracing, "is_installed", lambda: False)
    tracing.start()
    assert not tracing.is_on()
    errors = ["OTEL_EXPORTER_OTLP_ENDPOINT needs the extra `otel` of this package."] if asked else []
    assert [one.msg for one in deployment_checks.tracing_is_installed(None)] == errors


def test_another_protocol_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://h")
    assert deployment_checks.tracing_is_installed(None) == []
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
    (error,) = deployment_checks.tracing_is_installed(None)
    assert (error.id, error.msg) == ("safeclose.E042", "OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf.")
