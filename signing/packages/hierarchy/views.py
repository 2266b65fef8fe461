"""`/v1/signing/organizations`, `/companies` and `/manager/locations`: where the caller manages packages."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.numeric_ids import numeric_id
from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from safeclose.records.rows import found
from safeclose.refusals import Forbidden
from signing.packages.hierarchy.serializers import (
    ManagedCompanies,
    ManagedLocations,
    ManagedOrganizations,
    OneManagedCompany,
    OneManagedLocation,
    shown_company,
    shown_location,
    shown_organization,
)
from signing.packages.identities.access import OUTSIDE
from signing.packages.permissions import HasRole, ManagesSomewhere, access_of, managed
from workspace.models import Company, Location, Organization
from workspace.organizations.parameters import id_in_path
from workspace.signed_in import SignedInViewSet

CAP = 500
MODULES = ("signings", "templates", "flows")
COMPANY_ID, LOCATION_ID = id_in_path("company_id"), id_in_path("location_id")
PLACED = Location.objects.select_related("company__organization")


class Organizations(SignedInViewSet):
    """Organizations with which the caller has to do."""

    parameters = {"list": ("cursor", "limit")}
    fixed = ("list",)
    permission_classes = (HasRole,)
    queryset = Organization.objects.none()

    @extend_schema(responses=ManagedOrganizations, parameters=PAGED)
    def list(self, request: Request) -> Response:
        """All that some membership is in; for admins all that there are."""
        access = access_of(request)
        rows = Organization.objects.all()
        if not access.admin:
            rows = rows.filter(pk__in={row.organization_id for row in access.memberships})
        organizations, cursor = page(rows, request, order=["name", "id"], cap=CAP)
        body = listed("organizations", [shown_organization(one) for one in organizations], cursor)
        return Response({**body, "scope": access.scope})


class Companies(SignedInViewSet):
    """Companies with which the caller has to do."""

    parameters = {"list": ("organizationId", "cursor", "limit")}
    fixed = ("list",)
    permission_classes = (HasRole,)
    queryset = Company.objects.none()

    @extend_schema(responses=ManagedCompanies, parameters=[OpenApiParameter("organizationId"), *PAGED])
    def list(self, request: Request) -> Response:
        """Those in which some membership is; for admins all that there are."""
        access = access_of(request)
        rows = Company.objects.filter(access.companies())
        if (given := request.query_params.get("organizationId")) is not None:
            organization = numeric_id("organizationId", given)
            if not access.admin and organization not in {row.organization_id for row in access.memberships}:
                raise Forbidden(OUTSIDE)
            rows = rows.filter(organization_id=organization)
        companies, cursor = page(rows, request, order=["name", "id"], cap=CAP)
        body = listed("companies", [shown_company(company) for company in companies], cursor)
        return Response({**body, "scope": access.scope})


class ManagedCompanyView(SignedInViewSet):
    """One company."""

    fixed = ("retrieve",)
    permission_classes = (ManagesSomewhere,)
    modules = MODULES
    queryset = Company.objects.none()
    lookup_url_kwarg = "company_id"
    lookup_value_regex = "[^/]+"

    @extend_schema(responses=OneManagedCompany, parameters=[COMPANY_ID])
    def retrieve(self, request: Request, company_id: str) -> Response:
        """One company, where the caller may see packages, templates or flows at one of its locations."""
        company = found(Company.objects.all(), id=numeric_id("companyId", company_id))
        refuse_outside(request, company)
        return Response({"company": shown_company(company)})


class Locations(SignedInViewSet):
    """Locations at which the caller may see packages, templates or flows."""

    parameters = {"list": ("companyId", "cursor", "limit")}
    permission_classes = (ManagesSomewhere,)
    modules = MODULES
    queryset = Location.objects.none()
    lookup_url_kwarg = "location_id"
    lookup_value_regex = "[^/]+"

    @extend_schema(responses=ManagedLocations, parameters=[OpenApiParameter("companyId"), *PAGED])
    def list(self, request: Request) -> Response:
        """The locations, in their order."""
        access = access_of(request)
        rows = PLACED.filter(access.locations(MODULES))
        if (given := request.query_params.get("companyId")) is not None:
            number = numeric_id("companyId", given)
            if not access.admin and not Company.objects.filter(access.companies(MODULES), id=number).exists():
                raise Forbidden(OUTSIDE)
            rows = rows.filter(company_id=number)
        locations, cursor = page(rows, request, order=["sort_order", "id"], cap=CAP)
        body = listed("locations", [shown_location(location) for location in locations], cursor)
        return Response({**body, "scope": access.scope})

    @extend_schema(responses=OneManagedLocation, parameters=[LOCATION_ID])
    def retrieve(self, request: Request, location_id: str) -> Response:
        """One location."""
        location = managed(request, PLACED, "locationId", location_id, modules=MODULES)
        return Response({"location": shown_location(location)})


def refuse_outside(request: Request, company: Company) -> None:
    """Raises Forbidden unless one of the modules is readable at one of the company's locations."""
    access = access_of(request)
    if not Company.objects.filter(access.companies(MODULES), id=company.pk).exists():
        raise Forbidden(OUTSIDE)
