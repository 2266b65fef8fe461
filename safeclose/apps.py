from importlib import import_module

from django.apps import AppConfig


class SafecloseConfig(AppConfig):
    """The kernel: an app for its commands and checks; it has no tables."""

    name = "safeclose"

    def ready(self) -> None:
        # Loaded for what they register.
        import_module("safeclose.checks")
        import_module("safeclose.api.cors")
