"""Everything that is written because Clerk said so."""

from collections.abc import Collection
from enum import StrEnum

from safeclose import clock, jobs
from safeclose.actors import Actor
from safeclose.records.rows import locked
from safeclose.records.transactions import action
from workspace.clerk import clerk_events, object_records, organizations, payloads
from workspace.clerk.clerk_events import Change
from workspace.clerk.models import ClerkDelivery, ClerkRecord, ClerkSync
from workspace.organizations.models import Membership, Organization


class Outcome(StrEnum):
    """What came of something that Clerk told."""

    APPLIED = "applied"
    KNOWN = "known"  # as new or newer was told before
    REPLAYED = "replayed"


@action
def take_in(*, change: Change, delivery_id: str | None = None, by: Actor) -> Outcome:
    """Bring what Clerk told in step with what is known. `by`: CLERK.

    `delivery_id`: of a webhook. It is remembered in the same transaction, and the same one does nothing again.
    """
    if delivery_id is not None:
        _, is_first = ClerkDelivery.objects.get_or_create(svix_id=delivery_id, defaults={"type": change.type})
        if not is_first:
            return Outcome.REPLAYED
    return Outcome.APPLIED if clerk_events.take_in(change, by) else Outcome.KNOWN


@action
def record_founded(*, organization_id: int, told: payloads.Organization) -> bool:
    """Keep the id that Clerk has given to an organization of ours; False where it has another one, or is taken."""
    record = object_records.locked({told.id: ClerkRecord.Kind.ORGANIZATION})[told.id]
    row = locked(Organization.objects.all(), id=organization_id)
    if row.clerk_org_id or record.is_deleted or Organization.objects.filter(clerk_org_id=told.id).exists():
        return row.clerk_org_id == told.id
    object_records.told(record, updated_at=told.updated_at)
    organizations.join(row, told.id)
    return True


@action
def queue_founding() -> int:
    """Have Clerk's organization made for each of ours that has none there, and someone who owns it; how many."""
    owned = Membership.objects.owners().filter(user__clerk_user_id__isnull=False)
    waiting = Organization.objects.filter(clerk_org_id=None, memberships__in=owned).distinct().order_by("pk")
    for organization in waiting:
        jobs.queue("create_clerk_organization", organization_id=organization.pk)
    return len(waiting)


@action
def begin_sync(*, anew: bool) -> ClerkSync:
    """The comparison that was interrupted, to go on with it, or else a new one; `anew`: a new one in any case."""
    unfinished = ClerkSync.objects.select_for_update().filter(finished_at=None)
    if anew:
        unfinished.delete()
    return unfinished.order_by("pk").last() or ClerkSync.objects.create(
        known_users=ClerkRecord.objects.live(ClerkRecord.Kind.USER).count()
    )


@action
def record_page(*, sync: ClerkSync, listed: Collection[str]) -> None:
    """Clerk still has these objects; and so far has the comparison come."""
    ClerkRecord.objects.filter(clerk_id__in=listed).update(confirmed_at=clock.now())
    sync.save()


@action
def finish_sync(*, sync: ClerkSync) -> None:
    """Records that everything at Clerk was compared with the rows here."""
    sync.finished_at = clock.now()
    sync.save()
