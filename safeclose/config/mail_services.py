"""Services that take mails by an API of their own, as Anymail knows them; their settings have the names of Anymail's.

https://anymail.dev/en/stable/esps/
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from django.core.exceptions import ImproperlyConfigured

WEBHOOK_PATH = "/webhooks/mail"


@dataclass(frozen=True)
class MailService:
    """One service.

    module     of `anymail.backends` and of `anymail.webhooks`
    view       the class there that reads what the service reports
    required   settings without which no mail goes out, or no report is believed
    optional   further settings
    package    what Anymail imports for the service, where this is no dependency of ours
    """

    module: str
    view: str
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    package: str = ""

    @property
    def backend(self) -> str:
        return f"anymail.backends.{self.module}.EmailBackend"

    @property
    def webhook_view(self) -> str:
        return f"anymail.webhooks.{self.module}.{self.view}"

    def is_installed(self) -> bool:
        return not self.package or find_spec(self.package) is not None


# Left out: Resend's signatures need a package that is not ours, and Scaleway reports nothing.
SERVICES = {
    "amazon-ses": MailService(
        "amazon_ses", "AmazonSESTrackingWebhookView", (), ("AMAZON_SES_CONFIGURATION_SET_NAME",), package="boto3"
    ),
    "brevo": MailService("brevo", "BrevoTrackingWebhookView", ("BREVO_API_KEY",), ("BREVO_API_URL",)),
    "mailersend": MailService(
        "mailersend",
        "MailerSendTrackingWebhookView",
        ("MAILERSEND_API_TOKEN", "MAILERSEND_SIGNING_SECRET"),
        ("MAILERSEND_API_URL",),
    ),
    "mailgun": MailService(
        "mailgun",
        "MailgunTrackingWebhookView",
        ("MAILGUN_API_KEY", "MAILGUN_WEBHOOK_SIGNING_KEY"),
        ("MAILGUN_SENDER_DOMAIN", "MAILGUN_API_URL"),
    ),
    "mailjet": MailService(
        "mailjet", "MailjetTrackingWebhookView", ("MAILJET_API_KEY", "MAILJET_SECRET_KEY"), ("MAILJET_API_URL",)
    ),
    "mandrill": MailService(
        "mandrill",
        "MandrillCombinedWebhookView",
        ("MANDRILL_API_KEY", "MANDRILL_WEBHOOK_KEY", "MANDRILL_WEBHOOK_URL"),
        ("MANDRILL_API_URL",),
    ),
    "postal": MailService(
        "postal", "PostalTrackingWebhookView", ("POSTAL_API_KEY", "POSTAL_API_URL", "POSTAL_WEBHOOK_KEY")
    ),
    "postmark": MailService(
        "postmark",
        "PostmarkTrackingWebhookView",
        ("POSTMARK_SERVER_TOKEN",),
        ("POSTMARK_MESSAGE_STREAM", "POSTMARK_API_URL"),
    ),
    "sendgrid": MailService(
        "sendgrid",
        "SendGridTrackingWebhookView",
        ("SENDGRID_API_KEY", "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY"),
        ("SENDGRID_API_URL",),
    ),
    "sparkpost": MailService(
        "sparkpost", "SparkPostTrackingWebhookView", ("SPARKPOST_API_KEY",), ("SPARKPOST_API_URL",)
    ),
}


def chosen(name: str) -> MailService | None:
    """The service that `MAIL_SERVICE` names; None where it is empty. Raises ImproperlyConfigured."""
    if name and name not in SERVICES:
        raise ImproperlyConfigured(f"MAIL_SERVICE must be one of {', '.join(SERVICES)}, or not set.")
    return SERVICES.get(name)


def anymail_settings(
    service: MailService | None, read: Callable[[str], str], *, webhook_secrets: list[str], seconds: int
) -> dict[str, Any]:
    """Django's setting `ANYMAIL`. `read` gives a setting of the environment, "" where it is not set."""
    names = (*service.required, *service.optional) if service else ()
    given = {name: value for name in names if (value := read(name))}
    return {**given, "WEBHOOK_SECRET": webhook_secrets, "REQUESTS_TIMEOUT": seconds}
