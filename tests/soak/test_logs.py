"""Faults in the logs are told from lost connections."""

import json
from pathlib import Path

import pytest

from tests.soak.checks import logs

LOST = (
    'Traceback (most recent call last):\n  File "x", line 1\ndjango.db.utils.OperationalError: the connection is lost'
)
FAULT = LOST.replace("django.db.utils.OperationalError: the connection is lost", "KeyError: 'connection'")


@pytest.mark.parametrize(
    ("line", "number"),
    [
        (json.dumps({"event": "request", "method": "GET", "route": "/x", "status": 503, "level": "info"}), 0),
        (json.dumps({"event": "request", "method": "GET", "route": "/x", "status": 500, "level": "info"}), 1),
        (json.dumps({"event": "job_failed", "level": "warning", "exception": LOST}), 0),
        (json.dumps({"event": "job_failed", "level": "warning", "exception": FAULT}), 1),
        (json.dumps({"event": "job_failed", "level": "warning", "exception": f"{LOST}\n\nDuring …\n\n{FAULT}"}), 1),
        (json.dumps({"event": "something", "level": "error"}), 1),
        (f"[INFO] started\n{LOST}\n", 0),
        (f"[INFO] started\n{FAULT}\n", 1),
    ],
    ids=["503", "500", "lost", "fault", "fault after a loss", "error", "raw loss", "raw fault"],
)
def test_faults_in_logs_are_found(tmp_path: Path, line: str, number: int) -> None:
    (tmp_path / "web1.log").write_text(f"{line}\n")
    assert len(list(logs.faults(tmp_path))) == number


def test_recovered_jobs_are_counted(tmp_path: Path) -> None:
    (tmp_path / "worker1.log").write_text('{"event": "job_taken_up"}\n{"event": "other"}\n')
    assert logs.recovered(tmp_path) == 1
