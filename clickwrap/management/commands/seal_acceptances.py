"""New acceptances go into the chains of their organizations, now."""

from typing import Any

from django.core.management.base import BaseCommand

from clickwrap.chain.jobs import seal_all


class Command(BaseCommand):
    """The worker does the same every minute."""

    help = "Chain the acceptances that are in no block yet."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{seal_all()} acceptances chained.")
