"""What others do for the service: whether they answer, without anything being sent to anyone."""

from django.conf import settings

from safeclose.gateways import ai_models, service_checks
from safeclose.health.probes import Word


def mail() -> Word:
    """Signs in at the mail server, and sends nothing."""
    if not settings.EMAIL_BACKEND.endswith(".smtp.EmailBackend"):
        return Word("off", "Mail goes to no mail server; set EMAIL_URL.")
    return _answers(service_checks.mail, f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} takes connections.")


def clerk() -> Word:
    """Whether the keys that tokens are checked with are those of CLERK_ISSUER, and the secret key its too."""
    if not (settings.CLERK_JWT_KEY or settings.CLERK_JWKS_URL):
        return Word("off", "This copy issues its own tokens.")
    return _answers(service_checks.clerk, "Tokens are checked with keys of CLERK_ISSUER.")


def twilio() -> Word:
    """Asks for the account, and sends nothing."""
    if not settings.TWILIO_ACCOUNT_SID:
        return Word("off", "TWILIO_ACCOUNT_SID is not set.")
    return _answers(service_checks.twilio, "The account is active.")


def turnstile() -> Word:
    """Has an answer checked that can't be right."""
    if not settings.TURNSTILE_SECRET_KEY:
        return Word("off", "TURNSTILE_SECRET_KEY is not set.")
    return _answers(service_checks.turnstile, "It knows the key.")


def models() -> Word:
    """Whether their endpoints answer; no model is asked anything."""
    try:
        found = ai_models.models()
    except ai_models.Malformed as error:
        return Word("fail", f"MODELS_JSON: {error}")
    named = {"chat": found.chat, "embedding": found.embedding}
    if not any(named.values()):
        return Word("off", "MODELS_JSON names none.")
    remote = [model for model in named.values() if isinstance(model, ai_models.Remote)]
    names = ", ".join(name for name, model in named.items() if model)
    return _answers(lambda: service_checks.models(remote), f"There are models for {names}.")


def _answers(ask: service_checks.Check, sentence: str) -> Word:
    try:
        ask()
    except service_checks.Uncertain as doubt:
        return Word("warn", str(doubt))
    except service_checks.Fault as fault:
        return Word("fail", str(fault))
    return Word("ok", sentence)
