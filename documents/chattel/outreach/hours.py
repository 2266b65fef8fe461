"""When a borrower may be reached: not between 21:00 and 08:00, by the clock of the organization."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from documents.chattel.outreach.models import Campaign
from workspace.models import Organization

OPENING, CLOSING = time(8), time(21)
# What a message may take to leave, at most: connecting, identifying and handing over, each within its own limit.
SEND_TIMEOUT = timedelta(seconds=60)


def zone_of(campaign: Campaign) -> ZoneInfo:
    """The organization's; without one, the zone that organizations begin with."""
    timezone: Any = Organization._meta.get_field("timezone")
    return ZoneInfo(campaign.organization.timezone if campaign.organization else timezone.get_default())


def allowed(instant: datetime, zone: ZoneInfo) -> datetime:
    """This instant, or else the next at which there is time for a message to leave."""
    local = instant.astimezone(zone)
    closing = datetime.combine(local.date(), CLOSING, zone)
    if local.time() < OPENING:
        return _opening(local)
    return instant if instant + SEND_TIMEOUT < closing else _opening(local + timedelta(days=1))


def _opening(local: datetime) -> datetime:
    return datetime.combine(local.date(), OPENING, local.tzinfo)
