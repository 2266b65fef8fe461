"""What clickwrap tells."""

from workspace.events.catalogue import event_type

EVENT_TYPES = (
    event_type("agreement.published", "An agreement has a new text.", "key title version versionHash"),
    event_type("agreement.activated", "An agreement was opened to everyone.", "key title version versionHash"),
    event_type("agreement.deactivated", "An agreement was closed.", "key title version versionHash"),
    event_type("agreement.accepted", "Someone accepted an agreement.", "acceptanceId version versionHash acceptedAt"),
)
