"""All jobs of signing packages."""

from signing.packages.notices.jobs import notify, remind
from signing.packages.signings.jobs import expire, expire_overdue

__all__ = ["expire", "expire_overdue", "notify", "remind"]
