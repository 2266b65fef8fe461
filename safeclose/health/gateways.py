"""Checks whether other services answer, without sending messages."""

from django.conf import settings

from safeclose.config import deployment_checks
from safeclose.gateways import ai_models, service_checks
from safeclose.health.probes import PartStatus


def mail() -> PartStatus:
    """Signs in at the mail server without sending a mail. Of a mail service only its settings are looked at."""
    if settings.MAIL_SERVICE:
        return _mail_service(settings.MAIL_SERVICE)
    if not settings.EMAIL_BACKEND.endswith(".smtp.EmailBackend"):
        return PartStatus("off", "Mail goes to no mail server; set EMAIL_URL or MAIL_SERVICE.")
    return _answers(service_checks.mail, f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} takes connections.")


def _mail_service(name: str) -> PartStatus:
    wrong = deployment_checks.mail_service_is_whole(None) + deployment_checks.webhook_secrets_are_strong(None)
    if wrong:
        return PartStatus("fail", " ".join(str(message.msg) for message in wrong))
    return PartStatus("ok", f"Mail goes to {name}; whether it takes our key shows with the first mail.")


def clerk() -> PartStatus:
    """Whether the configured keys, and the secret key, belong to CLERK_ISSUER."""
    if not (settings.CLERK_JWT_KEY or settings.CLERK_JWKS_URL):
        return PartStatus("off", "This copy issues its own tokens.")
    return _answers(service_checks.clerk, "Tokens are checked with keys of CLERK_ISSUER.")


def twilio() -> PartStatus:
    """Requests the account without sending a message."""
    if not settings.TWILIO_ACCOUNT_SID:
        return PartStatus("off", "TWILIO_ACCOUNT_SID is not set.")
    return _answers(service_checks.twilio, "The account is active.")


def turnstile() -> PartStatus:
    """Verifies an invalid answer, which checks the key only."""
    if not settings.TURNSTILE_SECRET_KEY:
        return PartStatus("off", "TURNSTILE_SECRET_KEY is not set.")
    return _answers(service_checks.turnstile, "It knows the key.")


def models() -> PartStatus:
    """Whether their endpoints answer; no model is used."""
    try:
        found = ai_models.models()
    except ai_models.Malformed as error:
        return PartStatus("fail", f"MODELS_JSON: {error}")
    named = {"chat": found.chat, "embedding": found.embedding}
    if not any(named.values()):
        return PartStatus("off", "MODELS_JSON names none.")
    remote = [model for model in named.values() if isinstance(model, ai_models.Remote)]
    names = ", ".join(name for name, model in named.items() if model)
    return _answers(lambda: service_checks.models(remote), f"There are models for {names}.")


def _answers(ask: service_checks.Check, sentence: str) -> PartStatus:
    try:
        ask()
    except service_checks.Uncertain as doubt:
        return PartStatus("warn", str(doubt))
    except service_checks.Fault as fault:
        return PartStatus("fail", str(fault))
    return PartStatus("ok", sentence)
