"""Spans for OpenTelemetry, where its standard variables name a collector (OTEL_EXPORTER_OTLP_ENDPOINT).

Not by OpenTelemetry's instrumentations of libraries: they record the addresses of requests, and paths here can contain
link tokens. A span says what the log says, and no more: routes, statements without parameters, hosts, names of tasks.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
PROTOCOLS = ("OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL")
ONLY_PROTOCOL = "http/protobuf"

Attributes = Mapping[str, str | int]

_tracer: Any = None  # where it is None, nothing is recorded and OpenTelemetry is not imported


def is_asked_for() -> bool:
    is_off = (
        os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true" or os.environ.get("OTEL_TRACES_EXPORTER") == "none"
    )
    return not is_off and any(os.environ.get(name) for name in ENDPOINTS)


def is_installed() -> bool:
    return find_spec("opentelemetry") is not None and find_spec("opentelemetry.exporter.otlp.proto.http") is not None


def is_on() -> bool:
    return _tracer is not None


def start() -> None:
    """Once in each process; nothing where no collector is named, or the extra `otel` is not installed."""
    global _tracer
    if not is_asked_for() or not is_installed():
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    is_named = "OTEL_SERVICE_NAME" in os.environ or "service.name=" in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", "")
    provider = TracerProvider(resource=Resource.create({} if is_named else {"service.name": "safeclose"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    # Not the provider of the process: libraries that find one there would add spans with what they please.
    _tracer = provider.get_tracer("safeclose")


class Span:
    """What happens in a `with span(…)`."""

    def __init__(self, recorded: Any = None) -> None:
        self._recorded = recorded

    def add(self, attributes: Attributes, *, name: str = "", is_error: bool = False) -> None:
        """What is known only now; `name`: another one."""
        if self._recorded is None:
            return
        self._recorded.set_attributes(attributes)
        if name:
            self._recorded.update_name(name)
        if is_error:
            self._recorded.set_status(_error())


@contextmanager
def span(name: str, kind: str, attributes: Attributes, *, traceparent: str = "") -> Iterator[Span]:
    """Records what the block does, with the kind of an exception and not its words.

    `kind`: SERVER or CONSUMER begin a trace, or continue that of `traceparent`; CLIENT and PRODUCER are recorded
    inside of another span only.
    """
    begins = kind in ("SERVER", "CONSUMER")
    if _tracer is None or not (begins or _is_inside()):
        yield Span()
        return
    from opentelemetry.trace import SpanKind
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    with _tracer.start_as_current_span(
        name,
        kind=SpanKind[kind],
        attributes=attributes,
        context=TraceContextTextMapPropagator().extract({"traceparent": traceparent}) if traceparent else None,
        record_exception=False,
        set_status_on_exception=False,
    ) as recorded:
        one = Span(recorded)
        try:
            yield one
        except BaseException as error:
            one.add({"error.type": type(error).__name__}, is_error=True)
            raise


def _is_inside() -> bool:
    from opentelemetry.trace import get_current_span

    return get_current_span().get_span_context().is_valid


def _error() -> Any:
    from opentelemetry.trace import StatusCode

    return StatusCode.ERROR
