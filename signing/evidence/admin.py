"""Evidence in the back office: read by those who may look, written by nobody."""

from collections.abc import Sequence
from typing import Any

from cryptography import x509
from django.contrib import admin

from safeclose.backoffice.filters import by, one_of
from safeclose.backoffice.panels import Panel, code
from safeclose.backoffice.searching import exact, number
from safeclose.backoffice.tables import ReadOnly
from signing.evidence import admin_panels
from signing.evidence.checkpoints.models import Checkpoint
from signing.evidence.models import Seal, SealingCertificate, Trail, TrailEvent


def title_of(trail: Trail) -> str:
    """Of the envelope or package that the trail is about."""
    about: Any = next((getattr(trail, name) for name in ("envelope", "signing") if hasattr(trail, name)), None)
    return str(about.title) if about else "(no envelope or package)"


@admin.register(Trail)
class Trails(ReadOnly):
    """Chains of events, one for each envelope and package."""

    list_display = ("title", "kind", "organization", "length", "last_at", "completed_at", "id")
    list_filter = (by("organization"), one_of("kind"))
    joins = ("organization", "seal", "envelope", "signing")
    finds = {"the trail's id": exact(Trail, "id")}
    looks = admin_panels.looks(lambda trail: trail)

    @admin.display(description="title")
    def title(self, trail: Trail) -> str:
        return title_of(trail)

    def panels(self, trail: Trail) -> Sequence[Panel]:
        return admin_panels.events_panel(trail), admin_panels.files_panel(trail)


@admin.register(TrailEvent)
class TrailEvents(ReadOnly):
    """Single events of all trails."""

    list_display = ("type", "at", "seq", "trail_id", "id")
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

    list_display = ("title", "level", "sealed_at", "trail_id", "id")
    joins = ("trail__envelope", "trail__signing")
    finds = {
        "the trail's id": exact(Seal, "trail"),
        "a certificate's SHA-256": exact(Seal, "certificate_sha256"),
        "a sealed file's SHA-256": exact(Seal, "files__sealed_sha256"),
    }

    @admin.display(description="title")
    def title(self, seal: Seal) -> str:
        return title_of(seal.trail)

    def panels(self, seal: Seal) -> Sequence[Panel]:
        return (admin_panels.files_panel(seal.trail),)


@admin.register(SealingCertificate)
class SealingCertificates(ReadOnly):
    """With what seals were made."""

    list_display = ("holder", "recorded_at", "sha256")
    finds = {"SHA-256": exact(SealingCertificate, "sha256")}

    @admin.display(description="issued to")
    def holder(self, row: SealingCertificate) -> str:
        try:
            return x509.load_pem_x509_certificate(row.pem.encode()).subject.rfc4514_string()
        except ValueError:
            return "(can't be read)"


@admin.register(Checkpoint)
class Checkpoints(ReadOnly):
    """Signatures over the heads of all chains."""

    list_display = ("organization", "seq", "at", "size", "id")
    list_filter = (by("organization"),)
    joins = ("organization",)
    fields = ("id", "organization", "seq", "at", "size", "root", "previous", "signature")
    finds = {"the checkpoint's id": exact(Checkpoint, "id")}
