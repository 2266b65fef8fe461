"""The number of rows of a list, without counting millions."""

from math import ceil
from typing import Any

from django.core.paginator import Paginator
from django.db import connections
from django.db.models import QuerySet
from django.utils.functional import cached_property

MAX_COUNTED_ROWS = 10_000  # rows that are counted and paged through; others are found by search or filters


class Counted(Paginator):
    """Counts at most MAX_COUNTED_ROWS rows; for a larger table it returns the database's estimate."""

    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        """Exact up to MAX_COUNTED_ROWS; above, an estimate for a whole table, else MAX_COUNTED_ROWS."""
        counted = self.object_list.order_by()[: MAX_COUNTED_ROWS + 1].count()
        if counted <= MAX_COUNTED_ROWS:
            return counted
        return max(MAX_COUNTED_ROWS, self._estimate()) if self._is_whole() else MAX_COUNTED_ROWS

    @cached_property
    def num_pages(self) -> int:
        """Limited, so that the last page is as fast as the first."""
        return max(1, ceil(min(self.count, MAX_COUNTED_ROWS) / self.per_page))

    def _is_whole(self) -> bool:
        return not self.object_list.query.where

    def _estimate(self) -> int:
        with connections[self.object_list.db].cursor() as cursor:
            table = self.object_list.model._meta.db_table
            cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [f'"{table}"'])
            return int(cursor.fetchone()[0])
