"""`/api/clickwrap`: publishing."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action as route
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from clickwrap.agreements import actions
from clickwrap.agreements.models import Agreement
from clickwrap.agreements.serializers import (
    AgreementChangesShape,
    AgreementDetailShape,
    AgreementShape,
    NewAgreementShape,
    SecretShape,
)
from safeclose.http.views import reads, statuses
from workspace.identity.callers import actor_of
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet


class Agreements(ListModelMixin, SignedInViewSet):
    """Agreements of the caller's organization."""

    tag = "Agreements"
    operations = {
        "list": "listAgreements",
        "create": "publishAgreement",
        "retrieve": "getAgreement",
        "partial_update": "updateAgreement",
        "secret": "renewAgreementSecret",
    }
    ignores_unknown_parameters = ("create",)
    paged = ("retrieve",)
    permission_classes = (InOrganization,)
    serializer_class = AgreementShape
    shapes = {"retrieve": AgreementDetailShape}
    listed_as = "agreements"

    def get_queryset(self) -> "QuerySet[Agreement]":
        return Agreement.objects.of(organization_of(self.request)).current()

    @statuses(200, 201)
    @reads(NewAgreementShape)
    def create(self, request: Request, body: dict[str, Any]) -> Response:
        """Publish a text: a new agreement (201), or what the agreement of this key shows from now on (200)."""
        done = actions.publish(organization=organization_of(request), by=actor_of(request), **body)
        return self.answer(done.agreement, status=201 if done.created else 200)

    # Not from the mixin: the answer has a page of versions, too.
    def retrieve(self, request: Request, pk: str) -> Response:
        """One agreement with its texts, 20 at a time."""
        agreement = self.get_object()
        versions = self.page_of(agreement.versions.all(), ordering=("-number",), page_size=20)
        return self.answer(agreement, versions=versions)

    @reads(AgreementChangesShape)
    def partial_update(self, request: Request, pk: str, body: dict[str, bool]) -> Response:
        """Open it to everyone, or close it."""
        agreement = actions.set_active(
            agreement_id=pk, organization=organization_of(request), by=actor_of(request), **body
        )
        return self.answer(agreement)

    @extend_schema(request=None)
    @statuses(201)
    @route(detail=True, methods=["post"], serializer_class=SecretShape)
    def secret(self, request: Request, pk: str) -> Response:
        """Another secret for subject tokens. The one until now is valid for another 24 hours."""
        secret = actions.renew_secret(agreement_id=pk, organization=organization_of(request), by=actor_of(request))
        return self.answer({"secret": secret}, status=201)
