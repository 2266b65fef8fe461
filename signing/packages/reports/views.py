"""`/v1/signing/manager/reports`."""

from datetime import UTC, timedelta
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose import clock
from safeclose.http.csv_files import attached
from safeclose.records import replica
from safeclose.refusals import Code, Invalid
from signing.packages.managed_viewset import ManagedViewSet
from signing.packages.package.models import Signing
from signing.packages.permissions import access_of
from signing.packages.reports.figures import Period, summary
from signing.packages.reports.serializers import ReportQueryShape, ReportSummaryShape
from signing.packages.reports.table import lines
from signing.packages.scope import in_scope

MAX_PERIOD, DEFAULT_PERIOD = timedelta(days=366), timedelta(days=29)


class Reports(ManagedViewSet):
    """Figures and tables of packages, at the locations whose reports the caller may read."""

    tag = "Packages"
    operations = {"table": "exportPackages", "summary": "getPackageSummary"}
    queries = {"summary": ReportQueryShape, "table": ReportQueryShape}
    modules = ("reports",)
    serializer_class = ReportSummaryShape

    def get_queryset(self) -> Any:
        return in_scope(self.request, Signing.objects.all(), self.modules, self.query.get("location_id")).whole()

    def summary(self, request: Request) -> Response:
        """Of the packages begun in the period: by status, and how long they took; 30 days unless it says otherwise."""
        found = summary(self.get_queryset(), self._period())
        return self.answer({**found, "scope": access_of(request).scope})

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.STR})
    def table(self, request: Request) -> HttpResponseBase:
        """The same packages as CSV, streamed. Nothing in it is taken for a formula by a spreadsheet."""
        period = self._period()
        rows = self.get_queryset().shown().filter(period.of_created()).using(replica.alias())
        return attached(lines(rows), name=f"signings {period.first} {period.last}.csv")

    def _period(self) -> Period:
        last = self.query.get("to") or clock.now().astimezone(UTC).date()
        first = self.query.get("from") or last - DEFAULT_PERIOD
        if not timedelta(0) <= last - first < MAX_PERIOD:
            raise Invalid("from and to must be at most a year apart, from first.", code=Code.INVALID_PARAMETER)
        return Period(first, last)
