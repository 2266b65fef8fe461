"""`/api/webhooks/:id/deliveries`: what was sent, and how it went."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action as route
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.records.rows import found
from workspace.identity.callers import actor_of
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet
from workspace.webhooks import actions
from workspace.webhooks.deliveries.serializers import DeliveryShape
from workspace.webhooks.models import Delivery, Webhook


class Deliveries(ListModelMixin, SignedInViewSet):
    """The newest 500 deliveries of one webhook, newest first."""

    tag = "Webhooks"
    operations = {"list": "listDeliveries", "retry": "retryDelivery"}
    permission_classes = (InOrganization,)
    needs = (actions.NEEDS,)
    serializer_class = DeliveryShape
    listed_as = "deliveries"

    def get_queryset(self) -> "QuerySet[Delivery]":
        webhook = found(Webhook.objects.of(organization_of(self.request)), id=self.kwargs["webhook_id"])
        return Delivery.objects.newest(webhook)

    @extend_schema(request=None)
    @route(detail=True, methods=["post"])
    def retry(self, request: Request, webhook_id: str, pk: str) -> Response:
        """Try it once more, at once: the same id, the same bytes."""
        delivery = actions.retry(
            organization_id=organization_of(request).pk, webhook_id=webhook_id, delivery_id=pk, by=actor_of(request)
        )
        return self.answer(delivery)
