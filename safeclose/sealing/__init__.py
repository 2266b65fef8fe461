"""Making evidence bundles and sealed PDFs. Uses no database and no settings, so it also runs in child processes."""

from safeclose.verify.levels import Level

__all__ = ["Level"]
