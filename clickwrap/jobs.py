"""All jobs of clickwrap, for the queue to find."""

from clickwrap.chain.jobs import seal_acceptances

__all__ = ["seal_acceptances"]
