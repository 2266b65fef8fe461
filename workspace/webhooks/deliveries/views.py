"""`/api/webhooks/:id/deliveries`: what was sent, and how it went."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.http.pagination import listed, page
from safeclose.http.parameters import PAGED
from safeclose.records.rows import found
from workspace.identity.callers import actor_of
from workspace.organizations.permissions import InOrganization, organization_of
from workspace.signed_in import SignedInViewSet
from workspace.webhooks import actions
from workspace.webhooks.deliveries.serializers import DeliveryAnswer, DeliveryPage
from workspace.webhooks.models import Delivery, Webhook

WEBHOOK_ID = OpenApiParameter("webhook_id", str, OpenApiParameter.PATH)


@extend_schema(parameters=[WEBHOOK_ID])
class Deliveries(SignedInViewSet):
    """Deliveries of one webhook."""

    parameters = {"list": ("cursor", "limit")}
    permission_classes = (InOrganization,)
    needs = (actions.NEEDS,)
    queryset = Delivery.objects.none()
    serializer_class = DeliveryAnswer
    lookup_value_regex = "[^/]+"

    @extend_schema(responses=DeliveryPage, parameters=PAGED)
    def list(self, request: Request, webhook_id: str) -> Response:
        """The newest 500, newest first."""
        webhook = found(Webhook.objects.of(organization_of(request)), id=webhook_id)
        deliveries, cursor = page(Delivery.objects.newest(webhook), request, order=["-id"])
        return Response(listed("deliveries", DeliveryAnswer(deliveries, many=True).data, cursor))

    @extend_schema(request=None, responses=DeliveryAnswer)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, webhook_id: str, pk: str) -> Response:
        """Try it once more, at once: the same id, the same bytes."""
        delivery = actions.retry(
            organization_id=organization_of(request).pk, webhook_id=webhook_id, delivery_id=pk, by=actor_of(request)
        )
        return Response(DeliveryAnswer(delivery).data)
