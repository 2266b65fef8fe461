"""All jobs of the workspace, for the queue to find."""

from workspace.clerk.jobs import create_at_clerk
from workspace.erasure.jobs import remove_files
from workspace.events.jobs import deliver
from workspace.organizations.jobs import mail_invitation
from workspace.sending.outcomes.jobs import look_for_failed_message
from workspace.webhooks.jobs import deliver_webhook, mail_webhook_disabled

__all__ = [
    "create_at_clerk", "deliver", "deliver_webhook", "look_for_failed_message", "mail_invitation",
    "mail_webhook_disabled", "remove_files",
]  # fmt: skip
