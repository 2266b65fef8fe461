"""`/v1/signing/manager/templates`."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action as route
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http import json
from safeclose.http.downloads import download
from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from safeclose.http.views import read
from safeclose.refusals import Invalid
from safeclose.storage import files
from signing.packages.identities.models import Tier
from signing.packages.permissions import (
    ManagesSomewhere,
    access_of,
    location_filter,
    location_named,
    managed,
)
from signing.packages.templates import actions
from signing.packages.templates.models import Template
from signing.packages.templates.positions import refuse_beyond
from signing.packages.templates.serializers import (
    Duplicate,
    NewTemplate,
    TemplateAnswer,
    TemplateChanges,
    TemplateList,
    positions_of,
    shown_template,
)
from signing.packages.uploads import Form, StoredPdf, store_pdf
from workspace.identity.callers import actor_of
from workspace.models import Location
from workspace.organizations.parameters import id_in_path
from workspace.signed_in import SignedInViewSet

CAP = 500
MODULES = ("templates",)
TEMPLATE_ID = id_in_path("template_id")


class Templates(SignedInViewSet):
    """PDFs that are signed again and again."""

    parameters = {"list": ("locationId", "cursor", "limit")}
    fixed = ("list", "retrieve", "partial_update")
    permission_classes = (ManagesSomewhere,)
    parser_classes = (json.Parser, Form)
    modules = MODULES
    queryset = Template.objects.none()
    serializer_class = TemplateAnswer
    lookup_url_kwarg = "template_id"
    lookup_value_regex = "[^/]+"

    @extend_schema(
        responses=TemplateList,
        parameters=[OpenApiParameter("locationId"), *PAGED],
    )
    def list(self, request: Request) -> Response:
        """Templates, by id."""
        access = access_of(request)
        rows = Template.objects.filter(access.locations(MODULES, "location"), archived_at=None)
        if (location := location_filter(request, MODULES)) is not None:
            rows = rows.filter(location_id=location)
        templates, cursor = page(rows, request, order=["id"], cap=CAP)
        body = listed("templates", [shown_template(template) for template in templates], cursor)
        return Response({**body, "scope": access.scope})

    @extend_schema(request={"multipart/form-data": NewTemplate}, responses={201: TemplateAnswer})
    def create(self, request: Request) -> Response:
        """Upload a PDF as a template."""
        body = read(NewTemplate, request)
        location, positions = self._location(request, body["locationId"]), positions_of(body)
        pdf = store_pdf(body["file"])
        refuse_beyond(positions, pdf.page_count)
        template = actions.create(
            location=location,
            name=body["name"],
            chattel_type=body.get("chattelType"),
            pdf=pdf,
            positions=positions,
            by=actor_of(request),
        )
        return Response(shown_template(template), status=201)

    @extend_schema(parameters=[TEMPLATE_ID])
    def retrieve(self, request: Request, template_id: str) -> Response:
        """One template."""
        return Response(shown_template(_template(request, template_id)))

    @extend_schema(request={"application/json": TemplateChanges}, parameters=[TEMPLATE_ID])
    def partial_update(self, request: Request, template_id: str) -> Response:
        """Rename a template, or take it out of use."""
        template = _template(request, template_id)
        changes = read(TemplateChanges, request)
        return Response(shown_template(actions.edit(template_id=template.pk, changes=changes, by=actor_of(request))))

    @extend_schema(
        parameters=[TEMPLATE_ID],
        responses={200: TemplateAnswer, 204: OpenApiResponse(description="It was not used, and is gone.")},
    )
    def destroy(self, request: Request, template_id: str) -> Response:
        """Remove a template; one that is used is archived instead (200)."""
        found = _template(request, template_id, Tier.FULL)
        archived = actions.delete(template_id=found.pk, by=actor_of(request))
        return Response(shown_template(archived)) if archived else Response(status=204)

    @extend_schema(request=Duplicate, responses={201: TemplateAnswer}, parameters=[TEMPLATE_ID])
    @route(detail=True, methods=["post"], parser_classes=(json.Parser,))
    def duplicate(self, request: Request, template_id: str) -> Response:
        """The same PDF as another template, at this location or at another where the caller may write."""
        source = _template(request, template_id, Tier.READ)
        body = read(Duplicate, request)
        number = body.get("locationId")
        template = actions.create(
            location=self._location(request, source.location_id if number is None else number),
            name=body.get("name") or f"{source.name[:493]} (copy)",
            chattel_type=source.chattel_type,
            pdf=StoredPdf(source.file_sha256, source.received_sha256, source.page_count, source.left_out),
            positions=source.positions,
            by=actor_of(request),
        )
        return Response(shown_template(template), status=201)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY}, parameters=[TEMPLATE_ID])
    @route(detail=True)
    def file(self, request: Request, template_id: str) -> HttpResponse:
        """The PDF."""
        template = _template(request, template_id)
        content = files.read(template.file_sha256)
        return download(request, content, sha256=template.file_sha256, name=f"{template.name}.pdf")

    def _location(self, request: Request, number: int) -> Location:
        location = location_named(request, number, MODULES)
        if location is None:
            raise Invalid("There is no such location.")
        return location


def _template(request: Request, given: str, tier: Tier | None = None) -> Template:
    return managed(request, Template.objects.placed(), "templateId", given, modules=MODULES, tier=tier)
