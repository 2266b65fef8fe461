"""Addresses of ours that Twilio calls."""

from django.conf import settings


def callback_url() -> str:
    """Where Twilio reports what became of a message."""
    return f"{settings.PUBLIC_URL}/webhooks/twilio"
