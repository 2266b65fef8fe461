"""All tables of the workspace, for Django to find."""

from workspace.events.models import Event
from workspace.identity.models import User
from workspace.organizations.models import (
    Company,
    Location,
    Membership,
    Organization,
    Role,
)

__all__ = ["Company", "Event", "Location", "Membership", "Organization", "Role", "User"]
