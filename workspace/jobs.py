"""All jobs of the workspace, for the queue to find."""

from workspace.events.jobs import deliver

__all__ = ["deliver"]
