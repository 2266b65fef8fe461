"""Start-up checks: each with its id and its sentence, and silent where nothing is amiss."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.checks import CheckMessage, Error
from django.core.checks.registry import registry
from django.core.management.base import SystemCheckError

from safeclose.config import checks

CLERK = {
    "CLERK_ISSUER": "https://clerk.test",
    "CLERK_JWKS_URL": "https://clerk.test/jwks",
    "CLERK_JWT_KEY": "",
    "DEBUG": False,
}
E001 = ("safeclose.E001", "Set CLERK_ISSUER and CLERK_JWKS_URL or CLERK_JWT_KEY, or DEBUG=1 for development.")
E002 = ("safeclose.E002", "Set REDIS_URL: rate limits need shared counters.")
E003 = ("safeclose.E003", "Set CLERK_AUTHORIZED_PARTIES to your origins.")
E004 = ("safeclose.E004", "Set PUBLIC_URL to an https address.")
E005 = (
    "safeclose.E005",
    "Set SEALING_PKCS12 to your sealing key, or SEALING_PEM or SEALING_PKCS11_LIB, or DEBUG=1 for development.",
)
E007 = ("safeclose.E007", "Set both TURNSTILE_SITE_KEY and TURNSTILE_SECRET_KEY, or none.")
E010 = ("safeclose.E010", "Take WEBHOOK_ALLOW_PRIVATE away: webhooks could reach into your own network.")
E009 = ("safeclose.E009", "EMBED_ORIGINS: * is not an origin such as https://app.example.com.")
E008 = ("safeclose.E008", "MODELS_JSON: /nowhere/models.json can't be read (No such file or directory).")


@pytest.mark.parametrize(
    ("check", "configured", "found"),
    [
        (checks.clerk_is_configured, CLERK, None),
        (checks.clerk_is_configured, {**CLERK, "CLERK_JWKS_URL": "", "CLERK_JWT_KEY": "PEM"}, None),
        (checks.clerk_is_configured, {**CLERK, "CLERK_ISSUER": "", "DEBUG": True}, None),
        (checks.clerk_is_configured, {**CLERK, "CLERK_ISSUER": ""}, E001),
        (checks.clerk_is_configured, {**CLERK, "CLERK_JWKS_URL": ""}, E001),
        (checks.counters_are_shared, {"REDIS_URL": "redis://x"}, None),
        (checks.counters_are_shared, {"REDIS_URL": ""}, E002),
        (checks.parties_are_named, {"CLERK_AUTHORIZED_PARTIES": ["https://x"]}, None),
        (checks.parties_are_named, {"CLERK_AUTHORIZED_PARTIES": []}, E003),
        (checks.links_are_https, {"PUBLIC_URL": "https://x"}, None),
        (checks.links_are_https, {"PUBLIC_URL": "http://x"}, E004),
        (checks.sealing_key_is_given, {"SEALING_PKCS12": "key.p12", "DEBUG": False}, None),
        (checks.sealing_key_is_given, {"SEALING_PKCS12": "", "SEALING_PEM": ["key.pem"], "DEBUG": False}, None),
        (checks.sealing_key_is_given, {"SEALING_PKCS12": "", "SEALING_PKCS11_LIB": "x.so", "DEBUG": False}, None),
        (checks.sealing_key_is_given, {"SEALING_PKCS12": "", "DEBUG": True}, None),
        (checks.sealing_key_is_given, {"SEALING_PKCS12": "", "DEBUG": False}, E005),
        (checks.webhooks_stay_outside, {"WEBHOOK_ALLOW_PRIVATE": False}, None),
        (checks.webhooks_stay_outside, {"WEBHOOK_ALLOW_PRIVATE": True}, E010),
        (checks.frames_are_origins, {"EMBED_ORIGINS": []}, None),
        (checks.frames_are_origins, {"EMBED_ORIGINS": ["https://app.example.com", "http://localhost:3000"]}, None),
        (checks.frames_are_origins, {"EMBED_ORIGINS": ["https://app.example.com", "*"]}, E009),
        (checks.turnstile_is_whole, {"TURNSTILE_SITE_KEY": "", "TURNSTILE_SECRET_KEY": ""}, None),
        (checks.turnstile_is_whole, {"TURNSTILE_SITE_KEY": "a", "TURNSTILE_SECRET_KEY": "b"}, None),
        (checks.turnstile_is_whole, {"TURNSTILE_SITE_KEY": "a", "TURNSTILE_SECRET_KEY": ""}, E007),
        (checks.turnstile_is_whole, {"TURNSTILE_SITE_KEY": "", "TURNSTILE_SECRET_KEY": "b"}, E007),
        (checks.models_file_is_usable, {"MODELS_JSON": ""}, None),
        (checks.models_file_is_usable, {"MODELS_JSON": "/nowhere/models.json"}, E008),
    ],
)
def test_each_check_is_silent_or_says_its_sentence(
    check: Callable[[None], list[CheckMessage]],
    configured: dict[str, Any],
    found: tuple[str, str] | None,
    settings: Any,
) -> None:
    for name, value in configured.items():
        setattr(settings, name, value)
    assert check(None) == ([] if found is None else [Error(found[1], id=found[0])])


def test_every_check_is_tried_and_has_an_id_of_its_own() -> None:
    """Every check of the module is tried above, and no id stands for two things."""
    registered = {
        one for one in {*registry.registered_checks, *registry.deployment_checks} if one.__module__ == checks.__name__
    }
    (parameters,) = [
        mark for mark in test_each_check_is_silent_or_says_its_sentence.pytestmark if mark.name == "parametrize"
    ]
    assert {case[0] for case in parameters.args[1]} == registered
    ids = [found[0] for _, _, found in parameters.args[1] if found]
    assert len(set(ids)) == len(registered)


def test_a_process_that_nobody_checked_refuses_to_start(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "run_checks", lambda **options: [] if options else [checks.Error(E001[1], id=E001[0])])
    with pytest.raises(SystemCheckError, match=r"safeclose\.E001"):
        checks.refuse_to_start()
    settings.SILENCED_SYSTEM_CHECKS = ["safeclose.E001"]
    checks.refuse_to_start()
