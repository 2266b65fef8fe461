"""All jobs of the workspace, for the queue to find."""

from workspace.events.jobs import deliver
from workspace.organizations.jobs import mail_invitation

__all__ = ["deliver", "mail_invitation"]
