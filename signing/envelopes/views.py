"""Sending, following and voiding: `/api/documents/:id/signature(s)` and `/api/signatures`."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action as route
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from documents.models import Document
from safeclose import clock
from safeclose.http.views import RetrieveMixin, reads, statuses
from signing.ceremony.deadlines import ExtensionShape
from signing.ceremony.identification.serializers import DeliveryShape, FreshLinkShape
from signing.ceremony.links import signing_url
from signing.envelopes import actions
from signing.envelopes.models import Envelope
from signing.envelopes.serializers import (
    EnvelopeQueryShape,
    EnvelopeShape,
    NewEnvelopeShape,
    SentEnvelopeShape,
    VoidQueryShape,
)
from signing.evidence.checkpoints.proofs import proof_or_conflict
from signing.evidence.checkpoints.serializers import ProofShape
from signing.evidence.sealed_files import Kind, seal_of, sealed_file
from signing.evidence.serializers import EvidenceBundleShape, TrailShape
from workspace.identity.callers import actor_of
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet

PDF = {(200, "application/pdf"): OpenApiTypes.BINARY}


class DocumentSignatures(SignedInViewSet):
    """The envelopes of one document."""

    tag = "Envelopes"
    operations = {"signature": "sendDocument", "signatures": "listDocumentEnvelopes"}
    ignores_unknown_parameters = ("signature", "signatures")
    permission_classes = (InOrganization,)
    serializer_class = EnvelopeShape

    def get_queryset(self) -> "QuerySet[Document]":
        return Document.objects.of(organization_of(self.request))

    @route(detail=True, methods=["post"], serializer_class=SentEnvelopeShape)
    @statuses(201)
    @reads(NewEnvelopeShape)
    def signature(self, request: Request, pk: str, body: dict[str, Any]) -> Response:
        """Send the document for signature. The answer holds each signer's link; nothing else ever does."""
        sent = actions.send(document_id=pk, organization=organization_of(request), by=actor_of(request), **body)
        return self.answer(sent, status=201)

    @route(detail=True, listed_as="envelopes")
    def signatures(self, request: Request, pk: str) -> Response:
        """The document's envelopes, newest first."""
        document: Document = self.get_object()
        return self.answer_list(Envelope.objects.filter(document=document).shown())


class Envelopes(ListModelMixin, RetrieveMixin, SignedInViewSet):
    """Envelopes of the caller's organization, of all its documents; the newest first."""

    tag = "Envelopes"
    operations = {
        "list": "listEnvelopes",
        "retrieve": "getEnvelope",
        "partial_update": "extendEnvelope",
        "destroy": "voidEnvelope",
        "certificate": "downloadEnvelopeCertificate",
        "checkpoint": "getEnvelopeCheckpoint",
        "events": "listEnvelopeEvents",
        "evidence": "getEnvelopeEvidence",
        "sealed": "downloadSealedDocument",
        "link": "renewSignerLink",
    }
    queries = {"list": EnvelopeQueryShape, "destroy": VoidQueryShape}
    listed_as = "envelopes"
    ignores_unknown_parameters = ("retrieve", "destroy")
    paged = ("events",)
    permission_classes = (InOrganization,)
    serializer_class = EnvelopeShape

    def get_queryset(self) -> "QuerySet[Envelope]":
        rows: Any = Envelope.objects.of(organization_of(self.request)).shown()
        if self.action == "list" and "status" in self.query:
            rows = rows.with_status(self.query["status"], clock.now())
        return rows

    @reads(ExtensionShape)
    def partial_update(self, request: Request, pk: str, body: dict[str, Any]) -> Response:
        """Move the deadline to a later instant. Those who have still to sign are told where the service mails links."""
        actions.extend(envelope_id=pk, organization=organization_of(request), by=actor_of(request), **body)
        return self.answer(self.get_object())

    @statuses(200)
    def destroy(self, request: Request, pk: str) -> Response:
        """Void the envelope: all its links are gone at once."""
        reason = self.query.get("reason") or actions.DEFAULT_VOID_REASON
        actions.void(envelope_id=pk, organization=organization_of(request), reason=reason, by=actor_of(request))
        return self.answer(self.get_object())

    @route(detail=True, methods=["post"], url_path="signers/<signer_id>/link", serializer_class=FreshLinkShape)
    @statuses(200)
    @reads(DeliveryShape)
    def link(self, request: Request, pk: str, signer_id: str, body: dict[str, str]) -> Response:
        """A fresh link for one signer, returned or mailed; the old ones are gone at once."""
        token = actions.rotate_link(
            envelope_id=pk, signer_id=signer_id, organization=organization_of(request), by=actor_of(request), **body
        )
        return self.answer({"url": signing_url(token) if token else None})

    @route(detail=True, serializer_class=TrailShape)
    def events(self, request: Request, pk: str) -> Response:
        """The trail, with its hashes."""
        trail = self.get_object().trail
        return self.answer(trail, events=self.page_of(trail.events.all(), ordering=("seq",), page_size=None))

    @extend_schema(responses=PDF)
    @route(detail=True)
    def certificate(self, request: Request, pk: str) -> HttpResponse:
        """The certificate: who did what, when, made from the trail and nothing else."""
        return self._file("certificate")

    @extend_schema(responses=PDF)
    @route(detail=True)
    def sealed(self, request: Request, pk: str) -> HttpResponse:
        """What was signed, with its certificate and evidence, under one signature."""
        return self._file("sealed")

    @extend_schema(responses={(200, "application/json"): EvidenceBundleShape})
    @route(detail=True)
    def evidence(self, request: Request, pk: str) -> HttpResponse:
        """The evidence bundle: everything a stranger needs to check the trail."""
        return self._file("bundle")

    @route(detail=True, serializer_class=ProofShape)
    def checkpoint(self, request: Request, pk: str) -> Response:
        """What the newest checkpoint of the organization says about the trail, with the way to its signed root."""
        return self.answer(proof_or_conflict(self.get_object().trail_id))

    def _file(self, kind: Kind) -> HttpResponse:
        envelope: Envelope = self.get_object()
        return sealed_file(self.request, seal_of(envelope.trail, subject="envelope"), kind, title=envelope.title)
