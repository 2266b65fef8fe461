"""/v1/signing/manager/reports."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safeclose.http.csv_files import safe
from signing.evidence.models import Trail
from signing.packages.models import Signing
from tests.clocks import stopped
from tests.signing.packages.stage import BASE, Stage, ok, refused
from workspace.models import Location

SUMMARY, TABLE = f"{BASE}/reports/summary", f"{BASE}/reports/signings.csv"
DAY = datetime(2026, 5, 1, 12, tzinfo=UTC)
NO_HOURS = {"median": None, "p90": None}


def completed(location: Location, hours: float, at: datetime = DAY, **fields: Any) -> Signing:
    """A package that took that long."""
    number = Trail.objects.count()
    trail = Trail.objects.create(
        id=f"signing:made-{number}", kind="signing", organization=location.company.organization,
        document_sha256="0" * 64, head="0" * 64,
    )  # fmt: skip
    end = at + timedelta(hours=hours)
    return Signing.objects.create(
        **{"title": "Done", **fields},
        location=location, trail=trail, status="complete", created_at=at, updated_at=end, activated_at=at,
        completed_at=end,
    )  # fmt: skip


def begun(location: Location, at: datetime = DAY, **fields: Any) -> Signing:
    return Signing.objects.create(
        **{"location": location, "title": "Draft", "created_at": at, "updated_at": at, **fields}
    )


def counts(**given: int) -> dict[str, int]:
    return {"draft": 0, "active": 0, "complete": 0, "cancelled": 0, **given}


def test_a_report_is_answered_whole(stage: Stage) -> None:
    for hours in (1, 2, 3, 4, 10):
        completed(stage.toronto, hours)
    completed(stage.ottawa, 20, DAY + timedelta(days=1))
    begun(stage.ottawa, DAY + timedelta(days=1))
    begun(stage.toronto, status="cancelled", cancelled_at=DAY)
    begun(stage.hamilton)
    begun(stage.toronto, DAY - timedelta(days=1))
    begun(stage.toronto, DAY + timedelta(days=2))
    assert ok(stage.mia.get(f"{SUMMARY}?from=2026-05-01&to=2026-05-02")) == {
        "from": "2026-05-01",
        "to": "2026-05-02",
        "scope": "managed",
        "counts": counts(draft=1, complete=6, cancelled=1),
        "hoursToComplete": {"median": 3.5, "p90": 15},
        "locations": [
            {
                "locationId": str(stage.toronto.pk), "name": "Toronto",
                "counts": counts(complete=5, cancelled=1), "hoursToComplete": {"median": 3, "p90": 7.6},
            },
            {
                "locationId": str(stage.ottawa.pk), "name": "Ottawa",
                "counts": counts(complete=1, draft=1), "hoursToComplete": {"median": 20, "p90": 20},
            },
        ],
        "days": [
            {
                "day": "2026-05-01",
                "counts": counts(complete=5, cancelled=1), "hoursToComplete": {"median": 3, "p90": 7.6},
            },
            {
                "day": "2026-05-02",
                "counts": counts(complete=1, draft=1), "hoursToComplete": {"median": 20, "p90": 20},
            },
        ],
    }  # fmt: skip
    one = ok(stage.mia.get(f"{SUMMARY}?from=2026-05-01&to=2026-05-02&locationId={stage.ottawa.pk}"))
    assert one["counts"] == counts(complete=1, draft=1)
    assert ok(stage.ada.get(f"{SUMMARY}?from=2026-05-01&to=2026-05-01"))["counts"]["draft"] == 1


def test_a_report_is_about_thirty_days_unless_said_otherwise(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped(monkeypatch, DAY)
    begun(stage.toronto, datetime(2026, 4, 2, 0, 0, tzinfo=UTC))
    begun(stage.toronto, datetime(2026, 4, 1, 23, 59, tzinfo=UTC))
    begun(stage.toronto, datetime(2026, 5, 1, 23, 59, tzinfo=UTC))
    body = ok(stage.mia.get(SUMMARY))
    assert (body["from"], body["to"]) == ("2026-04-02", "2026-05-01")
    assert [day["day"] for day in body["days"]] == ["2026-04-02", "2026-05-01"]
    assert body["hoursToComplete"] == NO_HOURS
    assert ok(stage.carl.get(SUMMARY)) == {
        "from": "2026-04-02", "to": "2026-05-01", "scope": "managed", "counts": counts(), "hoursToComplete": NO_HOURS,
        "locations": [], "days": [],
    }  # fmt: skip


@pytest.mark.parametrize("path", [SUMMARY, TABLE])
@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("from=2026-05-02&to=2026-05-01", 400, "from and to must be at most a year apart, from first."),
        ("from=2024-05-02&to=2026-05-01", 400, "from and to must be at most a year apart, from first."),
        ("from=yesterday", 400, "from must be a day, as 2026-04-27."),
        ("to=2026-13-01", 400, "to must be a day, as 2026-04-27."),
        ("to=20260501", 400, "to must be a day, as 2026-04-27."),
        ("to=9999-12-31", 400, "to must be a day, as 2026-04-27."),
        ("to=0001-01-01", 400, "to must be a day, as 2026-04-27."),
        ("locationId=x", 400, "locationId must be a numeric string."),
        ("locationId=0", 403, "This is outside of what you manage."),
    ],
)
def test_invalid_parameters_are_refused(stage: Stage, path: str, query: str, status: int, sentence: str) -> None:
    refused(stage.mia.get(f"{path}?{query}"), status, sentence)


def table(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200
    assert answer.streaming
    text = b"".join(answer.streaming_content).decode()
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_table_has_a_row_for_each_package(stage: Stage) -> None:
    row = completed(stage.toronto, 1, title='Offer "A", second', note="Two\nlines")
    begun(stage.hamilton)
    answer = stage.mia.get(f"{TABLE}?from=2026-05-01&to=2026-05-01")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="signings 2026-05-01 2026-05-01.csv"'
    assert table(answer) == [
        [
            "id", "title", "status", "locationId", "location", "flowId", "createdBy", "documents", "signers", "signed",
            "createdAt", "activatedAt", "completedAt", "cancelledAt", "cancelReason", "note",
        ],
        [
            str(row.pk), 'Offer "A", second', "complete", str(stage.toronto.pk), "Toronto", "", "", "0", "0", "0",
            "2026-05-01T12:00:00.000Z", "2026-05-01T12:00:00.000Z", "2026-05-01T13:00:00.000Z", "", "", "Two\nlines",
        ],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "=cmd|'/c calc'!A0"],
    ids=repr,
)
def test_no_cell_is_a_formula(stage: Stage, text: str) -> None:
    begun(stage.toronto, title=text, note=text, status="cancelled", cancelled_at=DAY, cancel_reason=text)
    Location.objects.filter(pk=stage.toronto.pk).update(name=text)
    (_, cells) = table(stage.mia.get(f"{TABLE}?from=2026-05-01&to=2026-05-01"))
    for column in (1, 4, 14, 15):
        assert cells[column] == safe(text)
        assert cells[column].startswith("'")


@pytest.mark.parametrize("text", ["Offer", "2026-05-01", "a=b", "", "'quoted", "№ 5"])
def test_cells_that_are_no_formulas_stay(text: str) -> None:
    assert safe(text) == text


def test_a_long_table_is_streamed_in_parts(stage: Stage) -> None:
    Signing.objects.bulk_create(
        Signing(location=stage.toronto, title=f"{number}", created_at=DAY, updated_at=DAY) for number in range(1203)
    )
    with CaptureQueriesContext(connection) as caught:
        rows = table(stage.mia.get(f"{TABLE}?from=2026-05-01&to=2026-05-01"))
    assert [row[1] for row in rows[1:]] == [str(number) for number in range(1203)]
    assert len(caught) < 12
