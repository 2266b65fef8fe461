"""`/api/clickwrap`: publishing."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from clickwrap.agreements import actions
from clickwrap.agreements.models import Agreement
from clickwrap.agreements.serializers import (
    AgreementAnswer,
    AgreementChanges,
    AgreementDetail,
    AgreementPage,
    NewAgreement,
    answered,
    answered_version,
)
from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from safeclose.http.views import read
from safeclose.records.rows import found
from workspace.identity.callers import actor_of
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet


class Agreements(SignedInViewSet):
    """Agreements of the caller's organization."""

    parameters = {"list": ("cursor", "limit"), "retrieve": ("cursor", "limit")}
    fixed = ("create",)
    permission_classes = (InOrganization,)
    queryset = Agreement.objects.none()
    serializer_class = AgreementAnswer
    lookup_value_regex = "[^/]+"

    @extend_schema(responses=AgreementPage, parameters=PAGED)
    def list(self, request: Request) -> Response:
        """Newest first."""
        agreements, cursor = page(Agreement.objects.of(organization_of(request)), request, order=["-id"])
        return Response(listed("agreements", [answered(one) for one in agreements], cursor))

    @extend_schema(request=NewAgreement, responses={201: AgreementAnswer, 200: AgreementAnswer})
    def create(self, request: Request) -> Response:
        """Publish a text: a new agreement (201), or what the agreement of this key shows from now on (200)."""
        body = read(NewAgreement, request)
        done = actions.publish(
            organization=organization_of(request),
            key=body["key"],
            title=body["title"],
            body=body["body"],
            by=actor_of(request),
        )
        return Response(answered(done.agreement), status=201 if done.created else 200)

    @extend_schema(responses=AgreementDetail, parameters=PAGED)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One agreement with its texts, 20 at a time."""
        agreement = found(Agreement.objects.of(organization_of(request)), id=pk)
        versions, cursor = page(agreement.versions.all(), request, order=["-number"], cap=20)
        texts = [answered_version(version) for version in versions]
        return Response({**answered(agreement), **listed("versions", texts, cursor)})

    @extend_schema(request=AgreementChanges)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Open it to everyone, or close it."""
        active = read(AgreementChanges, request)["active"]
        agreement = actions.set_active(
            agreement_id=pk, organization=organization_of(request), active=active, by=actor_of(request)
        )
        return Response(answered(agreement))
