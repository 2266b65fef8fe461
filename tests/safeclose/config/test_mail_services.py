"""Mail services: what each needs is what Anymail asks for, and no more."""

import base64
import warnings
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.utils.module_loading import import_string

from safeclose.config.mail_services import SERVICES, MailService, anymail_settings, chosen
from tests.environment import ROOT
from tests.safeclose.gateways.postmark import HOOK

EACH = pytest.mark.parametrize("name", SERVICES)
KEY = base64.b64encode(
    ec.generate_private_key(ec.SECP256R1())
    .public_key()
    .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
).decode()


def whole(service: MailService, *, without: str = "") -> dict[str, Any]:
    given = {name: f"https://{name}.example" if name.endswith("_URL") else KEY for name in service.required}
    given.pop(without, None)
    return anymail_settings(service, lambda name: given.get(name, ""), webhook_secrets=[HOOK], seconds=10)


def begin(service: MailService) -> None:
    """Make what sends, and what reads reports, as Anymail would."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert get_connection(service.backend)
        assert import_string(service.webhook_view)()


@EACH
def test_a_service_with_its_required_settings_sends_and_reads_reports(name: str, settings: Any) -> None:
    settings.ANYMAIL = whole(SERVICES[name])
    begin(SERVICES[name])


# What Anymail can do without, and this service does not: proof of who reports, and Mandrill's signed address.
PROOFS = {
    "MAILGUN_WEBHOOK_SIGNING_KEY", "MANDRILL_WEBHOOK_KEY", "MANDRILL_WEBHOOK_URL",
    "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY",
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "missing"),
    [(name, one) for name, service in SERVICES.items() for one in service.required if one not in PROOFS],
)
def test_what_is_required_can_not_be_left_out(name: str, missing: str, settings: Any) -> None:
    settings.ANYMAIL = whole(SERVICES[name], without=missing)
    with pytest.raises(ImproperlyConfigured, match=missing):
        begin(SERVICES[name])


@EACH
def test_each_service_and_setting_is_documented(name: str) -> None:
    page = (ROOT / "docs/settings.md").read_text()
    assert f"| `{name}` |" in page
    for setting in (*SERVICES[name].required, *SERVICES[name].optional):
        assert f"`{setting}`" in page


def test_only_known_services_can_be_chosen() -> None:
    assert chosen("") is None
    assert chosen("postmark") is SERVICES["postmark"]
    with pytest.raises(
        ImproperlyConfigured, match=r"^MAIL_SERVICE must be one of amazon-ses, brevo, .*, or not set\.$"
    ):
        chosen("Postmark")


def test_settings_of_other_services_are_not_read() -> None:
    assert anymail_settings(None, lambda name: "x", webhook_secrets=[], seconds=10) == {
        "WEBHOOK_SECRET": [], "REQUESTS_TIMEOUT": 10,
    }  # fmt: skip
    assert anymail_settings(SERVICES["brevo"], lambda name: name.lower(), webhook_secrets=[HOOK], seconds=10) == {
        "BREVO_API_KEY": "brevo_api_key", "BREVO_API_URL": "brevo_api_url", "WEBHOOK_SECRET": [HOOK],
        "REQUESTS_TIMEOUT": 10,
    }  # fmt: skip
