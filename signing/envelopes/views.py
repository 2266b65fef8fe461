"""Sending, following and taking back: `/api/documents/:id/signature(s)` and `/api/signatures`."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action as route
from rest_framework.request import Request
from rest_framework.response import Response

from documents.models import Document
from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from safeclose.http.views import read
from safeclose.records.rows import found
from safeclose.refusals import Code, Invalid
from signing.envelopes import actions
from signing.envelopes.models import Envelope
from signing.envelopes.serializers import (
    EnvelopeAnswer,
    EnvelopeList,
    FreshLink,
    LinkWanted,
    NewEnvelope,
    SentEnvelope,
    sent_envelope,
    signing_url,
)
from signing.evidence.checkpoints.serializers import ProofAnswer
from signing.evidence.checkpoints.views import proof_answer
from signing.evidence.sealed_files import Kind, seal_of, sealed_file
from signing.evidence.serializers import TrailAnswer
from signing.evidence.views import trail_answer
from workspace.identity.callers import actor_of
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet

PDF = {(200, "application/pdf"): OpenApiTypes.BINARY}


class DocumentSignatures(SignedInViewSet):
    """The envelopes of one document."""

    parameters = {"signatures": ("cursor", "limit")}
    fixed = ("signature", "signatures")
    permission_classes = (InOrganization,)
    lookup_value_regex = "[^/]+"
    serializer_class = EnvelopeAnswer
    queryset = Document.objects.none()

    @extend_schema(request=NewEnvelope, responses={201: SentEnvelope})
    @route(detail=True, methods=["post"])
    def signature(self, request: Request, pk: str) -> Response:
        """Send the document for signature. The answer holds each signer's link; nothing else ever does."""
        body = read(NewEnvelope, request)
        sent = actions.send(
            document_id=pk,
            organization=organization_of(request),
            mode=body["mode"],
            expires_in_days=body.get("expiresInDays"),
            signers=body.get("signers"),
            delivery=body["delivery"],
            by=actor_of(request),
        )
        return Response(sent_envelope(sent), status=201)

    @extend_schema(responses=EnvelopeList, parameters=PAGED)
    @route(detail=True)
    def signatures(self, request: Request, pk: str) -> Response:
        """The document's envelopes, newest first."""
        document = found(Document.objects.of(organization_of(request)), id=pk)
        envelopes, cursor = page(Envelope.objects.filter(document=document).shown(), request, order=["-id"])
        return Response(listed("envelopes", EnvelopeAnswer(envelopes, many=True).data, cursor))


class Envelopes(SignedInViewSet):
    """Envelopes of the caller's organization."""

    parameters = {"destroy": ("reason",), "events": ("cursor", "limit")}
    fixed = ("retrieve", "destroy")
    permission_classes = (InOrganization,)
    lookup_value_regex = "[^/]+"
    serializer_class = EnvelopeAnswer
    queryset = Envelope.objects.none()

    def retrieve(self, request: Request, pk: str) -> Response:
        """One envelope."""
        return Response(EnvelopeAnswer(self._envelope(request, pk)).data)

    @extend_schema(parameters=[OpenApiParameter("reason")], responses={200: EnvelopeAnswer})
    def destroy(self, request: Request, pk: str) -> Response:
        """Void the envelope: all its links are gone at once."""
        reason = request.query_params.get("reason", "").strip() or actions.DEFAULT_VOID_REASON
        if len(reason) > 1000:
            raise Invalid("reason must have at most 1000 characters.", code=Code.INVALID_PARAMETER)
        actions.void(envelope_id=pk, organization=organization_of(request), reason=reason, by=actor_of(request))
        return self.retrieve(request, pk)

    @extend_schema(request=LinkWanted, responses=FreshLink)
    @route(detail=True, methods=["post"], url_path="signers/(?P<signer_id>[^/]+)/link")
    def link(self, request: Request, pk: str, signer_id: str) -> Response:
        """A fresh link for one signer, returned or mailed; the old ones are gone at once."""
        token = actions.rotate_link(
            envelope_id=pk,
            signer_id=signer_id,
            organization=organization_of(request),
            delivery=read(LinkWanted, request)["delivery"],
            by=actor_of(request),
        )
        return Response({"url": signing_url(token) if token else None})

    @extend_schema(responses=TrailAnswer, parameters=PAGED)
    @route(detail=True)
    def events(self, request: Request, pk: str) -> Response:
        """The trail, with its hashes."""
        return Response(trail_answer(self._envelope(request, pk).trail, request))

    @extend_schema(responses=PDF)
    @route(detail=True)
    def certificate(self, request: Request, pk: str) -> HttpResponse:
        """The certificate: who did what, when, made from the trail and nothing else."""
        return self._file(request, pk, "certificate")

    @extend_schema(responses=PDF)
    @route(detail=True)
    def sealed(self, request: Request, pk: str) -> HttpResponse:
        """What was signed, with its certificate and evidence, under one signature."""
        return self._file(request, pk, "sealed")

    @extend_schema(responses={(200, "application/json"): OpenApiTypes.OBJECT})
    @route(detail=True)
    def evidence(self, request: Request, pk: str) -> HttpResponse:
        """The evidence bundle: everything a stranger needs to check the trail."""
        return self._file(request, pk, "bundle")

    @extend_schema(responses=ProofAnswer)
    @route(detail=True)
    def checkpoint(self, request: Request, pk: str) -> Response:
        """What the newest checkpoint of the organization says about the trail, with the way to its signed root."""
        return proof_answer(self._envelope(request, pk).trail_id)

    def _envelope(self, request: Request, pk: str) -> Envelope:
        return found(Envelope.objects.of(organization_of(request)).shown(), id=pk)

    def _file(self, request: Request, pk: str, kind: Kind) -> HttpResponse:
        envelope = self._envelope(request, pk)
        return sealed_file(request, seal_of(envelope.trail, subject="envelope"), kind, title=envelope.title)
