"""What the ceremony tells."""

from workspace.events.catalogue import event_type

EVENT_TYPES = (
    event_type("envelope.sent", "A document was sent for signature.", "documentId signers"),
    event_type("envelope.opened", "A signer looked at the document for the first time.", "documentId signerId"),
    event_type(
        "envelope.undelivered", "A signer's address or phone number is refused for good.", "documentId signerId reason"
    ),
    event_type("envelope.declined", "A signer refused, which ended the envelope.", "documentId reason"),
    event_type("envelope.voided", "The envelope was taken back.", "documentId reason"),
    event_type("envelope.expired", "The envelope's time was up.", "documentId"),
    event_type("envelope.completed", "Everyone has signed.", "documentId signers"),
    event_type(
        "DOCUMENT_SIGNED",
        "The same, exactly once for each envelope, with what others need to go on.",
        "documentId envelopeId organizationId dealId completedAt documentSha256",
    ),
    event_type("signing.updated", "A signing package was changed.", "title locationId"),
    event_type("signing.activated", "A signing package went out to its signers.", "title locationId documents signers"),
    event_type("signing.resent", "Those who had still to sign were written to again.", "title locationId signers"),
    event_type(
        "signing.undelivered", "A mail server refuses a signer's address for good.", "title locationId signerId reason"
    ),
    event_type("signing.completed", "Everyone has signed a package.", "title locationId signers"),
    event_type("signing.cancelled", "A package was called off, or its time was up.", "title locationId reason"),
    event_type("signing.reopened", "A cancelled package was begun anew, as a draft.", "title locationId reopenedFrom"),
    event_type(
        "signing.signature_refused",
        "Someone's account has no longer the verified e-mail address that a package is addressed to.",
        "title locationId signerId",
    ),
    event_type("template.updated", "A template for packages was changed.", "name locationId"),
    event_type("template.deleted", "A template for packages that nothing used was removed.", "name locationId"),
    event_type(
        "template.archived", "A template that packages or flows use was taken out of use for good.", "name locationId"
    ),
    event_type("flow.created", "A flow was added.", "name locationId"),
    event_type("flow.updated", "A flow was changed.", "name locationId"),
    event_type("flow.deleted", "A flow that no package followed was removed.", "name locationId"),
    event_type("flow.archived", "A flow that packages follow was taken out of use for good.", "name locationId"),
    event_type("location.settings_updated", "A location's settings for signing were changed.", "locationId"),
    event_type(
        "manager.appointed",
        "Someone may manage packages, at a location or everywhere.",
        "userId locationId tiers vault",
    ),
    event_type("manager.changed", "A manager may do more, or less, than before.", "userId locationId tiers vault"),
    event_type("manager.revoked", "A manager's rights ended, which were these.", "userId locationId tiers vault"),
    event_type("signing.admin_appointed", "Staff let someone do everything with packages.", of_organizations=False),
    event_type("signing.admin_revoked", "Staff took that right away.", of_organizations=False),
    event_type("trail.sealed", "The sealed PDFs of something that everyone signed are there.", "level"),
    event_type("checkpoint.made", "A checkpoint over the organization's evidence was signed.", "seq size"),
)
