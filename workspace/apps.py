from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WorkspaceConfig(AppConfig):
    """Users, organizations, companies, locations, roles and members; the log of events, and webhooks."""

    name = "workspace"

    def ready(self) -> None:
        # Loaded for what it registers.
        import_module("workspace.event_types")
        import_module("workspace.erasure.forgetting")
        import_module("workspace.events.forgetting")
        import_module("workspace.webhooks.forgetting")
        import_module("workspace.webhooks.new_deliveries")
        import_module("workspace.queue.actions")
        import_module("workspace.clerk.probes")
        groups = import_module("workspace.identity.groups")
        post_migrate.connect(groups.after_migrating, dispatch_uid="workspace.identity.groups")
        import_module("workspace.organizations.probes")
        import_module("workspace.pruning")
