"""`/api/documents`: drafting and generating."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action as route
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from documents import packs
from documents.forms.blank_forms.models import BlankForm
from documents.forms.resolving import form_of
from documents.paper import actions, usage
from documents.paper.models import Document
from documents.paper.serializers import (
    DocumentChangesShape,
    DocumentQueryShape,
    DocumentShape,
    FileQueryShape,
    NewDocumentShape,
    PackDetailShape,
    PackShape,
    UsageShape,
)
from safeclose import clock
from safeclose.http.downloads import download
from safeclose.http.views import RetrieveMixin, reads, statuses
from safeclose.records.rows import found
from safeclose.refusals import Code, Conflict, Invalid, Unknown
from safeclose.storage import files
from workspace.identity.callers import actor_of
from workspace.organizations.models import Organization
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet


class Documents(ListModelMixin, RetrieveMixin, SignedInViewSet):
    """Documents of the caller's organization."""

    tag = "Documents"
    operations = {
        "list": "listDocuments",
        "create": "createDocument",
        "retrieve": "getDocument",
        "partial_update": "updateDocument",
        "destroy": "deleteDocument",
        "file": "downloadDocument",
        "generate": "generateDocument",
        "usage": "getUsage",
    }
    queries = {"list": DocumentQueryShape, "file": FileQueryShape}
    ignores_unknown_parameters = ("usage",)
    permission_classes = (InOrganization,)
    serializer_class = DocumentShape
    listed_as = "documents"

    def get_queryset(self) -> "QuerySet[Document]":
        rows = Document.objects.of(organization_of(self.request))
        if self.action != "list":
            return rows
        wanted = {key: value for key, value in self.query.items() if value}
        _refuse_unknown(wanted, organization_of(self.request))
        return rows.filter(**wanted)

    @statuses(201)
    @reads(NewDocumentShape)
    def create(self, request: Request, body: dict[str, Any]) -> Response:
        """Start a draft."""
        document = actions.create(organization=organization_of(request), by=actor_of(request), **body)
        return self.answer(document, status=201)

    @reads(DocumentChangesShape)
    def partial_update(self, request: Request, pk: str, body: dict[str, Any]) -> Response:
        """Change a draft, or turn a generated document back into one."""
        document = actions.edit(
            document_id=pk, organization=organization_of(request), changes=body, by=actor_of(request)
        )
        return self.answer(document)

    def destroy(self, request: Request, pk: str) -> Response:
        """Remove a document that was never sent."""
        actions.delete(document_id=pk, organization=organization_of(request), by=actor_of(request))
        return Response(status=204)

    @extend_schema(request=None)
    @route(detail=True, methods=["post"])
    def generate(self, request: Request, pk: str) -> Response:
        """Render the PDF."""
        document = actions.generate(document_id=pk, organization=organization_of(request), by=actor_of(request))
        return self.answer(document)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @route(detail=True)
    def file(self, request: Request, pk: str) -> HttpResponse:
        """The PDF as rendered, or with `?version=sealed` the one with the evidence in it."""
        document: Document = self.get_object()
        is_sealed = self.query["version"] == "sealed"
        digest = document.sealed_sha256 if is_sealed else document.sha256
        if digest is None:
            raise Conflict(_no_file(document, is_sealed=is_sealed))
        name = f"{document.title} (sealed).pdf" if is_sealed else f"{document.title}.pdf"
        return download(request, files.read(digest), sha256=digest, name=name)

    @route(detail=False, serializer_class=UsageShape)
    def usage(self, request: Request) -> Response:
        """Documents rendered this month."""
        return self.answer(usage.of_month(organization_of(request), clock.now()))


class Packs(ListModelMixin, RetrieveMixin, SignedInViewSet):
    """The forms that documents are made from."""

    tag = "Forms"
    operations = {"list": "listPacks", "retrieve": "getPack"}
    permission_classes = (InOrganization,)
    lookup_value_converter = "path"  # keys have slashes
    serializer_class = PackShape
    shapes = {"retrieve": PackDetailShape}
    listed_as = "packs"
    ordering = ("key",)

    def get_queryset(self) -> Any:
        """All forms. They stand in the code, not in the database."""
        return packs.every()

    def get_object(self) -> packs.Pack:
        try:
            return packs.get(self.kwargs["pk"])
        except packs.UnknownPack as error:
            raise Unknown from error

    def get_serializer_context(self) -> dict[str, Any]:
        blank_forms = dict(BlankForm.objects.current().values_list("form_key", "sha256"))
        return {**super().get_serializer_context(), "blank_forms": blank_forms}


def _refuse_unknown(wanted: Mapping[str, str], organization: Organization) -> None:
    """Raises Invalid for a form or a deal that the organization does not have: an empty list would hide the mistake."""
    try:
        if form_key := wanted.get("form_key"):
            form_of(form_key, organization.pk)
        if deal_id := wanted.get("deal_id"):
            found(organization.deals.all(), id=deal_id)
    except packs.UnknownPack as error:
        raise Invalid("formKey names no form that there is.", code=Code.INVALID_PARAMETER) from error
    except Unknown as error:
        raise Invalid("dealId names no deal of this organization.", code=Code.INVALID_PARAMETER) from error


def _no_file(document: Document, *, is_sealed: bool) -> str:
    if not is_sealed:
        return "The document is a draft; it has no file until it is generated."
    if document.status == Document.Status.FULLY_SIGNED:
        return "The document is being sealed; try again in a moment."
    return "The document has no sealed file; it is sealed when everyone has signed."
