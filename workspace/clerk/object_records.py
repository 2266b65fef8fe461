"""Locks and updates ClerkRecord rows. Called inside actions."""

from collections.abc import Mapping

from safeclose import clock
from safeclose.records.transactions import assert_in_action
from workspace.clerk.models import ClerkRecord


def locked(kinds: Mapping[str, str]) -> dict[str, ClerkRecord]:
    """The records of these ids (id to kind), created where they are missing, locked until the action ends.

    Always in the order of the ids, so that no two actions deadlock.
    """
    assert_in_action()
    ids = sorted(kinds)
    missing = [ClerkRecord(clerk_id=clerk_id, kind=kinds[clerk_id]) for clerk_id in ids]
    ClerkRecord.objects.bulk_create(missing, ignore_conflicts=True)
    rows = ClerkRecord.objects.filter(clerk_id__in=ids).order_by("clerk_id").select_for_update(of=("self",))
    return {row.clerk_id: row for row in rows}


def told(record: ClerkRecord, *, updated_at: int) -> bool:
    """Record the version that Clerk told of an object; True when it is newer than all before."""
    is_newer = updated_at > record.updated_at
    record.updated_at = max(updated_at, record.updated_at)
    _save(record)
    return is_newer


def deleted(record: ClerkRecord) -> bool:
    """Record that Clerk deleted it; True the first time."""
    is_new = not record.is_deleted
    record.is_deleted = True
    _save(record)
    return is_new


def _save(record: ClerkRecord) -> None:
    record.confirmed_at = max(clock.now(), record.confirmed_at)
    record.save()
