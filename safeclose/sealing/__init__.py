"""Making evidence bundles and sealed PDFs. Uses no database and no settings, so it also runs in child processes."""

from typing import Literal

# PAdES baseline levels (ETSI EN 319 142-1).
Level = Literal["B-B", "B-T", "B-LTA"]
