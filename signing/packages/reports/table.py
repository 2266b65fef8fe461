"""Packages as a table for spreadsheets, a row at a time."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from safeclose import clock
from safeclose.http import csv_files
from signing.packages.package.models import Signing

HEADER = (
    "id", "title", "status", "locationId", "location", "flowId", "createdBy", "documents", "signers", "signed",
    "createdAt", "activatedAt", "completedAt", "cancelledAt", "cancelReason", "note",
)  # fmt: skip
CHUNK = 500


def lines(rows: QuerySet[Any]) -> Iterator[str]:
    """The header and one line for each of the `shown` rows, in the order of their ids; never all in memory."""
    return csv_files.lines(HEADER, map(_cells, _in_order(rows.select_related("location"))))


def _in_order(rows: QuerySet[Any]) -> Iterator[Any]:
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield from chunk
        last = chunk[-1].pk


def _cells(signing: Signing) -> Iterable[object]:
    counted: Any = signing
    return (
        signing.pk, signing.title, signing.status, signing.location_id, signing.location.name, signing.flow_id,
        signing.created_by_id, counted.document_count, counted.signer_count, counted.signed_count,
        _instant(signing.created_at), _instant(signing.activated_at), _instant(signing.completed_at),
        _instant(signing.cancelled_at), signing.cancel_reason, signing.note,
    )  # fmt: skip


def _instant(at: datetime | None) -> str | None:
    return None if at is None else clock.iso(at)
