"""Removes rows that are no longer needed."""

from datetime import datetime

from django.db import connection
from psycopg.sql import SQL, Identifier

from safeclose.records.pruning.sources import sources
from safeclose.records.transactions import action

BATCH_SIZE = 1000


@action
def record_pruned(*, name: str, now: datetime) -> int:
    """Removes one batch of these rows; returns their number, 0 when none is left. Locked rows are skipped."""
    rows = sources()[name](now)
    model = rows.model
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH_SIZE])
    locked = model._base_manager.filter(pk__in=keys).select_for_update(skip_locked=True, of=("self",))
    found = list(locked.values_list("pk", flat=True))
    if not found:
        return 0
    if model._meta.managed:
        model._base_manager.filter(pk__in=found).delete()
    else:  # the queue's tables: read-only in Django; the database cascades
        with connection.cursor() as cursor:
            words = (Identifier(model._meta.db_table), Identifier(model._meta.pk.column))
            cursor.execute(SQL("DELETE FROM {} WHERE {} = ANY(%s)").format(*words), [found])
    return len(found)
