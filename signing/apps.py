from django.apps import AppConfig


class SigningConfig(AppConfig):
    """The ceremony: envelopes and packages, and the evidence of what happened in them."""

    name = "signing"
