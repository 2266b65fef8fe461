from importlib import import_module

from django.apps import AppConfig

from safeclose.storage.named_files import named_in


class DocumentsConfig(AppConfig):
    """Paper: agreements as data and as PDF. It does not know that it will be signed."""

    name = "documents"

    def ready(self) -> None:
        # Loaded for what it registers.
        import_module("documents.event_types")
        import_module("documents.obligations.steps")
        import_module("documents.search.probe")
        import_module("documents.forgetting")
        import_module("documents.chattel.forgetting")
        import_module("documents.deals.forgetting")
        named_in("documents.Document.sha256", "documents.Document.sealed_sha256", "documents.Rendering.sha256")
        named_in("documents.UploadedTemplate.sha256", "documents.UploadedTemplate.paper_sha256")
        named_in("documents.BlankForm.sha256", "documents.BlankForm.paper_sha256")
