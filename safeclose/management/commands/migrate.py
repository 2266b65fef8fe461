"""Django's `migrate`, for databases that are in use."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections

from safeclose.gateways.retries import GaveUp, MayPass, Retries
from safeclose.records.lock_waits import LOCK_TIMEOUT_MS, limit_lock_waits

# What PostgreSQL says when a migration was rolled back because of others, and may succeed in a moment.
PASSING = {
    "55P03": f"A lock was not free within {LOCK_TIMEOUT_MS} ms.",
    "40P01": "The migration and another session waited for each other.",
}
# Requests that waited behind the migration are answered in between.
PAUSE_SECONDS = 1.0
RETRIES = Retries(tries=120, first_wait=PAUSE_SECONDS, max_wait=PAUSE_SECONDS)


class Command(migrate.Command):
    """Waits for locks half a second at a time, and tries again what failed for that reason.

    Applied migrations are not repeated. One that is not atomic begins anew, so its operations must allow that.
    """

    help = "Update the database schema, also while the service runs."

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]

        def attempt(_seconds: float) -> None:
            connection.ensure_connection()  # a new one adds wrappers, which must not end up inside of this one
            with connection.execute_wrapper(limit_lock_waits):
                self._migrate(*args, **options)

        def say(sentence: str, _wait: float) -> None:
            self.stderr.write(f"{sentence} The next try is in a second.")

        try:
            RETRIES.run(attempt, on_retry=say)
        except GaveUp as end:
            raise CommandError(
                f"{end} Sessions that hold locks are in pg_stat_activity; a pg_dump holds some on all tables until it "
                "ends. What was applied is kept: the same command goes on from here."
            ) from end

    def _migrate(self, *args: Any, **options: Any) -> None:
        try:
            super().handle(*args, **options)
        except OperationalError as error:
            sentence = PASSING.get(getattr(error.__cause__, "sqlstate", None) or "")
            if sentence is None:
                raise
            raise MayPass(sentence, PAUSE_SECONDS) from error
