"""Shapes of reports: of the rows that `figures` computes."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework.serializers import CharField, DateField, FloatField, IntegerField

from safeclose.http.fields import NumericId
from safeclose.http.numeric_ids import GivenId
from safeclose.http.shapes import Shape
from signing.packages.scope import ScopeShape


@extend_schema_field({"type": "string", "format": "date"})
class DayParameter(CharField):
    """A day in a query parameter."""

    default_error_messages = {"invalid_day": "must be a day, as 2026-04-27."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_blank=True, trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        try:
            day = date.fromisoformat(data)
        except ValueError:
            self.fail("invalid_day")
        if not date(2000, 1, 1) <= day < date(9999, 1, 1) or day.isoformat() != data:
            self.fail("invalid_day")
        return day


class ReportQueryShape(Shape):
    from_ = DayParameter()
    to = DayParameter()
    location_id = GivenId(required=False)


class Hours(FloatField):
    """To the precision of the clock: a millisecond is 3 · 10⁻⁷ h."""

    def to_representation(self, value: Any) -> Any:
        return round(value, 6)


class StatusCountsShape(Shape):
    """How many packages are in each status."""

    draft = IntegerField()
    active = IntegerField()
    complete = IntegerField()
    cancelled = IntegerField()


class HoursShape(Shape):
    """From activation to completion; null where nothing was completed."""

    median = Hours(allow_null=True)
    p90 = Hours(allow_null=True)


class FiguresShape(Shape):
    """Counts and hours."""

    counts = StatusCountsShape(source="*")
    hours_to_complete = HoursShape(source="*")


class LocationFiguresShape(FiguresShape):
    """Of one location."""

    location_id = NumericId()
    name = CharField(source="location__name")


class DayFiguresShape(FiguresShape):
    """Of the packages begun on one day (UTC)."""

    day = DateField()


class ReportSummaryShape(FiguresShape, ScopeShape):
    """Of the packages begun in the period, the last day included."""

    from_ = DateField()
    to = DateField()
    locations = LocationFiguresShape(many=True)
    days = DayFiguresShape(many=True)
