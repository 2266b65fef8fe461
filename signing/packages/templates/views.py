"""`/v1/signing/manager/templates`."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action as route
from rest_framework.request import Request
from rest_framework.response import Response

from documents.rendering.page_images import page_sizes
from safeclose.http import json
from safeclose.http.downloads import download
from safeclose.http.views import RetrieveMixin, reads, statuses
from safeclose.storage import files
from signing.packages.identities.models import Tier
from signing.packages.managed_viewset import ManagedRowViewSet
from signing.packages.permissions import location_to_write_at
from signing.packages.scope import LocationQueryShape, ScopedListViewSet
from signing.packages.templates import actions
from signing.packages.templates.models import Template
from signing.packages.templates.positions import refuse_beyond
from signing.packages.templates.serializers import (
    NewDuplicateShape,
    NewTemplateShape,
    TemplateChangesShape,
    TemplateShape,
)
from signing.packages.uploads import Form, store_pdf
from workspace.identity.callers import actor_of


class Templates(ScopedListViewSet, RetrieveMixin, ManagedRowViewSet):
    """PDFs that are signed again and again, by id."""

    tag = "Package setup"
    operations = {
        "list": "listPackageTemplates",
        "create": "uploadPackageTemplate",
        "retrieve": "getPackageTemplate",
        "partial_update": "updatePackageTemplate",
        "destroy": "deletePackageTemplate",
        "duplicate": "duplicatePackageTemplate",
        "file": "downloadPackageTemplate",
    }
    queries = {"list": LocationQueryShape}
    ignores_unknown_parameters = ("list", "retrieve", "partial_update")
    parser_classes = (json.Parser, Form)
    modules = ("templates",)
    tiers = {"destroy": Tier.FULL, "duplicate": Tier.READ}
    serializer_class = TemplateShape
    listed_as = "templates"
    ordering = ("id",)
    lookup_url_kwarg = "template_id"
    numeric_ids = ("template_id",)

    def get_queryset(self) -> Any:
        if self.action == "list":
            return self.in_scope(Template.objects.filter(archived_at=None), self.modules)
        return Template.objects.placed()

    @extend_schema(request={"multipart/form-data": NewTemplateShape})
    @statuses(201)
    @reads(NewTemplateShape)
    def create(self, request: Request, body: dict[str, Any]) -> Response:
        """Upload a PDF as a template."""
        location = location_to_write_at(request, body.pop("location_id"), self.modules)
        pdf = store_pdf(body.pop("file"))
        given = body.pop("positions")
        positions = pdf.positions if given is None else given
        refuse_beyond(positions, page_sizes(pdf.sha256))
        template = actions.create(location=location, pdf=pdf, positions=positions, by=actor_of(request), **body)
        return self.answer(template, status=201)

    @extend_schema(request={"application/json": TemplateChangesShape})
    @reads(TemplateChangesShape)
    def partial_update(self, request: Request, template_id: str, body: dict[str, Any]) -> Response:
        """Rename a template, or take it out of use."""
        return self.answer(actions.change(template_id=self.row.pk, changes=body, by=actor_of(request)))

    @extend_schema(responses={200: TemplateShape, 204: OpenApiResponse(description="It was not used, and is gone.")})
    def destroy(self, request: Request, template_id: str) -> Response:
        """Remove a template; one that is used is archived instead (200)."""
        archived = actions.delete(template_id=self.row.pk, by=actor_of(request))
        return self.answer(archived) if archived else Response(status=204)

    @statuses(201)
    @route(detail=True, methods=["post"], parser_classes=(json.Parser,))
    @reads(NewDuplicateShape)
    def duplicate(self, request: Request, template_id: str, body: dict[str, Any]) -> Response:
        """The same PDF as another template, at this location or at another where the caller may write."""
        source: Template = self.get_object()
        given = body["location_id"]
        location = location_to_write_at(request, source.location_id if given is None else given, self.modules)
        template = actions.duplicate(source=source, location=location, name=body["name"], by=actor_of(request))
        return self.answer(template, status=201)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @route(detail=True)
    def file(self, request: Request, template_id: str) -> HttpResponse:
        """The PDF."""
        template: Template = self.get_object()
        content = files.read(template.file_sha256)
        return download(request, content, sha256=template.file_sha256, name=f"{template.name}.pdf")
