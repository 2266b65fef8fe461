"""What mail services and Twilio call."""

import structlog
from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import CharField

from safeclose.actors import SYSTEM
from safeclose.gateways import twilio_callbacks
from safeclose.http.body_limits import TooLarge, declared_length
from safeclose.http.fields import ConstantSwitch
from safeclose.http.shapes import Shape
from safeclose.http.views import ViewSet, statuses
from workspace.sending.outcomes import actions, mail_reports
from workspace.sending.outcomes.failures import TEXT_SENTENCES, Failure

log = structlog.get_logger("workspace.sending")

SIGNATURE = "X-Twilio-Signature"


class TwilioReportShape(Shape):
    """What Twilio says of a text message. It sends more."""

    MessageSid = CharField()
    MessageStatus = CharField()
    ErrorCode = CharField(required=False)


class ReportTakenShape(Shape):
    """The report was taken, or there was nothing to do."""

    ok = ConstantSwitch(True)


class Reports(ViewSet):
    """Proved by what the request holds, and by no account."""

    serializer_class = ReportTakenShape
    authentication_classes = ()
    permission_classes = ()

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Raises TooLarge, before the body is read."""
        super().initial(request, *args, **kwargs)
        if declared_length(request._request) > settings.JSON_BODY_LIMIT:
            raise TooLarge(settings.JSON_BODY_LIMIT)


class MailReports(Reports):
    """`/webhooks/mail`: proved by Basic authentication, and by the service's signature where it signs."""

    tag = "Incoming reports"
    operations = {"create": "receiveMailReport"}
    proofs = ("mailService",)

    @extend_schema(request=OpenApiTypes.OBJECT)
    @statuses(200)
    def create(self, request: Request) -> Response:
        """Mails were delivered, came back, or were reported as spam."""
        mail_reports.take_in(request._request)
        return self.answer({})

    def get_authenticate_header(self, request: Request) -> str:
        """Amazon's service gives the secret only when it is asked for it."""
        return 'Basic realm="webhooks"'


class TextReports(Reports):
    """`/webhooks/twilio`: proved by its signature alone."""

    tag = "Incoming reports"
    operations = {"create": "receiveTextReport"}
    proofs = ("twilioSignature",)

    @extend_schema(
        request={"application/x-www-form-urlencoded": TwilioReportShape},
        parameters=[OpenApiParameter(SIGNATURE, str, OpenApiParameter.HEADER, required=True)],
    )
    @statuses(200)
    def create(self, request: Request) -> Response:
        """A text message was delivered, or was not."""
        report = twilio_callbacks.reported(request._request.body, request.headers.get(SIGNATURE, ""))
        if report.status in TEXT_SENTENCES:
            code = f"error {report.code}" if report.code else ""
            failure = Failure("sms", report.status, code)
            outcome = actions.record_failure(service="twilio", message_id=report.message_id, failure=failure, by=SYSTEM)
            log.info("text_failed", failure=failure.kind, code=failure.code, outcome=outcome)
        return self.answer({})
