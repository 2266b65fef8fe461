"""Checks of settings that are dangerous in production or contradictory, for `check --deploy`."""

import os
from collections.abc import Iterator
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from safeclose import tracing
from safeclose.config import mail_services, sentry

# The values of Django's security.W009, which only warns.
MIN_KEY_LENGTH, MIN_DISTINCT_CHARACTERS, INSECURE_PREFIX = 50, 5, "django-insecure-"
MIN_SECRET_LENGTH = 20  # of the password of a mail service's webhooks


def _unless(holds: object, number: int, sentence: str) -> Iterator[CheckMessage]:
    if not holds:
        yield Error(sentence, id=f"safeclose.E{number:03d}")


@register(Tags.security, deploy=True)
def database_is_given(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The embedded PostgreSQL ends with its process, has no backups, and accepts every user of the machine."""
    sentence = "Set DATABASE_URL: the embedded PostgreSQL is for development."
    return list(_unless(not settings.DATABASE_IS_EMBEDDED, 20, sentence))


@register(Tags.security, deploy=True)
def key_is_strong(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """It signs the sessions of the back office."""
    key = settings.SECRET_KEY
    is_strong = (
        len(key) >= MIN_KEY_LENGTH and len(set(key)) >= MIN_DISTINCT_CHARACTERS and not key.startswith(INSECURE_PREFIX)
    )
    return list(_unless(is_strong, 21, f"Set SECRET_KEY to {MIN_KEY_LENGTH} random characters or more."))


@register(Tags.security, deploy=True)
def hosts_are_named(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Otherwise a host name chosen by the caller could get into an answer."""
    is_named = settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS
    sentence = "Set ALLOWED_HOSTS to the names under which the service is reached, and not to *."
    return list(_unless(is_named, 22, sentence))


@register(Tags.security, deploy=True)
def callers_are_counted(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Without limits, links and codes could be guessed."""
    return list(_unless(getattr(settings, "RATELIMIT_ENABLE", True), 23, "RATELIMIT_ENABLE must not be off."))


@register(Tags.security, deploy=True)
def mail_goes_out(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Otherwise signers get no links."""
    goes_out = settings.MAIL_SERVICE or (settings.EMAIL_URL and settings.EMAIL_BACKEND.endswith(".smtp.EmailBackend"))
    sentence = (
        "Set EMAIL_URL to a mail server, such as smtp+tls://user:password@host:587, or MAIL_SERVICE to a mail service."
    )
    return list(_unless(goes_out, 24, sentence))


@register()
def mail_service_is_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """With only some of the settings no mail would go out, or nobody would hear of those that come back."""
    service = mail_services.chosen(settings.MAIL_SERVICE)
    if service is None:
        return []
    name = settings.MAIL_SERVICE
    missing = [one for one in service.required if not settings.ANYMAIL.get(one)]
    missing += [] if settings.MAIL_WEBHOOK_SECRET else ["MAIL_WEBHOOK_SECRET"]
    return [
        *_unless(not missing, 36, f"MAIL_SERVICE={name} needs {', '.join(missing)}."),
        *_unless(service.is_installed(), 37, f"MAIL_SERVICE={name} needs the package {service.package}."),
        *_unless(not settings.EMAIL_URL, 38, "Set EMAIL_URL or MAIL_SERVICE, and not both."),
    ]


@register()
def webhook_secrets_are_strong(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Whoever guesses one can make the service believe that mails came back."""
    are_strong = all(
        user and len(password) >= MIN_SECRET_LENGTH
        for user, _, password in (one.partition(":") for one in settings.MAIL_WEBHOOK_SECRET)
    )
    sentence = f"MAIL_WEBHOOK_SECRET must be user:password, {MIN_SECRET_LENGTH} characters or more after the colon."
    return list(_unless(are_strong, 39, sentence))


@register(Tags.security, deploy=True)
def sender_is_real(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Mail from localhost is refused or treated as spam."""
    _, at, domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")
    is_real = at and domain.lower() not in ("localhost", "localhost.localdomain")
    return list(_unless(is_real, 25, "Set DEFAULT_FROM_EMAIL to a sender at a domain of yours."))


@register(Tags.security, deploy=True)
def clerk_can_tell(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Otherwise people removed at Clerk stay members here."""
    sentence = "Set CLERK_WEBHOOK_SECRET: without Clerk's webhooks members who left keep their access."
    return list(_unless(settings.CLERK_WEBHOOK_SECRET, 26, sentence))


@register(Tags.security, deploy=True)
def other_sites_are_named(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Otherwise any page could call the authenticated routes."""
    wrong = "*" in settings.CORS_ALLOWED_ORIGINS or getattr(settings, "CORS_ALLOW_ALL_ORIGINS", False)
    return list(_unless(not wrong, 27, "Name the origins in CORS_ALLOWED_ORIGINS, and not *."))


@register()
def proxies_are_counted(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """It is a position from the right of X-Forwarded-For."""
    return list(_unless(settings.TRUSTED_PROXY_COUNT >= 0, 28, "TRUSTED_PROXY_COUNT must be 0 or more."))


@register()
def reminders_come_later(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A reminder on the day of the mail or before it is a mistake."""
    days = settings.REMINDER_DAYS
    is_meant = all(day > 0 for day in days) and len(set(days)) == len(days)
    return list(_unless(is_meant, 29, "REMINDER_DAYS must be different whole numbers above 0, such as 3,7,14."))


@register()
def wrong_answers_are_few(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """With none nobody could be identified; with a hundred thousand a code of six digits could be guessed."""
    sentence = "MAX_WRONG_ANSWERS must be 1 to 1000."
    return list(_unless(1 <= settings.MAX_WRONG_ANSWERS <= 1000, 35, sentence))


@register()
def streams_leave_threads(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Each open stream keeps a thread for minutes."""
    leave_one = 0 <= settings.WEB_STREAMS < settings.WEB_THREADS
    return list(_unless(leave_one, 40, "WEB_STREAMS must be 0 or more, and less than WEB_THREADS."))


@register()
def twilio_is_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """With only some of the settings no code can be sent."""
    parts = (settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_FROM)
    sentence = "Set all of TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM, or none."
    return list(_unless(all(parts) or not any(parts), 30, sentence))


@register()
def authority_has_an_address(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Otherwise seals would wait forever for a time stamp."""
    parts = urlsplit(settings.TSA_URL)
    is_one = not settings.TSA_URL or (parts.scheme in ("http", "https") and parts.hostname)
    return list(_unless(is_one, 31, "TSA_URL must be an http or https address."))


@register()
def fonts_are_there(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Otherwise names would be refused without a visible reason."""
    missing = [folder for folder in settings.FONT_PATHS if not Path(folder).is_dir()]
    return list(_unless(not missing, 34, f"FONT_PATHS names folders that aren't there: {', '.join(missing)}."))


@register()
def storage_is_installed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The S3 client is an optional dependency."""
    is_there = not settings.STORAGE_URL or (find_spec("storages") and find_spec("boto3"))
    return list(_unless(is_there, 32, "STORAGE_URL needs the extra `s3` of this package."))


@register()
def sentry_is_installed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Otherwise faults would not be reported."""
    is_there = not settings.SENTRY_DSN or sentry.is_installed()
    return list(_unless(is_there, 33, "SENTRY_DSN needs the extra `sentry` of this package."))


@register()
def tracing_is_installed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Otherwise no span would arrive, and nobody would know why."""
    if not tracing.is_asked_for():
        return []
    protocols = {os.environ.get(name) or tracing.ONLY_PROTOCOL for name in tracing.PROTOCOLS}
    return [
        *_unless(tracing.is_installed(), 41, f"{tracing.ENDPOINTS[0]} needs the extra `otel` of this package."),
        *_unless(protocols == {tracing.ONLY_PROTOCOL}, 42, f"{tracing.PROTOCOLS[0]} must be {tracing.ONLY_PROTOCOL}."),
    ]
