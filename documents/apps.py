from importlib import import_module

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Paper: agreements as data and as PDF. It does not know that it will be signed."""

    name = "documents"

    def ready(self) -> None:
        # Loaded for what it registers.
        import_module("documents.search.probe")
        import_module("documents.paper.forgetting")
        import_module("documents.chattel.forgetting")
