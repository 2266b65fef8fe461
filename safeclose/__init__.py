"""The kernel: what all apps use. Every process imports this package first."""

import zoneinfo

# Use the time zones of the pinned package `tzdata`. The system's may be years old, and deadlines would depend on it.
zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()
