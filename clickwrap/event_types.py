"""What clickwrap tells."""

from workspace.events.catalogue import tells

tells("agreement.published", "An agreement has a new text.", "key title version versionHash")
tells("agreement.activated", "An agreement was opened to everyone.", "key title version versionHash")
tells("agreement.deactivated", "An agreement was closed.", "key title version versionHash")
tells("agreement.accepted", "Someone accepted an agreement.", "acceptanceId version versionHash acceptedAt")
