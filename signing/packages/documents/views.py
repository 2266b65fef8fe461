"""`/v1/signing/manager/signings/:id/documents`."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action as route
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http import json
from safeclose.http.downloads import download
from safeclose.http.numeric_ids import numeric_id
from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from safeclose.http.uploads import title_of
from safeclose.http.views import read
from safeclose.records.rows import found
from safeclose.refusals import Conflict, Invalid
from safeclose.storage import files
from signing.evidence.sealed_files import seal_of, sealed_file
from signing.packages.documents import actions
from signing.packages.documents.actions import Place
from signing.packages.documents.models import SigningDocument
from signing.packages.documents.serializers import (
    NewSigningDocument,
    OneSigningDocument,
    SigningDocumentList,
    UploadedSigningDocument,
    shown_document,
    source_of,
)
from signing.packages.package.lifecycle import SIGNING
from signing.packages.package.models import Signing
from signing.packages.package.permissions import MODULES, SIGNING_ID, managed_signing
from signing.packages.permissions import ManagesSomewhere
from signing.packages.uploads import Form, store_pdf
from workspace.identity.callers import actor_of
from workspace.organizations.parameters import id_in_path
from workspace.signed_in import SignedInViewSet

CAP = 500
DOCUMENT_ID = id_in_path("document_id")
SOURCES = "Give exactly one of templateId, chattelDocumentId, documentId, or upload a file."


@extend_schema(parameters=[SIGNING_ID])
class SigningDocuments(SignedInViewSet):
    """The documents of one package."""

    parameters = {"list": ("cursor", "limit")}
    permission_classes = (ManagesSomewhere,)
    parser_classes = (json.Parser, Form)
    modules = MODULES
    queryset = SigningDocument.objects.none()
    serializer_class = OneSigningDocument
    lookup_url_kwarg = "document_id"
    lookup_value_regex = "[^/]+"

    @extend_schema(responses=SigningDocumentList, parameters=PAGED)
    def list(self, request: Request, signing_id: str) -> Response:
        """The documents, by position."""
        signing = managed_signing(request, signing_id)
        return Response(listed_documents(signing, request))

    @extend_schema(
        request={"application/json": NewSigningDocument, "multipart/form-data": UploadedSigningDocument},
        responses={201: OneSigningDocument},
    )
    def create(self, request: Request, signing_id: str) -> Response:
        """Add a document: from a template, a record, a generated document, or as a PDF."""
        signing = managed_signing(request, signing_id)
        SIGNING.after(signing.status, "changed")  # before the body is looked at; the action asks once more
        add = _upload if _is_form(request) else _pick
        return Response({"document": shown_document(add(signing, request))}, status=201)

    @extend_schema(parameters=[DOCUMENT_ID])
    def destroy(self, request: Request, signing_id: str, document_id: str) -> Response:
        """Take a document out of a draft."""
        signing = managed_signing(request, signing_id)
        number = numeric_id("documentId", document_id)
        actions.remove(signing_id=signing.pk, document_id=number, by=actor_of(request))
        return Response(status=204)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY}, parameters=[DOCUMENT_ID])
    @route(detail=True)
    def file(self, request: Request, signing_id: str, document_id: str) -> HttpResponse:
        """The exact bytes that are signed."""
        return file_of(document_of(managed_signing(request, signing_id), document_id), request)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY}, parameters=[DOCUMENT_ID])
    @route(detail=True)
    def sealed(self, request: Request, signing_id: str, document_id: str) -> HttpResponse:
        """What was signed, with the package's certificate and evidence, under one signature."""
        return sealed_of(managed_signing(request, signing_id), document_id, request)


def listed_documents(signing: Signing, request: Request) -> dict[str, Any]:
    """A package's documents by position, then id; at most 500 in one answer."""
    rows = SigningDocument.objects.filter(signing=signing).shown()
    documents, cursor = page(rows, request, order=["position", "id"], cap=CAP)
    return listed("documents", [shown_document(document) for document in documents], cursor)


def document_of(signing: Signing, given: str) -> SigningDocument:
    """A document of the package; raises Invalid for an id that is no number, Unknown for none of its own."""
    return found(signing.documents.shown(), id=numeric_id("documentId", given))


def file_of(document: SigningDocument, request: Request) -> HttpResponse:
    """Its PDF; raises Conflict where it has none."""
    digest = document.file_sha256
    if digest is None:
        raise Conflict("The document has no file.")
    return download(request, files.read(digest), sha256=digest, name=f"{document.title}.pdf")


def sealed_of(signing: Signing, given: str, request: Request) -> HttpResponse:
    """The sealed PDF of a document of the package; raises Conflict until it is there."""
    document = document_of(signing, given)
    seal = seal_of(signing.trail, subject="package")
    return sealed_file(request, seal, "sealed", title=document.title, document_sha256=document.file_sha256)


def _is_form(request: Request) -> bool:
    return (request.content_type or "").startswith("multipart/form-data")


def _pick(signing: Signing, request: Request) -> SigningDocument:
    body = read(NewSigningDocument, request)
    place, by = Place(body.get("position"), body.get("title"), body["required"]), actor_of(request)
    match source_of(body):
        case "templateId":
            return actions.add_template(signing_id=signing.pk, template_id=body["templateId"], place=place, by=by)
        case "documentId":
            return actions.add_generated(signing_id=signing.pk, document_id=body["documentId"], place=place, by=by)
        case "chattelDocumentId":
            identifier = body["chattelDocumentId"]
            return actions.add_chattel(signing_id=signing.pk, document_id=identifier, place=place, by=by)
    raise Invalid(SOURCES)


def _upload(signing: Signing, request: Request) -> SigningDocument:
    body = read(UploadedSigningDocument, request)
    file: UploadedFile = body["file"]
    pdf = store_pdf(file)
    title = body.get("title") or title_of(file)
    place, by = Place(body.get("position"), title, body["required"]), actor_of(request)
    return actions.add_upload(signing_id=signing.pk, title=title, pdf=pdf, place=place, by=by)
