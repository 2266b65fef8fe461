"""Figures on packages, computed by the database."""

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
    figures = rows.aggregate(**FIGURES)
    return {"from": period.first, "to": period.last, **figures, "locations": by_location, "days": by_day}
