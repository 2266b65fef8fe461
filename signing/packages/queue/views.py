"""`/v1/signing/signer`: the packages that the caller is asked to sign."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language_from_request
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action as route
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.actors import Actor
from safeclose.http import client_address
from safeclose.http.numeric_ids import numeric_id
from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from safeclose.http.views import read
from safeclose.records.rows import found
from safeclose.refusals import Invalid
from signing.ceremony.account_disclosure import in_language
from signing.ceremony.serializers import DisclosureShape
from signing.packages.documents.serializers import OneSigningDocument, SigningDocumentList, shown_document
from signing.packages.documents.views import DOCUMENT_ID, document_of, file_of, listed_documents, sealed_of
from signing.packages.package.models import Signing
from signing.packages.package.permissions import SIGNING_ID
from signing.packages.queue import actions
from signing.packages.queue.permissions import IsSigner
from signing.packages.queue.serializers import (
    CoSigners,
    Queue,
    ShownDisclosure,
    Signature,
    SignedDocument,
    shown_co_signer,
    shown_signature,
)
from signing.packages.signers.models import PackageSigner
from signing.packages.signers.serializers import shown_signer
from signing.packages.signings.serializers import OneSigning, shown_signing
from workspace.identity.callers import user_agent_of, user_of
from workspace.signed_in import SignedInViewSet

CAP, CAP_WITHIN = 100, 500


class SignerQueue(SignedInViewSet):
    """Packages, for those who sign them."""

    parameters = {"list": ("cursor", "limit"), "signers": ("cursor", "limit")}
    fixed = ("list", "retrieve", "signers")
    permission_classes = (IsSigner,)
    queryset = Signing.objects.none()
    serializer_class = OneSigning
    lookup_url_kwarg = "signing_id"
    lookup_value_regex = "[^/]+"

    @extend_schema(responses=Queue, parameters=PAGED)
    def list(self, request: Request) -> Response:
        """The caller's packages, most recently updated first, and the caller's signer row of each."""
        user = user_of(request)
        rows = Signing.objects.for_signer(user.pk).shown()
        signings, cursor = page(rows, request, order=["-updated_at", "-id"], cap=CAP)
        own = PackageSigner.objects.filter(user=user, signing__in=[signing.pk for signing in signings]).shown()
        by_signing = {signer.signing_id: shown_signer(signer) for signer in own}
        body = listed("signings", [shown_signing(signing) for signing in signings], cursor)
        return Response(
            {"signers": [by_signing[signing.pk] for signing in signings if signing.pk in by_signing], **body}
        )

    @extend_schema(parameters=[SIGNING_ID])
    def retrieve(self, request: Request, signing_id: str) -> Response:
        """One package. The first look is recorded."""
        signing = opened(request, signing_id)
        return Response(_now(signing))

    @extend_schema(responses=CoSigners, parameters=[SIGNING_ID, *PAGED])
    @route(detail=True)
    def signers(self, request: Request, signing_id: str) -> Response:
        """Who signs: names, and how far they are."""
        signing = opened(request, signing_id)
        rows = PackageSigner.objects.filter(signing=signing)
        signers, cursor = page(rows, request, order=["id"], cap=CAP_WITHIN)
        return Response(listed("signers", [shown_co_signer(signer) for signer in signers], cursor))

    @extend_schema(responses=ShownDisclosure, parameters=[SIGNING_ID])
    @route(detail=True)
    def disclosure(self, request: Request, signing_id: str) -> Response:
        """What `consent` agrees to, in the language of the browser."""
        opened(request, signing_id)
        text = in_language(get_language_from_request(request))
        return Response({"disclosure": DisclosureShape(text).data})


@extend_schema(parameters=[SIGNING_ID])
class SignerDocuments(SignedInViewSet):
    """The documents of a package, for those who sign them."""

    parameters = {"list": ("cursor", "limit")}
    fixed = ("list", "retrieve", "file", "sign")
    permission_classes = (IsSigner,)
    queryset = Signing.objects.none()
    serializer_class = OneSigningDocument
    lookup_url_kwarg = "document_id"
    lookup_value_regex = "[^/]+"

    @extend_schema(responses=SigningDocumentList, parameters=PAGED)
    def list(self, request: Request, signing_id: str) -> Response:
        """The documents, by position; at most 500 in one answer."""
        return Response(listed_documents(opened(request, signing_id), request))

    @extend_schema(parameters=[DOCUMENT_ID])
    def retrieve(self, request: Request, signing_id: str, document_id: str) -> Response:
        """One document."""
        return Response({"document": shown_document(document_of(opened(request, signing_id), document_id))})

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY}, parameters=[DOCUMENT_ID])
    @route(detail=True)
    def file(self, request: Request, signing_id: str, document_id: str) -> HttpResponse:
        """The exact bytes that are signed."""
        return file_of(document_of(opened(request, signing_id), document_id), request)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY}, parameters=[DOCUMENT_ID])
    @route(detail=True)
    def sealed(self, request: Request, signing_id: str, document_id: str) -> HttpResponse:
        """What was signed, with the package's certificate and evidence: the signer's copy."""
        return sealed_of(assigned(request, signing_id), document_id, request)

    @extend_schema(request=Signature, responses={201: SignedDocument}, parameters=[DOCUMENT_ID])
    @route(detail=True, methods=["post"])
    def sign(self, request: Request, signing_id: str, document_id: str) -> Response:
        """Consent, and sign one document. The last required signature completes the package."""
        signing = assigned(request, signing_id)
        number = document_of(signing, document_id).pk
        body = read(Signature, request)
        if not body["consent"]:
            raise Invalid("consent must be true: without it nothing can be signed electronically.")
        user = user_of(request)
        try:
            signature = actions.sign(
                signing_id=signing.pk,
                document_id=number,
                user_id=user.pk,
                signature_text=body["signatureText"],
                disclosure=in_language(body.get("language") or get_language_from_request(request)),
                by=_by(request),
            )
        except actions.AnotherAddress:
            actions.refuse_another_address(signing_id=signing.pk, user_id=user.pk, by=_by(request))
            raise
        return Response({"eSignature": shown_signature(signature), **_now(signing)}, status=201)


def assigned(request: Request, given: str) -> Signing:
    """The package, if the caller signs it; raises Invalid for an id that is no number, Unknown for any other."""
    return found(Signing.objects.for_signer(user_of(request).pk), id=numeric_id("signingId", given))


def opened(request: Request, given: str) -> Signing:
    """Like `assigned`; that the caller looked at it is in its trail afterwards. A HEAD shows nothing."""
    signing, user = assigned(request, given), user_of(request)
    waiting = signing.signers.filter(user=user, status=PackageSigner.Status.PENDING)
    if request.method == "GET" and signing.status == Signing.Status.ACTIVE and waiting.exists():
        actions.open_package(signing_id=signing.pk, user_id=user.pk, by=_by(request))
    return signing


def _now(signing: Signing) -> dict[str, Any]:
    return {"signing": shown_signing(Signing.objects.shown().get(pk=signing.pk))}


def _by(request: Request) -> Callable[[PackageSigner], Actor]:
    ip, user_agent = client_address.of(request), user_agent_of(request)
    return lambda signer: Actor("signer", str(signer.pk), signer.name, ip, user_agent)
