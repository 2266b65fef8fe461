"""`/v1/signing/manager/reports`."""

from datetime import UTC, date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose import clock
from safeclose.http.csv_files import attached
from safeclose.refusals import Code, Invalid
from signing.packages.package.models import Signing
from signing.packages.permissions import ManagesSomewhere, access_of, location_filter
from signing.packages.reports.figures import Period, summary
from signing.packages.reports.serializers import SUMMARY
from signing.packages.reports.table import lines
from workspace.signed_in import SignedInViewSet

MODULES = ("reports",)
LONGEST, USUAL = timedelta(days=366), timedelta(days=29)
FILTERS = [
    OpenApiParameter("from", OpenApiTypes.DATE),
    OpenApiParameter("to", OpenApiTypes.DATE),
    OpenApiParameter("locationId"),
]


class Reports(SignedInViewSet):
    """Figures and tables of packages, at the locations whose reports the caller may read."""

    parameters = {"summary": ("from", "to", "locationId"), "table": ("from", "to", "locationId")}
    permission_classes = (ManagesSomewhere,)
    modules = MODULES
    queryset = Signing.objects.none()

    @extend_schema(responses=inline_serializer("ReportSummary", SUMMARY), parameters=FILTERS)
    def summary(self, request: Request) -> Response:
        """Of the packages begun in the period: by status, and how long they took; 30 days unless it says otherwise."""
        found = summary(_rows(request), _period(request))
        return Response({**found, "scope": access_of(request).scope})

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR}, parameters=FILTERS)
    def table(self, request: Request) -> HttpResponseBase:
        """The same packages as CSV, streamed. Nothing in it is taken for a formula by a spreadsheet."""
        period = _period(request)
        rows = _rows(request).shown().filter(period.of_created())
        name = f"signings {period.first} {period.last}.csv"
        return attached(lines(rows), name=name)


def _rows(request: Request) -> Any:
    rows: QuerySet[Signing] = Signing.objects.filter(access_of(request).locations(MODULES, "location"))
    location = location_filter(request, MODULES)
    return rows if location is None else rows.filter(location_id=location)


def _period(request: Request) -> Period:
    last = _day(request, "to") or clock.now().astimezone(UTC).date()
    first = _day(request, "from") or last - USUAL
    if not timedelta(0) <= last - first < LONGEST:
        raise Invalid("from and to must be at most a year apart, from first.", code=Code.INVALID_PARAMETER)
    return Period(first, last)


def _day(request: Request, name: str) -> date | None:
    given = request.query_params.get(name)
    if given is None:
        return None
    try:
        day = date.fromisoformat(given)
    except ValueError:
        day = date.min
    if not date(2000, 1, 1) <= day < date(9999, 1, 1) or day.isoformat() != given:
        raise Invalid(f"{name} must be a day, as 2026-04-27.", code=Code.INVALID_PARAMETER)
    return day
