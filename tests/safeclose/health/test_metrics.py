"""`/metrics`: for who has the token, in Prometheus's format, also when the database is away."""

from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError, connection
from prometheus_client.parser import text_string_to_metric_families

from safeclose import clock
from tests.people import Caller

TOKEN = "a-token-of-prometheus"
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture(autouse=True)
def token(settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN


def scraped(anyone: Caller) -> Samples:
    response = anyone.get("/metrics", HTTP_AUTHORIZATION=f"Bearer {TOKEN}")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain")
    families = text_string_to_metric_families(response.content.decode())
    return {(one.name, frozenset(one.labels.items())): one.value for family in families for one in family.samples}


def insert(status: str, at: datetime | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, scheduled_at, args) "
            "VALUES ('mail', 'remind', %s, %s, '{}')",
            [status, at],
        )


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples.get((name, frozenset(labels.items())), 0.0)


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN])
def test_metrics_without_the_token_are_401(given: str, anyone: Caller) -> None:
    response = anyone.get("/metrics", HTTP_AUTHORIZATION=given)
    assert (response.status_code, response.json()) == (401, {"error": "Present METRICS_TOKEN as a bearer token."})
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_without_a_configured_token_there_are_no_metrics(anyone: Caller, settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    assert anyone.get("/metrics", HTTP_AUTHORIZATION="Bearer ").status_code == 404


def test_each_answer_is_counted_by_route_and_status(db: None, anyone: Caller) -> None:
    labels = {"method": "GET", "route": "/api/documents/<pk>"}
    before = scraped(anyone)
    for path in ("/api/documents/doc_x", "/api/documents/doc_y"):
        anyone.get(path)
    anyone.generic("BREW", "/health")
    after = scraped(anyone)

    def more(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    assert more("safeclose_requests_total", status="401", **labels) == 2
    assert more("safeclose_request_seconds_count", **labels) == 2
    assert more("safeclose_requests_total", method="other", route="/health", status="405") == 1
    assert not any("doc_x" in str(labels) or "BREW" in str(labels) for _, labels in after)


def test_the_queue_is_read_when_it_is_asked_for(db: None, anyone: Caller) -> None:
    before = scraped(anyone)
    now = clock.now()
    for status, at in (("todo", now - timedelta(minutes=7)), ("todo", now + timedelta(days=1)), ("failed", None)):
        insert(status, at)
    after = scraped(anyone)
    for name in ("safeclose_jobs_waiting", "safeclose_jobs_dead"):
        assert value(after, name) - value(before, name) == 1
    assert value(after, "safeclose_jobs_oldest_seconds") == pytest.approx(7 * 60, abs=30)
    assert value(after, "safeclose_workers") == 0
    assert value(after, "safeclose_database_up") == 1


def test_a_database_that_is_away_is_a_figure_and_no_fault(db: None, anyone: Caller) -> None:
    with mock.patch("safeclose.health.queue.figures", side_effect=OperationalError("away")):
        samples = scraped(anyone)
    assert value(samples, "safeclose_database_up") == 0
    assert ("safeclose_jobs_waiting", frozenset()) not in samples
    assert any(name == "safeclose_requests_total" for name, _ in samples)
