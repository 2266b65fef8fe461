from importlib import import_module

from django.apps import AppConfig


class SafecloseConfig(AppConfig):
    """The kernel: an app for its commands and checks; it has no tables."""

    name = "safeclose"

    def ready(self) -> None:
        # Loaded for what they register.
        import_module("safeclose.config.checks")
        import_module("safeclose.http.cors")
        import_module("safeclose.config.deployment_checks")
        import_module("safeclose.health.database")
        import_module("safeclose.health.gateways")
        import_module("safeclose.health.storage")
        import_module("safeclose.health.queue")
        import_module("safeclose.records.pruning.jobs")
        import_module("safeclose.records.pruning.sources")
        import_module("safeclose.config.sentry").begin()
