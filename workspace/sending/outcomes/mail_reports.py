"""Reports of a mail service, read and proved by Anymail's views."""

from typing import Any

import structlog
from anymail.signals import AnymailTrackingEvent, tracking
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.module_loading import import_string
from rest_framework.exceptions import NotAuthenticated

from safeclose.actors import SYSTEM
from safeclose.config import mail_services
from safeclose.refusals import Invalid, Unavailable
from workspace.sending.outcomes import actions
from workspace.sending.outcomes.failures import MAIL_SENTENCES, Failure, codes_in

log = structlog.get_logger("workspace.sending")

UNREADABLE = "The body is no report of the mail service."
# What Anymail's parsers raise for a body of another form than they expect.
PARSING_ERRORS = (ImproperlyConfigured, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def take_in(request: HttpRequest) -> None:
    """Record what a request of the mail service reports.

    Raises Unavailable where no service or secret is set, NotAuthenticated, and Invalid.
    """
    service = mail_services.chosen(settings.MAIL_SERVICE)
    if service is None or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        raise Unavailable("MAIL_SERVICE and MAIL_WEBHOOK_SECRET are not both set.")
    view_class = import_string(service.webhook_view)
    try:
        view = view_class()
    except (ImproperlyConfigured, ValueError) as error:
        raise Unavailable(f"The settings of {settings.MAIL_SERVICE} are not complete, or not right.") from error
    for event in _events(view, request):
        tracking.send(sender=view_class, event=event, esp_name=view.esp_name)


def _events(view: Any, request: HttpRequest) -> list[AnymailTrackingEvent]:
    # Imported here: it loads an HTTP library that only a mail service needs.
    from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure

    try:
        view.run_validators(request)
        events: list[Any] = view.parse_events(request)
    except AnymailWebhookValidationFailure as error:
        raise NotAuthenticated from error
    except _amazon_errors() as error:
        raise Unavailable("Amazon does not confirm the topic.") from error
    except (AnymailError, *PARSING_ERRORS) as error:
        raise Invalid(UNREADABLE) from error
    return [event for event in events if isinstance(event, AnymailTrackingEvent)]


def _amazon_errors() -> tuple[type[Exception], ...]:
    """Of the request to Amazon by which a topic is confirmed; its library is an optional dependency, and large."""
    if settings.MAIL_SERVICE != "amazon-ses":
        return ()
    from botocore.exceptions import BotoCoreError, ClientError

    return BotoCoreError, ClientError


def when_tracked(sender: object, event: AnymailTrackingEvent, esp_name: str, **_: object) -> None:
    """Receiver of Anymail's signal: a mail that did not arrive is recorded, and other events are left out."""
    message_id = event.message_id
    if event.event_type not in MAIL_SENTENCES or not isinstance(message_id, str):
        return
    said = " ".join(one for one in (event.mta_response, event.description) if isinstance(one, str))
    failure = Failure("email", event.event_type, codes_in(said))
    outcome = actions.record_failure(service=settings.MAIL_SERVICE, message_id=message_id, failure=failure, by=SYSTEM)
    log.info("mail_failed", failure=failure.kind, code=failure.code, outcome=outcome)
