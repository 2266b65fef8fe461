"""All jobs of the workspace, for the queue to find."""

from workspace.erasure.jobs import remove_files
from workspace.events.jobs import deliver
from workspace.organizations.jobs import mail_invitation

__all__ = ["deliver", "mail_invitation", "remove_files"]
