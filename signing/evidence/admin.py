"""Evidence in the back office: read by those who may look, written by nobody."""

from collections.abc import Sequence

from django.contrib import admin

from safeclose.backoffice.filters import by, one_of
from safeclose.backoffice.panels import Panel, code
from safeclose.backoffice.searching import exact, number
from safeclose.backoffice.tables import ReadOnly
from signing.evidence import admin_panels
from signing.evidence.checkpoints.models import Checkpoint
from signing.evidence.models import Seal, SealingCertificate, Trail, TrailEvent


@admin.register(Trail)
class Trails(ReadOnly):
    """Chains of events, one for each envelope and package."""

    list_display = ("id", "kind", "organization", "length", "last_at", "completed_at")
    list_filter = (by("organization"), one_of("kind"))
    joins = ("organization", "seal")
    finds = {"the trail's id": exact(Trail, "id")}
    looks = admin_panels.looks(lambda trail: trail)

    def panels(self, trail: Trail) -> Sequence[Panel]:
        return admin_panels.events_panel(trail), admin_panels.files_panel(trail)


@admin.register(TrailEvent)
class TrailEvents(ReadOnly):
    """Single events of all trails."""

    list_display = ("id", "trail_id", "seq", "type", "at")
    finds = {"the trail's id": exact(TrailEvent, "trail"), "number": number(TrailEvent)}
    fields = ("trail", "seq", "type", "at", "said", "payload_hash", "prev_hash", "chain_hash")
    readonly_fields = fields

    @admin.display(description="payload, as it was hashed")
    def said(self, event: TrailEvent) -> str:
        """Personal values are in it as commitments."""
        return code(bytes(event.payload).decode(errors="replace"))


@admin.register(Seal)
class Seals(ReadOnly):
    """Certificates, bundles and sealed files."""

    list_display = ("id", "trail_id", "level", "sealed_at")
    finds = {
        "the trail's id": exact(Seal, "trail"),
        "a certificate's SHA-256": exact(Seal, "certificate_sha256"),
        "a sealed file's SHA-256": exact(Seal, "files__sealed_sha256"),
    }

    def panels(self, seal: Seal) -> Sequence[Panel]:
        return (admin_panels.files_panel(seal.trail),)


@admin.register(SealingCertificate)
class SealingCertificates(ReadOnly):
    """With what seals were made."""

    list_display = ("sha256", "recorded_at")
    finds = {"SHA-256": exact(SealingCertificate, "sha256")}


@admin.register(Checkpoint)
class Checkpoints(ReadOnly):
    """Signatures over the heads of all chains."""

    list_display = ("id", "organization", "seq", "at", "size")
    list_filter = (by("organization"),)
    joins = ("organization",)
    fields = ("id", "organization", "seq", "at", "size", "root", "previous", "signature")
    finds = {"the checkpoint's id": exact(Checkpoint, "id")}
