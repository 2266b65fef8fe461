from django.apps import AppConfig


class PagesConfig(AppConfig):
    """An app for its templates and static files; it has no tables."""

    name = "safeclose.pages"
