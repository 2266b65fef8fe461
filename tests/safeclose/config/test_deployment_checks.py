"""What would be dangerous in production: each with its id and its sentence, and nothing where nothing is amiss."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured_settings
from django.core.checks import CheckMessage, Error
from django.core.checks.registry import registry
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from safeclose.config import deployment_checks
from signing.evidence import checks as sealing
from tests.keys import write_pkcs12
from tests.safeclose.configured import configure, settings_of

SMTP = "django.core.mail.backends.smtp.EmailBackend"
CONSOLE = "django.core.mail.backends.console.EmailBackend"
TWILIO = {"TWILIO_ACCOUNT_SID": "AC", "TWILIO_AUTH_TOKEN": "x", "TWILIO_FROM": "+1"}
STRONG = "abcdefghij" * 5
E020 = "Set DATABASE_URL: the embedded PostgreSQL is for development."
E021 = "Set SECRET_KEY to 50 random characters or more."
E022 = "Set ALLOWED_HOSTS to the names under which the service is reached, and not to *."
E023 = "RATELIMIT_ENABLE must not be off."
E024 = "Set EMAIL_URL to a mail server, such as smtp+tls://user:password@host:587, or MAIL_SERVICE to a mail service."
E025 = "Set DEFAULT_FROM_EMAIL to a sender at a domain of yours."
E026 = "Set CLERK_WEBHOOK_SECRET: without Clerk's webhooks members who left keep their access."
E027 = "Name the origins in CORS_ALLOWED_ORIGINS, and not *."
E028 = "TRUSTED_PROXY_COUNT must be 0 or more."
E029 = "REMINDER_DAYS must be different whole numbers above 0, such as 3,7,14."
E030 = "Set all of TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM, or none."
E031 = "TSA_URL must be an http or https address."
E032 = "STORAGE_URL needs the extra `s3` of this package."
E033 = "SENTRY_DSN needs the extra `sentry` of this package."
E034 = "FONT_PATHS names folders that aren't there: /no/fonts."
E035 = "MAX_WRONG_ANSWERS must be 1 to 1000."
E036 = "MAIL_SERVICE=mailgun needs MAILGUN_WEBHOOK_SIGNING_KEY, MAIL_WEBHOOK_SECRET."
E037 = "MAIL_SERVICE=amazon-ses needs the package boto3."
E038 = "Set EMAIL_URL or MAIL_SERVICE, and not both."
E040 = "WEB_STREAMS must be 0 or more, and less than WEB_THREADS."
E039 = "MAIL_WEBHOOK_SECRET must be user:password, 20 characters or more after the colon."
HOOKS = ["hooks:" + "x" * 20]
POSTMARK = {
    "MAIL_SERVICE": "postmark", "ANYMAIL": {"POSTMARK_SERVER_TOKEN": "x"}, "MAIL_WEBHOOK_SECRET": HOOKS,
    "EMAIL_URL": "",
}  # fmt: skip
MAILGUN = {**POSTMARK, "MAIL_SERVICE": "mailgun", "ANYMAIL": {"MAILGUN_API_KEY": "x"}, "MAIL_WEBHOOK_SECRET": []}

CASES: list[tuple[Any, dict[str, Any], str]] = [
    (deployment_checks.database_is_given, {"DATABASE_IS_EMBEDDED": False}, ""),
    (deployment_checks.database_is_given, {"DATABASE_IS_EMBEDDED": True}, E020),
    (deployment_checks.key_is_strong, {"SECRET_KEY": STRONG}, ""),
    (deployment_checks.key_is_strong, {"SECRET_KEY": STRONG[:49]}, E021),
    (deployment_checks.key_is_strong, {"SECRET_KEY": "ab" * 50}, E021),
    (deployment_checks.key_is_strong, {"SECRET_KEY": f"django-insecure-{STRONG}"}, E021),
    (deployment_checks.hosts_are_named, {"ALLOWED_HOSTS": ["sign.example.com"]}, ""),
    (deployment_checks.hosts_are_named, {"ALLOWED_HOSTS": []}, E022),
    (deployment_checks.hosts_are_named, {"ALLOWED_HOSTS": ["sign.example.com", "*"]}, E022),
    (deployment_checks.callers_are_counted, {}, ""),
    (deployment_checks.callers_are_counted, {"RATELIMIT_ENABLE": False}, E023),
    (deployment_checks.mail_goes_out, {"EMAIL_URL": "smtp://h", "EMAIL_BACKEND": SMTP}, ""),
    (deployment_checks.mail_goes_out, {"EMAIL_URL": "", "EMAIL_BACKEND": SMTP}, E024),
    (deployment_checks.mail_goes_out, {"EMAIL_URL": "consolemail://", "EMAIL_BACKEND": CONSOLE}, E024),
    (deployment_checks.mail_goes_out, {"EMAIL_URL": "", "MAIL_SERVICE": "postmark"}, ""),
    (deployment_checks.mail_service_is_whole, {"MAIL_SERVICE": ""}, ""),
    (deployment_checks.mail_service_is_whole, POSTMARK, ""),
    (deployment_checks.mail_service_is_whole, MAILGUN, E036),
    (deployment_checks.mail_service_is_whole, {**POSTMARK, "EMAIL_URL": "smtp://h"}, E038),
    (deployment_checks.webhook_secrets_are_strong, {"MAIL_WEBHOOK_SECRET": []}, ""),
    (deployment_checks.webhook_secrets_are_strong, {"MAIL_WEBHOOK_SECRET": HOOKS}, ""),
    (deployment_checks.webhook_secrets_are_strong, {"MAIL_WEBHOOK_SECRET": [*HOOKS, "hooks:" + "x" * 19]}, E039),
    (deployment_checks.webhook_secrets_are_strong, {"MAIL_WEBHOOK_SECRET": ["x" * 40]}, E039),
    (deployment_checks.sender_is_real, {"DEFAULT_FROM_EMAIL": "Acme <sign@example.com>"}, ""),
    (deployment_checks.sender_is_real, {"DEFAULT_FROM_EMAIL": "Safeclose <safeclose@localhost>"}, E025),
    (deployment_checks.sender_is_real, {"DEFAULT_FROM_EMAIL": "Safeclose"}, E025),
    (deployment_checks.clerk_can_tell, {"CLERK_WEBHOOK_SECRET": ["whsec_x"]}, ""),
    (deployment_checks.clerk_can_tell, {"CLERK_WEBHOOK_SECRET": []}, E026),
    (deployment_checks.other_sites_are_named, {"CORS_ALLOWED_ORIGINS": ["https://app.example.com"]}, ""),
    (deployment_checks.other_sites_are_named, {"CORS_ALLOWED_ORIGINS": ["*"]}, E027),
    (deployment_checks.other_sites_are_named, {"CORS_ALLOW_ALL_ORIGINS": True}, E027),
    (deployment_checks.proxies_are_counted, {"TRUSTED_PROXY_COUNT": 0}, ""),
    (deployment_checks.proxies_are_counted, {"TRUSTED_PROXY_COUNT": -1}, E028),
    (deployment_checks.reminders_come_later, {"REMINDER_DAYS": []}, ""),
    (deployment_checks.reminders_come_later, {"REMINDER_DAYS": [3, 7]}, ""),
    (deployment_checks.reminders_come_later, {"REMINDER_DAYS": [0, 7]}, E029),
    (deployment_checks.reminders_come_later, {"REMINDER_DAYS": [7, 7]}, E029),
    (deployment_checks.wrong_answers_are_few, {"MAX_WRONG_ANSWERS": 30}, ""),
    (deployment_checks.wrong_answers_are_few, {"MAX_WRONG_ANSWERS": 0}, E035),
    (deployment_checks.wrong_answers_are_few, {"MAX_WRONG_ANSWERS": 1001}, E035),
    (deployment_checks.streams_leave_threads, {"WEB_THREADS": 2, "WEB_STREAMS": 1}, ""),
    (deployment_checks.streams_leave_threads, {"WEB_THREADS": 2, "WEB_STREAMS": 2}, E040),
    (deployment_checks.streams_leave_threads, {"WEB_THREADS": 2, "WEB_STREAMS": -1}, E040),
    (deployment_checks.twilio_is_whole, TWILIO, ""),
    (deployment_checks.twilio_is_whole, dict.fromkeys(TWILIO, ""), ""),
    (deployment_checks.twilio_is_whole, {**TWILIO, "TWILIO_FROM": ""}, E030),
    (deployment_checks.twilio_is_whole, {**TWILIO, "TWILIO_ACCOUNT_SID": ""}, E030),
    (deployment_checks.authority_has_an_address, {"TSA_URL": ""}, ""),
    (deployment_checks.authority_has_an_address, {"TSA_URL": "http://tsa.example.com"}, ""),
    (deployment_checks.authority_has_an_address, {"TSA_URL": "tsa.example.com"}, E031),
    (deployment_checks.authority_has_an_address, {"TSA_URL": "https://"}, E031),
    (deployment_checks.fonts_are_there, {"FONT_PATHS": []}, ""),
    (deployment_checks.fonts_are_there, {"FONT_PATHS": ["/"]}, ""),
    (deployment_checks.fonts_are_there, {"FONT_PATHS": ["/", "/no/fonts"]}, E034),
    (deployment_checks.storage_is_installed, {"STORAGE_URL": ""}, ""),
    (deployment_checks.tracing_is_installed, {}, ""),  # what the environment asks for: tests/safeclose/test_tracing.py
    (deployment_checks.storage_is_installed, {"STORAGE_URL": "s3://papers"}, ""),
    (deployment_checks.sentry_is_installed, {"SENTRY_DSN": ""}, ""),
    (deployment_checks.sentry_is_installed, {"SENTRY_DSN": "https://key@host/1"}, ""),
]


def errors(check: Callable[[None], list[CheckMessage]], sentence: str) -> list[CheckMessage]:
    ids = {E020: 20, E021: 21, E022: 22, E023: 23, E024: 24, E025: 25, E026: 26, E027: 27, E028: 28, E029: 29}
    ids |= {E030: 30, E031: 31, E032: 32, E033: 33, E034: 34, E035: 35, E036: 36, E037: 37, E038: 38, E039: 39}
    ids |= {E040: 40}
    return [Error(sentence, id=f"safeclose.E{ids[sentence]:03d}")] if sentence else []


@pytest.mark.parametrize(("check", "configured", "sentence"), CASES)
def test_each_deployment_check_is_silent_or_says_its_sentence(
    check: Callable[[None], list[CheckMessage]], configured: dict[str, Any], sentence: str, settings: Any
) -> None:
    for name, value in configured.items():
        setattr(settings, name, value)
    assert check(None) == errors(check, sentence)


@pytest.mark.parametrize(
    ("check", "name", "value", "sentence"),
    [
        (deployment_checks.storage_is_installed, "STORAGE_URL", "s3://papers", E032),
        (deployment_checks.sentry_is_installed, "SENTRY_DSN", "https://key@host/1", E033),
    ],
)
def test_a_setting_whose_extra_is_not_installed_is_an_error(
    check: Any, name: str, value: str, sentence: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deployment_checks, "find_spec", lambda package: None)
    monkeypatch.setattr("safeclose.config.sentry.find_spec", lambda package: None)
    setattr(settings, name, value)
    assert check(None) == errors(check, sentence)


def test_a_mail_service_whose_package_is_not_installed_is_an_error(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAIL_SERVICE, settings.MAIL_WEBHOOK_SECRET, settings.EMAIL_URL = "amazon-ses", HOOKS, ""
    assert deployment_checks.mail_service_is_whole(None) == []
    monkeypatch.setattr("safeclose.config.mail_services.find_spec", lambda package: None)
    assert deployment_checks.mail_service_is_whole(None) == errors(deployment_checks.mail_service_is_whole, E037)


def test_every_deployment_check_is_tried_both_ways() -> None:
    found = {one for one in {*registry.registered_checks, *registry.deployment_checks}
             if one.__module__ == deployment_checks.__name__}  # fmt: skip
    assert {check for check, _, _ in CASES} == found
    # What else they say is tried above, or in tests/safeclose/test_tracing.py.
    elsewhere = {
        deployment_checks.storage_is_installed,
        deployment_checks.sentry_is_installed,
        deployment_checks.tracing_is_installed,
    }
    assert {check for check, _, sentence in CASES if sentence} == found - elsewhere


@pytest.mark.parametrize(
    ("days", "kind", "sentence"),
    [
        (200, None, ""),
        (10, "Warning", "The sealing certificate expires on "),
        (-1, "Error", "The sealing certificate expired on "),
    ],
)
def test_a_sealing_certificate_that_expires_is_told_of(
    days: int, kind: str | None, sentence: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = sealing.service_key()
    at = key.certificate.not_valid_after_utc - sealing.timedelta(days=days)
    monkeypatch.setattr(sealing.clock, "now", lambda: at)
    found = list(sealing._validity(key))
    assert [type(one).__name__ for one in found] == ([kind] if kind else [])
    assert all(one.msg.startswith(sentence) for one in found)


def production(folder: Path, **changed: str) -> dict[str, str]:
    """Settings of a production copy, all of them as they should be."""
    if not (folder / "seal.p12").exists():
        write_pkcs12(folder / "seal.p12", "a password of a key")
    whole = {
        "SECRET_KEY": STRONG,
        "SAFECLOSE_VAR": str(folder),
        "DATABASE_URL": configured_settings.DATABASE_URL,
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "ALLOWED_HOSTS": "sign.example.com",
        "PUBLIC_URL": "https://sign.example.com",
        "CORS_ALLOWED_ORIGINS": "https://app.example.com",
        "TRUSTED_PROXY_COUNT": "1",
        "CLERK_ISSUER": "https://clerk.example.com",
        "CLERK_JWKS_URL": "https://clerk.example.com/.well-known/jwks.json",
        "CLERK_AUTHORIZED_PARTIES": "https://app.example.com",
        "CLERK_WEBHOOK_SECRET": "whsec_x",
        "SEALING_PKCS12": str(folder / "seal.p12"),
        "SEALING_PASSWORD": "a password of a key",
        "EMAIL_URL": "smtp+tls://user:password@mail.example.com:587",
        "DEFAULT_FROM_EMAIL": "Acme <sign@example.com>",
        "WEBHOOK_SECRETS_KEY": "",
        "MODELS_JSON": "",
    }
    return {**whole, **changed}


def check_deploy(settings: Any, **given: str) -> str:
    """What `manage.py check` prints; raises SystemCheckError where it fails."""
    configure(settings, **given)
    out = StringIO()
    call_command("check", deploy=True, fail_level="WARNING", stdout=out)
    return out.getvalue()


def test_check_deploy_finds_nothing_in_a_right_production_copy(tmp_path: Path, settings: Any) -> None:
    assert check_deploy(settings, **production(tmp_path)).startswith("System check identified no issues")


def test_check_deploy_names_all_omissions(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "broken.p12").write_bytes(b"not a key")
    wrong = {
        "SECRET_KEY": "short",
        "REDIS_URL": "",
        "ALLOWED_HOSTS": "*",
        "PUBLIC_URL": "http://sign.example.com",
        "CORS_ALLOWED_ORIGINS": "*",
        "TRUSTED_PROXY_COUNT": "-1",
        "CLERK_AUTHORIZED_PARTIES": "",
        "CLERK_WEBHOOK_SECRET": "",
        "SEALING_PKCS12": str(tmp_path / "broken.p12"),
        "EMAIL_URL": "",
        "DEFAULT_FROM_EMAIL": "",
        "REMINDER_DAYS": "0",
        "TSA_URL": "ftp://tsa.example.com",
        "TWILIO_FROM": "+16135550100",
        "WEBHOOK_ALLOW_PRIVATE": "1",
    }
    with pytest.raises(SystemCheckError) as found:
        check_deploy(settings, **production(tmp_path, **wrong))
    for number in (2, 3, 4, 6, 10, 21, 22, 24, 25, 26, 27, 28, 29, 30, 31):
        assert f"(safeclose.E{number:03d})" in str(found.value)


@pytest.mark.parametrize(("url", "is_embedded"), [("postgres://u@127.0.0.1:1/x", False), ("", True)])
def test_the_database_is_the_embedded_one_where_no_other_is_named(
    url: str, is_embedded: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("safeclose.config.embedded.start", lambda folder: "postgres://u@127.0.0.1:1/x")
    assert settings_of(**production(tmp_path, DATABASE_URL=url))["DATABASE_IS_EMBEDDED"] is is_embedded
