from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """Who: users and what they belong to, and the log of what happened."""

    name = "workspace"
