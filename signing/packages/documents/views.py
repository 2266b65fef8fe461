"""`/v1/signing/manager/signings/:id/documents`."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action as route
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from documents.rendering.page_images import page_sizes
from safeclose.http import json
from safeclose.http.uploads import title_of
from safeclose.http.views import reads, statuses
from safeclose.refusals import Invalid
from signing.packages.documents import actions
from signing.packages.documents.actions import Place
from signing.packages.documents.answers import documents_of, file_of, sealed_of
from signing.packages.documents.models import SigningDocument
from signing.packages.documents.serializers import (
    DocumentPositionsShape,
    ManagedDocumentShape,
    NewSigningDocumentShape,
    UploadedSigningDocumentShape,
)
from signing.packages.package.lifecycle import SIGNING
from signing.packages.package.managed_viewset import InPackageViewSet
from signing.packages.package.models import Signing
from signing.packages.templates.positions import refuse_beyond
from signing.packages.uploads import Form, store_pdf
from workspace.identity.callers import actor_of

SOURCES = "Give exactly one of templateId, chattelDocumentId, documentId, or upload a file."


class SigningDocuments(ListModelMixin, InPackageViewSet):
    """The documents of one package, by position."""

    tag = "Packages"
    operations = {
        "list": "listPackageDocuments",
        "create": "addPackageDocument",
        "destroy": "removePackageDocument",
        "file": "downloadPackageDocument",
        "positions": "setPackageDocumentPositions",
        "sealed": "downloadSealedPackageDocument",
    }
    parser_classes = (json.Parser, Form)
    serializer_class = ManagedDocumentShape
    listed_as = "documents"
    wrapped_as = "document"
    ordering = ("position", "id")
    page_size = max_page_size = 500
    lookup_url_kwarg = "document_id"
    numeric_ids = ("signing_id", "document_id")

    def get_queryset(self) -> "QuerySet[SigningDocument]":
        return documents_of(self.signing)

    @extend_schema(
        request={"application/json": NewSigningDocumentShape, "multipart/form-data": UploadedSigningDocumentShape}
    )
    @statuses(201)
    def create(self, request: Request, signing_id: str) -> Response:
        """Add a document: from a template, a record, a generated document, or as a PDF."""
        SIGNING.after(self.signing.status, "changed")  # before the body is read; the action asks once more
        add = _add_upload if (request.content_type or "").startswith("multipart/form-data") else _add_existing
        return self.answer(add(self.signing, request), status=201)

    def destroy(self, request: Request, signing_id: str, document_id: str) -> Response:
        """Take a document out of a draft."""
        number = self.number("document_id")
        actions.remove(signing_id=self.signing.pk, document_id=number, by=actor_of(request))
        return Response(status=204)

    @route(detail=True, methods=["put"], parser_classes=(json.Parser,))
    @reads(DocumentPositionsShape)
    def positions(self, request: Request, signing_id: str, document_id: str, body: dict[str, Any]) -> Response:
        """Ask for these marks on the pages of a document of a draft, and for no others."""
        document: SigningDocument = self.get_object()
        SIGNING.after(self.signing.status, "changed")  # before the file is read; the action asks once more
        refuse_beyond(body["positions"], page_sizes(document.file_sha256) if document.file_sha256 else ())
        actions.replace_positions(
            signing_id=self.signing.pk, document_id=document.pk, given=body["positions"], by=actor_of(request)
        )
        return self.answer(self.get_object())

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @route(detail=True)
    def file(self, request: Request, signing_id: str, document_id: str) -> HttpResponse:
        """The exact bytes that are signed."""
        return file_of(self.get_object(), request)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @route(detail=True)
    def sealed(self, request: Request, signing_id: str, document_id: str) -> HttpResponse:
        """What was signed, with the package's certificate and evidence, under one signature."""
        return sealed_of(self.signing, self.get_object(), request)


def _add_existing(signing: Signing, request: Request) -> SigningDocument:
    body = NewSigningDocumentShape.read(request.data)
    sources = {name: body.pop(name) for name in ("template_id", "document_id", "chattel_document_id")}
    given = {name: value for name, value in sources.items() if value is not None}
    context: Any = {"signing_id": signing.pk, "place": Place(**body), "by": actor_of(request)}
    match list(given.items()):
        case [("template_id", template_id)]:
            return actions.add_template(template_id=template_id, **context)
        case [("document_id", document_id)]:
            return actions.add_generated(document_id=document_id, **context)
        case [("chattel_document_id", document_id)]:
            return actions.add_chattel(document_id=document_id, **context)
    raise Invalid(SOURCES)


def _add_upload(signing: Signing, request: Request) -> SigningDocument:
    body = UploadedSigningDocumentShape.read(request.data)
    file: UploadedFile = body.pop("file")
    pdf = store_pdf(file)
    title = body.pop("title", None) or title_of(file)
    place = Place(title=title, **body)
    return actions.add_upload(signing_id=signing.pk, title=title, pdf=pdf, place=place, by=actor_of(request))
