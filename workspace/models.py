"""All tables of the workspace, for Django to find."""

from workspace.clerk.models import ClerkDelivery, ClerkRecord, ClerkSync
from workspace.events.models import Event
from workspace.idempotency.models import IdempotentRequest
from workspace.identity.models import User
from workspace.organizations.models import (
    Company,
    Location,
    Membership,
    Organization,
    Role,
)
from workspace.queue.models import JobFault
from workspace.sending.models import SendingCount
from workspace.sending.outcomes.models import SentMessage
from workspace.staff.models import Authenticator, FailedSignIn
from workspace.web_process.models import SoleWebProcess
from workspace.webhooks.models import Delivery, Webhook

__all__ = [
    "Authenticator",
    "ClerkDelivery",
    "ClerkRecord",
    "ClerkSync",
    "Company",
    "Delivery",
    "Event",
    "FailedSignIn",
    "IdempotentRequest",
    "JobFault",
    "Location",
    "Membership",
    "Organization",
    "Role",
    "SendingCount",
    "SentMessage",
    "SoleWebProcess",
    "User",
    "Webhook",
]
