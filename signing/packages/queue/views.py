"""`/v1/signing/signer`: the packages that the caller is asked to sign."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import get_language_from_request
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action as route
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http import json
from safeclose.http.views import RetrieveMixin, reads, statuses
from safeclose.refusals import Invalid
from signing.ceremony.account_disclosure import DISCLOSURES
from signing.ceremony.serializers import ADOPTION, DisclosureShape
from signing.packages.documents.answers import documents_of, file_of, sealed_of
from signing.packages.documents.models import SigningDocument
from signing.packages.package.lifecycle import SIGNING
from signing.packages.package.models import Signing
from signing.packages.queue import actions
from signing.packages.queue.serializers import (
    AccountFileShape,
    CoSignerShape,
    NewSignatureShape,
    OwnSignersShape,
    SignedDocumentShape,
    SignerDocumentShape,
)
from signing.packages.queue.signer_viewset import SignerViewSet
from signing.packages.signers.following import refuse_out_of_turn, refuse_upload, signable_documents
from signing.packages.signers.models import PackageSigner
from signing.packages.signers.serializers import title_given
from signing.packages.signings.serializers import SigningShape
from signing.packages.uploads import Form, store_pdf
from workspace.identity.callers import user_of

NEEDS_CONSENT = "consent must be true: without it nothing can be signed electronically."
R = TypeVar("R")


class SignerQueue(ListModelMixin, RetrieveMixin, SignerViewSet):
    """The caller's packages, the one that was changed last first, and the caller's signer row of each."""

    tag = "Signing by account"
    operations = {
        "list": "listMyPackages",
        "retrieve": "getMyPackage",
        "disclosure": "getDisclosure",
        "signers": "listMyPackageSigners",
    }
    ignores_unknown_parameters = ("list", "retrieve", "signers")
    opening = ("retrieve", "signers", "disclosure")
    serializer_class = SigningShape
    listed_as = "signings"
    list_extras = OwnSignersShape
    wrapped_as = "signing"
    ordering = ("-updated_at", "-id")
    page_size = max_page_size = 100
    lookup_url_kwarg = "signing_id"

    def get_queryset(self) -> "QuerySet[Signing]":
        rows: QuerySet[Signing] = Signing.objects.for_signer(user_of(self.request).pk).shown()
        return rows

    def get_list_extras(self, rows: list[Signing]) -> dict[str, list[PackageSigner]]:
        own = PackageSigner.objects.filter(user=user_of(self.request), signing__in=[row.pk for row in rows]).shown()
        by_signing = {signer.signing_id: signer for signer in own}
        return {"signers": [by_signing[row.pk] for row in rows if row.pk in by_signing]}

    @route(
        detail=True,
        serializer_class=CoSignerShape,
        listed_as="signers",
        list_extras=None,
        ordering=("id",),
        page_size=500,
        max_page_size=500,
    )
    def signers(self, request: Request, signing_id: str) -> Response:
        """Who signs: names, and how far they are."""
        return self.answer_list(PackageSigner.objects.filter(signing=self.signing))

    @route(detail=True, serializer_class=DisclosureShape, wrapped_as="disclosure")
    def disclosure(self, request: Request, signing_id: str) -> Response:
        """What `consent` agrees to, in the language of the browser."""
        return self.answer(DISCLOSURES.in_language(get_language_from_request(request)))


class SignerDocuments(ListModelMixin, RetrieveMixin, SignerViewSet):
    """The documents of a package, for those who sign them, by position."""

    tag = "Signing by account"
    operations = {
        "list": "listMyPackageDocuments",
        "create": "addMyPackageFile",
        "retrieve": "getMyPackageDocument",
        "file": "downloadMyPackageDocument",
        "sealed": "downloadMySealedPackageDocument",
        "sign": "signMyPackageDocument",
    }
    parser_classes = (json.Parser, Form)
    ignores_unknown_parameters = ("list", "retrieve", "file", "sign")
    opening = ("list", "retrieve", "file")
    serializer_class = SignerDocumentShape
    listed_as = "documents"
    wrapped_as = "document"
    ordering = ("position", "id")
    page_size = max_page_size = 500
    lookup_url_kwarg = "document_id"
    numeric_ids = ("signing_id", "document_id")

    def get_queryset(self) -> "QuerySet[SigningDocument]":
        return documents_of(self.signing)

    def get_serializer_context(self) -> dict[str, Any]:
        signer = getattr(self, "signer", None)
        signable = signable_documents(signer) if signer else set()
        return {**super().get_serializer_context(), "signer": signer, "signable": signable}

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @route(detail=True)
    def file(self, request: Request, signing_id: str, document_id: str) -> HttpResponse:
        """The exact bytes that are signed; 409 while the signer waits for others."""
        if self.signing.status == Signing.Status.ACTIVE and self.signer.status != PackageSigner.Status.SIGNED:
            refuse_out_of_turn(self.signer)
        return file_of(self.get_object(), request)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @route(detail=True)
    def sealed(self, request: Request, signing_id: str, document_id: str) -> HttpResponse:
        """What was signed, with the package's certificate and evidence: the signer's copy."""
        return sealed_of(self.signing, self.get_object(), request)

    @extend_schema(request={"multipart/form-data": AccountFileShape})
    @statuses(201)
    def create(self, request: Request, signing_id: str) -> Response:
        """Consent, and add a PDF in an `upload` step of the flow, for good."""
        body = AccountFileShape.read(request.data)
        if not body["consent"]:
            raise Invalid(NEEDS_CONSENT)
        SIGNING.after(self.signing.status, "uploaded")
        refuse_upload(self.signer, body["step"])  # before the file is looked at; the action asks once more
        pdf = store_pdf(body["file"])
        document = self._acted(
            partial(actions.upload, step=body["step"], title=title_given(body), pdf=pdf), body.get("language")
        )
        return self.answer(self.get_queryset().get(pk=document.pk), status=201)

    @statuses(201)
    @route(
        detail=True,
        methods=["post"],
        serializer_class=SignedDocumentShape,
        wrapped_as="",
        parser_classes=(json.Parser,),
    )
    @reads(NewSignatureShape)
    def sign(self, request: Request, signing_id: str, document_id: str, body: dict[str, Any]) -> Response:
        """Consent, and sign one document. The last required signature completes the package."""
        document = self.get_object()
        if not body["consent"]:
            raise Invalid(NEEDS_CONSENT)
        adoption = {name: body[name] for name in ADOPTION if body[name]}
        sign = partial(actions.sign, document_id=document.pk, adoption=adoption, batch=body.get("marks", ()))
        signature = self._acted(sign, body.get("language"))
        signing = Signing.objects.shown().get(pk=self.signing.pk)
        return self.answer({"e_signature": signature, "signing": signing}, status=201)

    def _acted(self, act: Callable[..., R], language: str | None) -> R:
        """What the signer does with the consent in this language; the sender is told of another address."""
        whose: Any = {"signing_id": self.signing.pk, "user_id": self.signer.user_id, "by": self.actor()}
        disclosure = DISCLOSURES.in_language(language or get_language_from_request(self.request))
        try:
            return act(disclosure=disclosure, **whose)
        except actions.AnotherAddress:
            actions.refuse_another_address(**whose)
            raise
