"""`/metrics`: figures in the text format of Prometheus."""

import os
from collections.abc import Iterator

import psycopg
import structlog
from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from psycopg_pool import PoolTimeout

from safeclose import clock
from safeclose.health import queue
from safeclose.http import errors

log = structlog.get_logger("safeclose.health.metrics_view")


class QueueCollector(Collector):
    """What the database says about the queue. Where it does not answer, `safeclose_database_up` is 0, and no more."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        up = GaugeMetricFamily("safeclose_database_up", "1 when the database answers.")
        try:
            figures, workers = queue.figures(), queue.living_workers()
        except (Error, psycopg.Error, PoolTimeout) as error:
            log.warning("metrics_without_database", exc_info=error)
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        age = (clock.now() - figures.oldest).total_seconds() if figures.oldest else 0.0
        for name, sentence, value in (
            ("safeclose_jobs_waiting", "Jobs that could run now.", figures.waiting),
            ("safeclose_jobs_oldest_seconds", "For how long the oldest of these waits.", max(0.0, age)),
            ("safeclose_jobs_dead", "Jobs that failed for a day and are no longer tried.", figures.dead),
            ("safeclose_workers", "Workers with a recent heartbeat.", workers),
        ):
            yield GaugeMetricFamily(name, sentence, value=value)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """`/metrics`, for who presents METRICS_TOKEN as a bearer token; an unknown path where none is configured."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if not settings.METRICS_TOKEN:
        return errors.plain(request.path, 404)
    if scheme.lower() != "bearer" or not constant_time_compare(token.strip(), settings.METRICS_TOKEN):
        sentence = "Present METRICS_TOKEN as a bearer token."
        return JsonResponse({"error": sentence}, status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(b"".join(map(generate_latest, _registries())), content_type=CONTENT_TYPE_LATEST)


def _registries() -> Iterator[CollectorRegistry]:
    """The figures of all processes that share PROMETHEUS_MULTIPROC_DIR, or else of this one; then of the queue."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        shared = CollectorRegistry()
        MultiProcessCollector(shared)  # type: ignore[no-untyped-call]  # the library has no type here
        yield shared
    else:
        yield REGISTRY
    of_queue = CollectorRegistry()
    of_queue.register(QueueCollector())
    yield of_queue
