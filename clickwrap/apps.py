from importlib import import_module

from django.apps import AppConfig


class ClickwrapConfig(AppConfig):
    """One click: agreements, their versions, and who accepted which."""

    name = "clickwrap"

    def ready(self) -> None:
        # Loaded for what it registers.
        import_module("clickwrap.event_types")
        import_module("clickwrap.chain.audit")
        import_module("clickwrap.acceptances.forgetting")
        import_module("clickwrap.chain.heads")
        import_module("clickwrap.chain.heads")
