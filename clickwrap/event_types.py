"""Types of events that clickwrap publishes."""

from workspace.events.catalogue import event_type

EVENT_TYPES = (
    event_type("agreement.published", "A new version of an agreement was published.", "key title version versionHash"),
    event_type(
        "agreement.activated",
        "An agreement was activated: everyone with its link can accept it.",
        "key title version versionHash",
    ),
    event_type("agreement.deactivated", "An agreement was deactivated.", "key title version versionHash"),
    event_type(
        "agreement.secret_renewed",
        "An agreement has a new secret for subject tokens.",
        "key title version versionHash",
    ),
    event_type(
        "agreement.accepted",
        "Someone accepted an agreement.",
        "acceptanceId version versionHash acceptedAt verified language",
    ),
)
