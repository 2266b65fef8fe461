"""`/v1/signing/organizations`, `/companies` and `/manager/locations`: where the caller manages packages."""

from typing import Any

from django.db.models import QuerySet

from safeclose.http.pagination import Parts
from safeclose.http.views import RetrieveMixin
from safeclose.refusals import Forbidden
from signing.packages.hierarchy.permissions import MODULES, ManagesInCompany
from signing.packages.hierarchy.serializers import (
    CompanyQueryShape,
    LocationListQueryShape,
    ManagedCompanyShape,
    ManagedLocationShape,
    ManagedOrganizationShape,
)
from signing.packages.identities.access import OUTSIDE
from signing.packages.managed_viewset import ManagedRowViewSet
from signing.packages.permissions import HasRole, access_of
from signing.packages.scope import ScopedListViewSet
from workspace.models import Company, Location, Organization


class Organizations(ScopedListViewSet):
    """Organizations that the caller is a manager in; for admins all that there are."""

    tag = "Package setup"
    operations = {"list": "listManagedOrganizations"}
    ignores_unknown_parameters = ("list",)
    permission_classes = (HasRole,)
    serializer_class = ManagedOrganizationShape
    listed_as = "organizations"
    ordering = ("name", "id")

    def get_queryset(self) -> "QuerySet[Organization]":
        access = access_of(self.request)
        rows: QuerySet[Organization] = Organization.objects.all()
        return rows if access.admin else rows.filter(pk__in=access.organization_ids)


class Companies(ScopedListViewSet):
    """Companies that the caller is a manager in; for admins all that there are."""

    tag = "Package setup"
    operations = {"list": "listCompanies"}
    queries = {"list": CompanyQueryShape}
    ignores_unknown_parameters = ("list",)
    permission_classes = (HasRole,)
    serializer_class = ManagedCompanyShape
    listed_as = "companies"
    ordering = ("name", "id")

    def get_queryset(self) -> Any:
        access = access_of(self.request)
        rows: QuerySet[Company] = Company.objects.all()
        organization_id = self.query.get("organization_id")
        if organization_id is not None:
            if not access.admin and organization_id not in access.organization_ids:
                raise Forbidden(OUTSIDE)
            rows = rows.filter(organization__only=organization_id)
        return Parts(rows, access.companies())


class ManagedCompanies(RetrieveMixin, ManagedRowViewSet):
    """One company, where the caller may see packages, templates or flows at one of its locations."""

    tag = "Package setup"
    operations = {"retrieve": "getCompany"}
    ignores_unknown_parameters = ("retrieve",)
    permission_classes = (ManagesInCompany,)
    modules = MODULES
    serializer_class = ManagedCompanyShape
    wrapped_as = "company"
    lookup_url_kwarg = "company_id"
    numeric_ids = ("company_id",)

    def get_queryset(self) -> "QuerySet[Company]":
        return Company.objects.all()


class Locations(ScopedListViewSet, RetrieveMixin, ManagedRowViewSet):
    """Locations at which the caller may see packages, templates or flows, in their order."""

    tag = "Package setup"
    operations = {"list": "listManagedLocations", "retrieve": "getManagedLocation"}
    queries = {"list": LocationListQueryShape}
    modules = MODULES
    serializer_class = ManagedLocationShape
    listed_as = "locations"
    wrapped_as = "location"
    ordering = ("sort_order", "id")
    lookup_url_kwarg = "location_id"
    numeric_ids = ("location_id",)

    def get_queryset(self) -> Any:
        rows: QuerySet[Location] = Location.objects.all()
        return self._listed(rows) if self.action == "list" else rows

    def _listed(self, rows: "QuerySet[Location]") -> Parts:
        access = access_of(self.request)
        company_id = self.query.get("company_id")
        if company_id is not None:
            own = Parts(Company.objects.filter(pk=company_id), access.companies(MODULES)).whole()
            if not access.admin and not own.exists():
                raise Forbidden(OUTSIDE)
            rows = rows.filter(company_id=company_id)
        return Parts(rows, access.locations(MODULES))
