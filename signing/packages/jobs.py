"""All jobs of signing packages."""

from signing.packages.managers.jobs import appoint_owners
from signing.packages.notices.jobs import notify, notify_sender, remind
from signing.packages.signings.jobs import expire, expire_overdue

__all__ = ["appoint_owners", "expire", "expire_overdue", "notify", "notify_sender", "remind"]
