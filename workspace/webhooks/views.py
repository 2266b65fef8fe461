"""`/api/webhooks`: who is told of events. For those who may change the organization's settings."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action as route
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.views import RetrieveMixin, reads, statuses
from workspace.identity.callers import actor_of
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet
from workspace.webhooks import actions
from workspace.webhooks.deliveries.serializers import DeliveryShape
from workspace.webhooks.models import Webhook
from workspace.webhooks.serializers import (
    NewWebhookShape,
    WebhookChangesShape,
    WebhookShape,
    WebhookWithSecretShape,
)


class Webhooks(ListModelMixin, RetrieveMixin, SignedInViewSet):
    """Webhooks of the caller's organization."""

    tag = "Webhooks"
    operations = {
        "list": "listWebhooks",
        "create": "createWebhook",
        "retrieve": "getWebhook",
        "partial_update": "updateWebhook",
        "destroy": "deleteWebhook",
        "secret": "renewWebhookSecret",
        "test": "testWebhook",
    }
    permission_classes = (InOrganization,)
    needs = (actions.NEEDS,)
    serializer_class = WebhookShape
    shapes = {"create": WebhookWithSecretShape}
    listed_as = "webhooks"

    def get_queryset(self) -> "QuerySet[Webhook]":
        return Webhook.objects.of(organization_of(self.request))

    @statuses(201)
    @reads(NewWebhookShape)
    def create(self, request: Request, body: dict[str, Any]) -> Response:
        """Add a webhook. Its secret is in this answer, and in no other."""
        made = actions.create(organization_id=organization_of(request).pk, by=actor_of(request), **body)
        return self.answer(made.webhook, status=201, secret=made.secret)

    @reads(WebhookChangesShape)
    def partial_update(self, request: Request, pk: str, body: dict[str, Any]) -> Response:
        """Change it; `"active": true` also takes away that it was disabled."""
        webhook = actions.change(
            organization_id=organization_of(request).pk, webhook_id=pk, changes=body, by=actor_of(request)
        )
        return self.answer(webhook)

    def destroy(self, request: Request, pk: str) -> Response:
        """Delete it, with its deliveries."""
        actions.delete(organization_id=organization_of(request).pk, webhook_id=pk, by=actor_of(request))
        return Response(status=204)

    @extend_schema(request=None)
    @statuses(201)
    @route(detail=True, methods=["post"], serializer_class=WebhookWithSecretShape)
    def secret(self, request: Request, pk: str) -> Response:
        """Another secret. The one until now signs as well for 24 hours."""
        made = actions.renew_secret(organization_id=organization_of(request).pk, webhook_id=pk, by=actor_of(request))
        return self.answer(made.webhook, status=201, secret=made.secret)

    @extend_schema(request=None)
    @statuses(201)
    @route(detail=True, methods=["post"], serializer_class=DeliveryShape)
    def test(self, request: Request, pk: str) -> Response:
        """Send the event `webhook.test` to this webhook."""
        delivery = actions.test(organization_id=organization_of(request).pk, webhook_id=pk, by=actor_of(request))
        return self.answer(delivery, status=201)
