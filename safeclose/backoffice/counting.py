"""How many rows a list has, without counting a million of them."""

from math import ceil
from typing import Any

from django.core.paginator import Paginator
from django.db import connections
from django.db.models import QuerySet
from django.utils.functional import cached_property

MOST = 10_000  # rows that are counted, and that can be paged through; who wants others searches or filters


class Counted(Paginator):
    """Counts at most MOST rows; of a whole table beyond that, the database's own estimate is told."""

    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        """Exact up to MOST; beyond, about how many rows the table has, or just MOST where a part was asked for."""
        counted = self.object_list.order_by()[: MOST + 1].count()
        if counted <= MOST:
            return counted
        return max(MOST, self._estimate()) if self._is_whole() else MOST

    @cached_property
    def num_pages(self) -> int:
        """Only so many that the last one is found as quickly as the first."""
        return max(1, ceil(min(self.count, MOST) / self.per_page))

    def _is_whole(self) -> bool:
        return not self.object_list.query.where

    def _estimate(self) -> int:
        with connections[self.object_list.db].cursor() as cursor:
            table = self.object_list.model._meta.db_table
            cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [f'"{table}"'])
            return int(cursor.fetchone()[0])
