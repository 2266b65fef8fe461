"""The comparison with all that Clerk has: what is new is taken in, what is gone is taken for deleted.

Nothing is taken for deleted because it was absent from a list, which shifts while it is read: Clerk is asked for it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from safeclose.gateways.clerk_backend import Backend, NotThere, Page
from workspace.clerk import actions, clerk_events
from workspace.clerk.actions import Outcome
from workspace.clerk.clerk_events import CLERK
from workspace.clerk.models import ClerkRecord, ClerkSync

Kind, Stage = ClerkRecord.Kind, ClerkSync.Stage

# As the first part of the names of Clerk's events.
NAMES = {Kind.USER: "user", Kind.ORGANIZATION: "organization", Kind.MEMBERSHIP: "organizationMembership"}
# So many users may be missing without --remove-many; of more, at most half of all.
MAX_MISSING_USERS = 10

Ask = Callable[[ClerkRecord], Mapping[str, Any]]


@dataclass(frozen=True)
class Progress:
    """So much of a stage is done, of so much, if that is known."""

    stage: str
    done: int
    total: int | None


class Suspicious(Exception):
    """Too much would be removed; the text is a sentence for a person."""


class Comparison:
    """One run. Each step is idempotent and leaves a mark in `sync`, so that another run goes on from there."""

    def __init__(self, clerk: Backend, sync: ClerkSync, *, may_remove_many: bool = False) -> None:
        self.clerk = clerk
        self.sync = sync
        self.may_remove_many = may_remove_many

    def run(self) -> Iterator[Progress]:
        """Do it all, telling how far it is. Raises Fault, Suspicious, or Invalid for what can't be read."""
        if self.sync.stage == Stage.USERS:
            yield from self._list(Kind.USER, self.clerk.users(begin=self._begin()), self.clerk.user_count())
            self._remove_users()
            self._go_on_to(Stage.ORGANIZATIONS)
        if self.sync.stage == Stage.ORGANIZATIONS:
            yield from self._list(Kind.ORGANIZATION, self.clerk.organizations(begin=self._begin()), None)
            self._remove(Kind.ORGANIZATION, self._unconfirmed(Kind.ORGANIZATION), self._organization)
            self._go_on_to(Stage.MEMBERSHIPS)
        yield from self._memberships()
        actions.finish_sync(sync=self.sync)

    def _begin(self) -> int:
        return int(self.sync.position or 0)

    def _go_on_to(self, stage: str) -> None:
        self.sync.stage, self.sync.position = stage, ""
        actions.record_page(sync=self.sync, listed=[])

    def _list(self, kind: str, pages: Iterable[Page], total: int | None) -> Iterator[Progress]:
        for page in pages:
            listed = self._take_in(kind, page.objects)
            self.sync.position = str(page.end)
            actions.record_page(sync=self.sync, listed=listed)
            yield Progress(self.sync.stage, page.end, page.total or total)

    def _memberships(self) -> Iterator[Progress]:
        live = ClerkRecord.objects.live(Kind.ORGANIZATION).order_by("clerk_id")
        ids = list(live.values_list("clerk_id", flat=True))
        for done, organization_id in enumerate(ids, 1):
            if organization_id > self.sync.position:
                self._members(organization_id)
                self.sync.position = organization_id
                actions.record_page(sync=self.sync, listed=[])
            yield Progress(self.sync.stage, done, len(ids))

    def _members(self, organization_id: str) -> None:
        try:
            for page in self.clerk.memberships(organization_id):
                # Of a user who is being deleted, Clerk says nothing.
                known = [one for one in page.objects if one.get("public_user_data") is not None]
                listed = self._take_in(Kind.MEMBERSHIP, known)
                actions.record_page(sync=self.sync, listed=listed)
        except NotThere:
            self._remove(Kind.ORGANIZATION, ClerkRecord.objects.filter(pk=organization_id), self._organization)
            return
        missing = self._unconfirmed(Kind.MEMBERSHIP).filter(clerk_org_id=organization_id)
        self._remove(Kind.MEMBERSHIP, missing, self._membership)

    def _take_in(self, kind: str, objects: Iterable[Mapping[str, Any]]) -> list[str]:
        """Those that are newer than what is known; the ids of all of them."""
        read = [clerk_events.read(f"{NAMES[Kind(kind)]}.updated", one) for one in objects]
        ids = [change.told.id for change in read]
        known = dict(ClerkRecord.objects.filter(clerk_id__in=ids).values_list("clerk_id", "updated_at"))
        for change in read:
            if change.told.updated_at > known.get(change.told.id, 0):
                self._count(kind, "changed", actions.take_in(change=change, by=CLERK) is Outcome.APPLIED)
        self._count(kind, "listed", len(ids))
        return ids

    def _unconfirmed(self, kind: str) -> "QuerySet[ClerkRecord]":
        found: QuerySet[ClerkRecord] = ClerkRecord.objects.unconfirmed(kind, self.sync.began_at)
        return found

    def _remove_users(self) -> None:
        missing = self._unconfirmed(Kind.USER)
        count, known = missing.count(), self.sync.known_users
        if count > max(MAX_MISSING_USERS, known // 2) and not self.may_remove_many:
            raise Suspicious(f"Clerk does not list {count} of the {known} users known here.")
        self._remove(Kind.USER, missing, self._user)

    def _remove(self, kind: str, records: "QuerySet[ClerkRecord]", ask: Ask) -> None:
        """Take for deleted those that Clerk, asked for each, does not know; what it does know was only not listed."""
        for record in list(records):
            try:
                found = ask(record)
            except NotThere:
                change = clerk_events.read(f"{NAMES[Kind(kind)]}.deleted", {"id": record.clerk_id})
                self._count(kind, "removed", actions.take_in(change=change, by=CLERK) is Outcome.APPLIED)
            else:
                actions.record_page(sync=self.sync, listed=self._take_in(kind, [found]))

    def _user(self, record: ClerkRecord) -> Mapping[str, Any]:
        return self.clerk.user(record.clerk_id)

    def _organization(self, record: ClerkRecord) -> Mapping[str, Any]:
        return self.clerk.organization(record.clerk_id)

    def _membership(self, record: ClerkRecord) -> Mapping[str, Any]:
        """Clerk has no address for one membership, but lists those of one user."""
        for page in self.clerk.memberships_of(record.clerk_user_id):
            for one in page.objects:
                if one.get("id") == record.clerk_id:
                    return one
        raise NotThere("The user has no such membership.")

    def _count(self, kind: str, what: str, number: int) -> None:
        self.sync.counts[f"{kind}s"][what] += number
