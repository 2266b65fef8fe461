"""Start-up checks with stable ids, which find dangerous settings before the first request."""

import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register, run_checks
from django.core.management.base import SystemCheckError

from safeclose.gateways import ai_models

ORIGIN = re.compile(r"https://[a-z0-9.-]+(:[0-9]{1,5})?|http://(localhost|127\.0\.0\.1)(:[0-9]{1,5})?")
START_UP = "start_up"


@register()
def clerk_is_configured(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Without DEBUG only Clerk's tokens are accepted, so Clerk must be configured."""
    clerk = settings.CLERK_ISSUER and (settings.CLERK_JWKS_URL or settings.CLERK_JWT_KEY)
    return list(
        _unless(
            settings.DEBUG or clerk,
            "safeclose.E001",
            "Set CLERK_ISSUER and CLERK_JWKS_URL or CLERK_JWT_KEY, or DEBUG=1 for development.",
        )
    )


@register(Tags.security, deploy=True)
def counters_are_shared(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Rate limits must apply over all processes and machines."""
    return list(_unless(settings.REDIS_URL, "safeclose.E002", "Set REDIS_URL: rate limits need shared counters."))


@register(Tags.security, deploy=True)
def parties_are_named(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Without CLERK_AUTHORIZED_PARTIES tokens for other sites of the same Clerk instance are accepted."""
    return list(
        _unless(settings.CLERK_AUTHORIZED_PARTIES, "safeclose.E003", "Set CLERK_AUTHORIZED_PARTIES to your origins.")
    )


@register(Tags.security, deploy=True)
def links_are_https(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Signing links are secrets and must be encrypted in transit."""
    is_encrypted = settings.PUBLIC_URL.startswith("https://")
    mails_are = not settings.APP_URL or settings.APP_URL.startswith("https://")
    return [
        *_unless(is_encrypted, "safeclose.E004", "Set PUBLIC_URL to an https address."),
        *_unless(mails_are, "safeclose.E004", "Set APP_URL to an https address, or leave it out."),
    ]


@register(Tags.security, deploy=True)
def webhooks_stay_outside(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Otherwise webhooks could send requests into the service's own network."""
    sentence = "Take WEBHOOK_ALLOW_PRIVATE away: webhooks could reach into your own network."
    return list(_unless(not settings.WEBHOOK_ALLOW_PRIVATE, "safeclose.E010", sentence))


@register()
def frames_are_origins(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """EMBED_ORIGINS is copied into a header: anything except an origin would weaken or break it."""
    wrong = [one for one in settings.EMBED_ORIGINS if not ORIGIN.fullmatch(one)]
    sentence = f"EMBED_ORIGINS: {', '.join(wrong)} is not an origin such as https://app.example.com."
    return list(_unless(not wrong, "safeclose.E009", sentence))


@register()
def turnstile_is_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """With only one key nobody could sign, or nothing would be checked."""
    keys = (settings.TURNSTILE_SITE_KEY, settings.TURNSTILE_SECRET_KEY)
    sentence = "Set both TURNSTILE_SITE_KEY and TURNSTILE_SECRET_KEY, or none."
    return list(_unless(all(keys) or not any(keys), "safeclose.E007", sentence))


@register()
def sealing_key_is_given(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A generated key is lost with its disk, and nobody else knows its certificate."""
    return list(
        _unless(
            settings.DEBUG or settings.SEALING_PKCS12 or settings.SEALING_PEM or settings.SEALING_PKCS11_LIB,
            "safeclose.E005",
            "Set SEALING_PKCS12 to your sealing key, or SEALING_PEM or SEALING_PKCS11_LIB, or DEBUG=1 for development.",
        )
    )


@register()
def models_file_is_usable(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Otherwise an error in models.json would show only at the first search."""
    try:
        ai_models.models()
    except ai_models.Malformed as error:
        return [Error(f"MODELS_JSON: {error}", id="safeclose.E008")]
    return []


def refuse_to_start() -> None:
    """For processes that do not start with Django's command line: raises SystemCheckError with all errors.

    Also runs the checks tagged START_UP, which are too slow for every command.
    """
    messages = [*run_checks(), *run_checks(tags=[START_UP], include_deployment_checks=True)]
    serious = [str(message) for message in messages if message.is_serious() and not message.is_silenced()]
    if serious:
        raise SystemCheckError("\n".join(serious))


def _unless(holds: object, identifier: str, sentence: str) -> Iterable[CheckMessage]:
    if not holds:
        yield Error(sentence, id=identifier)
