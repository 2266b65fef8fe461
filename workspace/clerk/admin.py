"""What Clerk told us, in the back office."""

from django.contrib import admin

from safeclose.backoffice.searching import exact
from safeclose.backoffice.tables import ReadOnly
from workspace.clerk.models import ClerkDelivery, ClerkRecord, ClerkSync


@admin.register(ClerkDelivery)
class ClerkDeliveries(ReadOnly):
    """Webhooks of Clerk that were carried out."""

    list_display = ("svix_id", "type", "received_at")
    ordering = ("-received_at", "-pk")
    finds = {"a delivery's id": exact(ClerkDelivery, "svix_id")}


@admin.register(ClerkRecord)
class ClerkRecords(ReadOnly):
    """How much we know of Clerk's objects."""

    list_display = ("clerk_id", "kind", "is_deleted", "confirmed_at")
    finds = {"a Clerk id": exact(ClerkRecord, "clerk_id")}


@admin.register(ClerkSync)
class ClerkSyncs(ReadOnly):
    """Comparisons with all that Clerk has."""

    list_display = ("id", "stage", "position", "began_at", "finished_at")
