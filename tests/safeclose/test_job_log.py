"""What the worker's log says about each job."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
import structlog
from procrastinate import JobContext
from prometheus_client import REGISTRY

from safeclose.job_log import log_job
from tests.safeclose.conftest import Written

CONTEXT = cast(
    JobContext, SimpleNamespace(job=SimpleNamespace(id=7, task_name="seal_trail", queue="sealing", attempts=2))
)
COUNTED = {"task": "seal_trail", "outcome": "done"}
NAMED = {"job": 7, "task": "seal_trail", "level": "info", "logger": "safeclose.jobs"}


def lines(log: Written) -> list[dict[str, Any]]:
    assert isinstance(log.lines[-1]["ms"], float)
    return [{key: value for key, value in line.items() if key not in ("ts", "ms")} for line in log.lines]


def test_a_job_that_is_done_has_two_lines(log: Written) -> None:
    before = REGISTRY.get_sample_value("safeclose_job_seconds_count", COUNTED) or 0
    assert log_job(lambda: "result", CONTEXT, None) == "result"
    assert REGISTRY.get_sample_value("safeclose_job_seconds_count", COUNTED) == before + 1
    assert lines(log) == [
        {**NAMED, "event": "job_started", "queue": "sealing", "attempt": 3},
        {**NAMED, "event": "job_ended", "outcome": "done"},
    ]


def test_a_job_that_fails_says_so_and_what_it_logs_names_it(log: Written) -> None:
    def run() -> None:
        structlog.get_logger("safeclose.jobs").info("within")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        log_job(run, CONTEXT, None)
    assert [(line["event"], line["job"], line.get("outcome")) for line in log.lines] == [
        ("job_started", 7, None),
        ("within", 7, None),
        ("job_ended", 7, "failed"),
    ]
    structlog.get_logger("safeclose.jobs").info("after")
    assert "job" not in log.lines[-1]
