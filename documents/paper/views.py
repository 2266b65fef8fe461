"""`/api/documents`: drafting and generating."""

from collections.abc import Mapping

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action as route
from rest_framework.request import Request
from rest_framework.response import Response

from documents import packs
from documents.forms.blank_forms.models import BlankForm
from documents.paper import actions, usage
from documents.paper.models import Document
from documents.paper.serializers import (
    DocumentAnswer,
    DocumentChanges,
    DocumentPage,
    NewDocument,
    PackDetail,
    PackList,
    Usage,
)
from safeclose import clock
from safeclose.http.downloads import download
from safeclose.http.pagination import listed, page, portion
from safeclose.http.parameters import PAGED
from safeclose.http.views import choice, read
from safeclose.records.lifecycle import words
from safeclose.records.rows import found
from safeclose.refusals import Conflict, Unknown
from safeclose.storage import files
from workspace.identity.callers import actor_of
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet

FILTERS = [
    OpenApiParameter("status", enum=Document.Status.values),
    OpenApiParameter("formKey"),
    OpenApiParameter("dealId"),
    *PAGED,
]


class Documents(SignedInViewSet):
    """Documents of the caller's organization."""

    parameters = {"list": ("status", "formKey", "dealId", "cursor", "limit"), "file": ("version",)}
    fixed = ("usage",)
    permission_classes = (InOrganization,)
    queryset = Document.objects.none()
    serializer_class = DocumentAnswer
    lookup_value_regex = "[^/]+"

    @extend_schema(responses=DocumentPage, parameters=FILTERS)
    def list(self, request: Request) -> Response:
        """Newest first."""
        wanted = {
            "status": choice(request, "status", Document.Status.values),
            "form_key": request.query_params.get("formKey"),
        }
        rows = Document.objects.of(organization_of(request)).filter(**{k: v for k, v in wanted.items() if v})
        if deal_id := request.query_params.get("dealId"):
            rows = rows.in_deal(deal_id)
        documents, cursor = page(rows, request, order=["-id"])
        return Response(listed("documents", DocumentAnswer(documents, many=True).data, cursor))

    @extend_schema(request=NewDocument, responses={201: DocumentAnswer})
    def create(self, request: Request) -> Response:
        """Start a draft."""
        body = read(NewDocument, request)
        document = actions.create(
            organization=organization_of(request),
            form_key=body["formKey"],
            title=body.get("title"),
            canonical=body["canonical"],
            provenance=body["provenance"],
            deal_id=body.get("dealId"),
            by=actor_of(request),
        )
        return Response(DocumentAnswer(document).data, status=201)

    def retrieve(self, request: Request, pk: str) -> Response:
        """One document."""
        return Response(DocumentAnswer(self._document(request, pk)).data)

    @extend_schema(request=DocumentChanges)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a draft, or turn a generated document back into one."""
        changes = read(DocumentChanges, request)
        document = actions.edit(
            document_id=pk, organization=organization_of(request), changes=changes, by=actor_of(request)
        )
        return Response(DocumentAnswer(document).data)

    def destroy(self, request: Request, pk: str) -> Response:
        """Remove a document that was never sent."""
        actions.delete(document_id=pk, organization=organization_of(request), by=actor_of(request))
        return Response(status=204)

    @extend_schema(request=None, responses=DocumentAnswer)
    @route(detail=True, methods=["post"])
    def generate(self, request: Request, pk: str) -> Response:
        """Render the PDF."""
        document = actions.generate(document_id=pk, organization=organization_of(request), by=actor_of(request))
        return Response(DocumentAnswer(document).data)

    @extend_schema(
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
        parameters=[OpenApiParameter("version", enum=["rendered", "sealed"])],
    )
    @route(detail=True)
    def file(self, request: Request, pk: str) -> HttpResponse:
        """The PDF as rendered, or with `?version=sealed` the one with the evidence in it."""
        document = self._document(request, pk)
        is_sealed = choice(request, "version", ["rendered", "sealed"]) == "sealed"
        digest = document.sealed_sha256 if is_sealed else document.sha256
        if digest is None:
            raise Conflict(_no_file(document, is_sealed=is_sealed))
        name = f"{document.title} (sealed).pdf" if is_sealed else f"{document.title}.pdf"
        return download(request, files.read(digest), sha256=digest, name=name)

    @extend_schema(responses=Usage)
    @route(detail=False)
    def usage(self, request: Request) -> Response:
        """Documents rendered this month."""
        return Response(usage.of_month(organization_of(request), clock.now()))

    def _document(self, request: Request, pk: str) -> Document:
        return found(Document.objects.of(organization_of(request)), id=pk)


class Packs(SignedInViewSet):
    """The forms that documents are made from."""

    parameters = {"list": ("cursor", "limit")}
    permission_classes = (InOrganization,)
    lookup_value_regex = ".+"

    @extend_schema(responses=PackList, parameters=PAGED)
    def list(self, request: Request) -> Response:
        """All forms."""
        found, cursor = portion(packs.every(), request, key=lambda pack: pack.key)
        blanks = _blanks()
        return Response(listed("packs", [_summary(pack, blanks) for pack in found], cursor))

    @extend_schema(responses=PackDetail)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One form, with the JSON Schema of its data and a complete sample."""
        try:
            pack = packs.get(pk)
        except packs.UnknownPack as error:
            raise Unknown from error
        sample = pack.sample(clock.now().date())
        return Response({**_summary(pack, _blanks()), "schema": pack.json_schema(), "sample": sample})


def _no_file(document: Document, *, is_sealed: bool) -> str:
    if not is_sealed:
        return "The document is a draft; it has no file until it is generated."
    if document.status == Document.Status.FULLY_SIGNED:
        return "The document is being sealed; try again in a moment."
    return f"The document is {words(document.status)}; it is sealed when everyone has signed."


def _blanks() -> dict[str, str]:
    """The SHA-256 of the licensed form that a pack is printed on, where one is loaded."""
    return dict(BlankForm.objects.current().values_list("form_key", "sha256"))


def _summary(pack: packs.Pack, blanks: Mapping[str, str]) -> dict[str, object]:
    return {
        "formKey": pack.key,
        "title": pack.title,
        "formNumber": pack.form_number,
        "transactionType": pack.transaction_type,
        "blankForm": {"sha256": blanks[pack.key]} if pack.key in blanks else None,
    }
