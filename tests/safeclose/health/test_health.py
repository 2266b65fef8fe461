"""`/health`: 200 while the process runs, whatever else is broken."""

from datetime import UTC, datetime
from typing import Any

import pytest

from safeclose import clock
from tests.people import Caller


def test_health_answers_while_the_process_runs(anyone: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 4, 27, tzinfo=UTC))
    response = anyone.get("/health")
    assert response.status_code == 200
    assert response.json() == {"ok": True, "service": "safeclose-api", "ts": "2026-04-27T00:00:00.000Z"}
    assert response.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("path", ["/health", "/ready"])
@pytest.mark.parametrize(
    "extra", [{"HTTP_HOST": "10.1.2.3:8000"}, {"HTTP_AUTHORIZATION": "Bearer x"}, {"HTTP_HOST": "a b"}]
)
def test_a_probe_comes_by_address_and_needs_no_token(
    path: str, extra: dict[str, str], db: None, anyone: Caller, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["safeclose.example.test"]
    assert anyone.get(path, **extra).status_code == 200


@pytest.mark.parametrize("path", ["/health", "/ready"])
def test_a_probe_only_reads(path: str, db: None, anyone: Caller) -> None:
    assert (anyone.head(path).status_code, anyone.post(path).status_code) == (200, 405)
