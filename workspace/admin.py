"""All that the back office shows of the workspace, for Django to find."""

from workspace.accounts import admin as accounts
from workspace.clerk import admin as clerk
from workspace.events import admin as events
from workspace.organizations import admin as organizations
from workspace.queue import admin as queue
from workspace.staff import admin as staff
from workspace.webhooks import admin as webhooks

__all__ = ["accounts", "clerk", "events", "organizations", "queue", "staff", "webhooks"]
