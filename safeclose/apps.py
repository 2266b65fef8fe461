from importlib import import_module

from django.apps import AppConfig


class SafecloseConfig(AppConfig):
    """The kernel: an app for its commands and checks; it has no tables."""

    name = "safeclose"

    def ready(self) -> None:
        # Loaded for what they register.
        import_module("safeclose.checks")
        import_module("safeclose.api.cors")
        import_module("safeclose.deployment")
        import_module("safeclose.examinations.database")
        import_module("safeclose.examinations.gateways")
        import_module("safeclose.examinations.places")
        import_module("safeclose.examinations.queue")
        import_module("safeclose.pruning.jobs")
        import_module("safeclose.pruning.sources")
        import_module("safeclose.sentry").begin()
