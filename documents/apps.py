from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Paper: agreements as data and as PDF. It does not know that it will be signed."""

    name = "documents"
