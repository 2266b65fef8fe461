from importlib import import_module

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """Who: users and what they belong to, and the log of what happened."""

    name = "workspace"

    def ready(self) -> None:
        # Loaded for what it registers.
        import_module("workspace.erasure.forgetting")
