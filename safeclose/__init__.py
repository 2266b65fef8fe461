"""What all apps stand on. Every process imports this package before anything else."""

import zoneinfo

# Time zones of the pinned wheel `tzdata`. The machine's own may be years old, and deadlines would depend on its age.
zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()
