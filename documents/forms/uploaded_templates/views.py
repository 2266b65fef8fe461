"""`/api/templates`: fillable PDFs that documents are made from."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from documents.forms.fillable_pdf.reading import blank_paper
from documents.forms.uploaded_templates import actions
from documents.forms.uploaded_templates.models import UploadedTemplate
from documents.forms.uploaded_templates.serializers import (
    FormTemplateShape,
    FormTemplateSummaryShape,
    NewFormTemplateShape,
)
from safeclose.child_processes.confined import UnfitError
from safeclose.http.uploads import Form, title_of
from safeclose.http.views import RetrieveMixin, reads, statuses
from safeclose.refusals import Invalid
from safeclose.storage import files
from workspace.identity.callers import actor_of
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet


class FormTemplates(ListModelMixin, RetrieveMixin, SignedInViewSet):
    """Templates of the caller's organization."""

    tag = "Forms"
    operations = {"list": "listFormTemplates", "create": "uploadFormTemplate", "retrieve": "getFormTemplate"}
    permission_classes = (InOrganization,)
    parser_classes = (Form,)
    serializer_class = FormTemplateShape
    shapes = {"list": FormTemplateSummaryShape}
    listed_as = "templates"

    def get_queryset(self) -> "QuerySet[UploadedTemplate]":
        return UploadedTemplate.objects.of(organization_of(self.request))

    @statuses(201)
    @reads(NewFormTemplateShape)
    def create(self, request: Request, body: dict[str, Any]) -> Response:
        """Upload a fillable PDF."""
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
        return self.answer(template, status=201)
