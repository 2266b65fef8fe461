"""Figures on packages, computed by the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Aggregate, Count, F, FloatField, Q, QuerySet
from django.db.models.functions import Extract, TruncDate

from signing.packages.package.models import Signing


@dataclass(frozen=True)
class Period:
    """Days in UTC, the last one included."""

    first: date
    last: date

    def of_created(self) -> Q:
        """The condition on packages that they were begun within it."""
        begin = datetime.combine(self.first, time.min, UTC)
        end = datetime.combine(self.last, time.min, UTC) + timedelta(days=1)
        return Q(created_at__gte=begin, created_at__lt=end)


class Percentile(Aggregate):
    """`percentile_cont`: the value below which that fraction lies, interpolated; nulls don't count."""

    function = "percentile_cont"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, expression: Any, *, fraction: float) -> None:
        super().__init__(expression, fraction=fraction, output_field=FloatField())


HOURS = Extract(F("completed_at") - F("activated_at"), "epoch") / 3600.0
FIGURES: dict[str, Any] = {
    **{status: Count("pk", filter=Q(status=status)) for status in Signing.Status.values},
    "median": Percentile(HOURS, fraction=0.5),
    "p90": Percentile(HOURS, fraction=0.9),
}


def summary(rows: QuerySet[Signing], period: Period) -> dict[str, Any]:
    """Of packages begun in the period: figures of all, of each location, and of each day on which any was begun."""
    rows = rows.filter(period.of_created()).order_by()
    by_location: Any = rows.values("location_id", "location__name").annotate(**FIGURES).order_by("location_id")
    on_days = rows.annotate(day=TruncDate("created_at", tzinfo=UTC)).values("day")
    by_day: Any = on_days.annotate(**FIGURES).order_by("day")
    return {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        **_figures(rows.aggregate(**FIGURES)),
        "locations": [_at(row) for row in by_location],
        "days": [{"day": row["day"].isoformat(), **_figures(row)} for row in by_day],
    }


def _at(row: dict[str, Any]) -> dict[str, Any]:
    return {"locationId": str(row["location_id"]), "name": row["location__name"], **_figures(row)}


def _figures(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "counts": {status: row[status] for status in Signing.Status.values},
        "hoursToComplete": dict(_rounded((name, row[name]) for name in ("median", "p90"))),
    }


def _rounded(hours: Iterable[tuple[str, float | None]]) -> Iterable[tuple[str, float | None]]:
    """To the precision of the clock: a millisecond is 3 · 10⁻⁷ h."""
    return ((name, None if value is None else round(value, 6)) for name, value in hours)
