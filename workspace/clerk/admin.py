"""What Clerk told us, in the back office."""

from typing import ClassVar

from django.contrib import admin

from safeclose.backoffice.badges import States
from safeclose.backoffice.searching import exact
from safeclose.backoffice.tables import ReadOnly
from safeclose.records.lifecycle import Kind
from workspace.clerk.models import ClerkDelivery, ClerkRecord, ClerkSync


@admin.register(ClerkDelivery)
class ClerkDeliveries(ReadOnly):
    """Webhooks of Clerk that were carried out."""

    list_display = ("type", "received_at", "svix_id")
    ordering = ("-received_at", "-pk")
    finds = {"a delivery's id": exact(ClerkDelivery, "svix_id")}


@admin.register(ClerkRecord)
class ClerkRecords(ReadOnly):
    """How much we know of Clerk's objects."""

    list_display = ("kind", "is_deleted", "confirmed_at", "clerk_id")
    finds = {"a Clerk id": exact(ClerkRecord, "clerk_id")}


@admin.register(ClerkSync)
class ClerkSyncs(ReadOnly):
    """Comparisons with all that Clerk has."""

    list_display = ("began_at", "stage", "state", "position", "finished_at", "id")
    states: ClassVar = {
        "state": States({"under way": Kind.ACTIVE, "finished": Kind.DONE},
                        of=lambda sync: "finished" if sync.finished_at else "under way"),
    }  # fmt: skip
