"""What Clerk calls."""

import structlog
from django.conf import settings
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import CharField, DictField

from safeclose.http.body_limits import TooLarge
from safeclose.http.fields import ConstantSwitch
from safeclose.http.shapes import Shape
from safeclose.http.views import ViewSet, statuses
from workspace.clerk import actions, clerk_events, signatures
from workspace.clerk.clerk_events import CLERK

log = structlog.get_logger("workspace.clerk")

HEADERS = [OpenApiParameter(f"svix-{part}", str, OpenApiParameter.HEADER, required=True) for part in signatures.PARTS]


class ClerkEventShape(Shape):
    """What Clerk sends. `data` is a user, an organization or a membership, as Clerk's documentation has it."""

    type = CharField()
    data_ = DictField()


class ReceivedShape(Shape):
    """The delivery was carried out, or there was nothing to do."""

    ok = ConstantSwitch(True)


class ClerkWebhooks(ViewSet):
    """`POST /webhooks/clerk`: proved by its signature alone."""

    tag = "Incoming reports"
    operations = {"create": "receiveClerkEvent"}
    proofs = ("clerkSignature",)
    serializer_class = ReceivedShape
    authentication_classes = ()
    permission_classes = ()

    @extend_schema(request=ClerkEventShape, parameters=HEADERS)
    @statuses(200)
    def create(self, request: Request) -> Response:
        """A user, an organization or a membership has changed at Clerk."""
        secrets = signatures.keys()
        body = _body(request)
        delivery_id = signatures.delivery_id(body, request.headers, secrets)
        change = clerk_events.delivered(body)
        if change is not None:
            outcome = actions.take_in(change=change, delivery_id=delivery_id, by=CLERK)
            log.info("clerk_delivery", type=change.type, delivery=delivery_id, outcome=outcome)
        return self.answer({})


def _body(request: Request) -> bytes:
    """The bytes as they came, for they are what is signed."""
    limit: int = settings.JSON_BODY_LIMIT
    body: bytes = request.read(limit + 1)
    if len(body) > limit:
        raise TooLarge(limit)
    return body
