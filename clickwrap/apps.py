from django.apps import AppConfig


class ClickwrapConfig(AppConfig):
    """One click: agreements, their versions, and who accepted which."""

    name = "clickwrap"
