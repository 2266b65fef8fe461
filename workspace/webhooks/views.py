"""`/api/webhooks`: who is told of events. For those who may change the organization's settings."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from safeclose.http.views import read
from safeclose.records.rows import found
from workspace.identity.callers import actor_of
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet
from workspace.webhooks import actions
from workspace.webhooks.deliveries.serializers import DeliveryAnswer
from workspace.webhooks.models import Webhook
from workspace.webhooks.serializers import (
    NewWebhook,
    WebhookAnswer,
    WebhookChanges,
    WebhookPage,
    WebhookWithSecret,
)


class Webhooks(SignedInViewSet):
    """Webhooks of the caller's organization."""

    parameters = {"list": ("cursor", "limit")}
    permission_classes = (InOrganization,)
    needs = (actions.NEEDS,)
    queryset = Webhook.objects.none()
    serializer_class = WebhookAnswer
    lookup_value_regex = "[^/]+"

    @extend_schema(responses=WebhookPage, parameters=PAGED)
    def list(self, request: Request) -> Response:
        """Newest first."""
        webhooks, cursor = page(Webhook.objects.of(organization_of(request)), request, order=["-id"])
        return Response(listed("webhooks", WebhookAnswer(webhooks, many=True).data, cursor))

    @extend_schema(request=NewWebhook, responses={201: WebhookWithSecret})
    def create(self, request: Request) -> Response:
        """Add a webhook. Its secret is in this answer, and in no other."""
        made = actions.create(
            organization_id=organization_of(request).pk, **read(NewWebhook, request), by=actor_of(request)
        )
        return _with_secret(made)

    def retrieve(self, request: Request, pk: str) -> Response:
        """One webhook."""
        return Response(WebhookAnswer(found(Webhook.objects.of(organization_of(request)), id=pk)).data)

    @extend_schema(request=WebhookChanges)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change it; `"active": true` also takes away that it was disabled."""
        webhook = actions.change(
            organization_id=organization_of(request).pk,
            webhook_id=pk,
            changes=read(WebhookChanges, request),
            by=actor_of(request),
        )
        return Response(WebhookAnswer(webhook).data)

    def destroy(self, request: Request, pk: str) -> Response:
        """Remove it, with its deliveries."""
        actions.delete(organization_id=organization_of(request).pk, webhook_id=pk, by=actor_of(request))
        return Response(status=204)

    @extend_schema(request=None, responses={201: WebhookWithSecret})
    @action(detail=True, methods=["post"])
    def secret(self, request: Request, pk: str) -> Response:
        """Another secret. The one until now signs as well for 24 hours."""
        made = actions.renew_secret(organization_id=organization_of(request).pk, webhook_id=pk, by=actor_of(request))
        return _with_secret(made)

    @extend_schema(request=None, responses={201: DeliveryAnswer})
    @action(detail=True, methods=["post"])
    def test(self, request: Request, pk: str) -> Response:
        """Send the event `webhook.test` to this webhook."""
        delivery = actions.test(organization_id=organization_of(request).pk, webhook_id=pk, by=actor_of(request))
        return Response(DeliveryAnswer(delivery).data, status=201)


def _with_secret(made: actions.Shown) -> Response:
    return Response({**WebhookAnswer(made.webhook).data, "secret": made.secret}, status=201)
