"""`/api/templates`: fillable PDFs that documents are made from."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from documents.forms.fillable_pdf.reading import blank_paper
from documents.forms.uploaded_templates import actions
from documents.forms.uploaded_templates.models import UploadedTemplate
from documents.forms.uploaded_templates.serializers import (
    FormTemplate,
    FormTemplatePage,
    NewFormTemplate,
    shown,
    shown_summary,
)
from safeclose.child_processes.confined import UnfitError
from safeclose.http.pagination import listed, page
from safeclose.http.uploads import Form, title_of
from safeclose.http.views import read
from safeclose.records.rows import found
from safeclose.refusals import Invalid
from safeclose.storage import files
from workspace.identity.callers import actor_of
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet


class FormTemplates(SignedInViewSet):
    """Templates of the caller's organization."""

    parameters = {"list": ("cursor", "limit")}
    permission_classes = (InOrganization,)
    parser_classes = (Form,)
    queryset = UploadedTemplate.objects.none()
    serializer_class = FormTemplate
    lookup_value_regex = "[^/]+"

    @extend_schema(responses=FormTemplatePage, parameters=[OpenApiParameter(name) for name in ("cursor", "limit")])
    def list(self, request: Request) -> Response:
        """Newest first."""
        rows = UploadedTemplate.objects.of(organization_of(request))
        templates, cursor = page(rows, request, order=["-id"])
        return Response(listed("templates", [shown_summary(template) for template in templates], cursor))

    @extend_schema(request={"multipart/form-data": NewFormTemplate}, responses={201: FormTemplate})
    def create(self, request: Request) -> Response:
        """Upload a fillable PDF."""
        body = read(NewFormTemplate, request)
        content = body["file"].read()
        try:
            paper = blank_paper(content)
        except UnfitError as error:
            raise Invalid(f"file: {error}", fields={"file": [str(error)]}) from error
        template = actions.add(
            organization=organization_of(request),
            title=body.get("title") or title_of(body["file"]),
            sha256=files.keep(content),
            paper_sha256=files.keep(paper.pdf),
            paper=paper,
            by=actor_of(request),
        )
        return Response(shown(template), status=201)

    def retrieve(self, request: Request, pk: str) -> Response:
        """One template, with its fields."""
        return Response(shown(found(UploadedTemplate.objects.of(organization_of(request)), id=pk)))
