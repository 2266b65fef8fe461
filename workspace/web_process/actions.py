"""What is written about the web process that runs alone."""

from uuid import UUID

from django.db import connection

from safeclose.records.transactions import action
from workspace.web_process.models import THE_ROW

LEASE_SECONDS = 30

# The database's clock, for those of machines differ. In one statement, so that of two that start together one holds it.
HOLD = """
INSERT INTO workspace_solewebprocess AS held (id, process, data_directory, held_until)
VALUES (%(row)s, %(process)s, %(data_directory)s, statement_timestamp() + make_interval(secs => %(seconds)s))
ON CONFLICT (id) DO UPDATE
    SET process = excluded.process, data_directory = excluded.data_directory, held_until = excluded.held_until
    WHERE held.process = excluded.process
        OR held.held_until < statement_timestamp()
        OR (%(starts)s AND held.data_directory = excluded.data_directory)
"""


@action
def hold(*, process: UUID, data_directory: UUID, starts: bool) -> bool:
    """Whether the process is the only one, for the next LEASE_SECONDS.

    A process that starts takes the place of an earlier one with the same data directory: that one has ended.
    """
    given: dict[str, int | bool | UUID] = {
        "row": THE_ROW, "process": process, "data_directory": data_directory, "seconds": LEASE_SECONDS, "starts": starts
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(HOLD, given)
        return cursor.rowcount == 1
