"""All that the back office shows of the workspace, for Django to find."""

from workspace.clerk import admin as clerk
from workspace.events import admin as events
from workspace.identity import admin as identity
from workspace.organizations import admin as organizations
from workspace.queue import admin as queue
from workspace.staff import admin as staff
from workspace.webhooks import admin as webhooks

__all__ = ["clerk", "events", "identity", "organizations", "queue", "staff", "webhooks"]
