from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WorkspaceConfig(AppConfig):
    """Users, organizations, companies, locations, roles and members; the log of events, and webhooks."""

    name = "workspace"

    def ready(self) -> None:
        from workspace.identity import groups

        post_migrate.connect(groups.after_migrating, dispatch_uid="workspace.identity.groups")
