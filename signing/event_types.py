"""What the ceremony tells."""

from workspace.events.catalogue import tells

tells("envelope.sent", "A document was sent for signature.", "documentId signers")
tells("envelope.opened", "A signer looked at the document for the first time.", "documentId signerId")
tells("envelope.undelivered", "A signer's address or phone number is refused for good.", "documentId signerId reason")
tells("envelope.declined", "A signer refused, which ended the envelope.", "documentId reason")
tells("envelope.voided", "The envelope was taken back.", "documentId reason")
tells("envelope.expired", "The envelope's time was up.", "documentId")
tells("envelope.completed", "Everyone has signed.", "documentId signers")
tells(
    "DOCUMENT_SIGNED",
    "The same, exactly once for each envelope, with what others need to go on.",
    "documentId envelopeId organizationId dealId completedAt documentSha256",
)

tells("signing.updated", "A signing package was changed.", "title locationId")
tells("signing.activated", "A signing package went out to its signers.", "title locationId documents signers")
tells("signing.resent", "Those who had still to sign were written to again.", "title locationId signers")
tells("signing.undelivered", "A mail server refuses a signer's address for good.", "title locationId signerId reason")
tells("signing.completed", "Everyone has signed a package.", "title locationId signers")
tells("signing.cancelled", "A package was called off, or its time was up.", "title locationId reason")
tells("signing.reopened", "A cancelled package was begun anew, as a draft.", "title locationId reopenedFrom")
tells(
    "signing.signature_refused",
    "Someone's account has no longer the verified e-mail address that a package is addressed to.",
    "title locationId signerId",
)
tells("template.updated", "A template for packages was changed.", "name locationId")
tells("template.deleted", "A template for packages that nothing used was removed.", "name locationId")
tells("template.archived", "A template that packages or flows use was taken out of use for good.", "name locationId")
tells("flow.created", "A flow was added.", "name locationId")
tells("flow.updated", "A flow was changed.", "name locationId")
tells("flow.deleted", "A flow that no package followed was removed.", "name locationId")
tells("flow.archived", "A flow that packages follow was taken out of use for good.", "name locationId")
tells("location.settings_updated", "A location's settings for signing were changed.", "locationId")

tells("manager.appointed", "Someone may manage packages, at a location or everywhere.", "userId locationId tiers vault")
tells("manager.changed", "A manager may do more, or less, than before.", "userId locationId tiers vault")
tells("manager.revoked", "A manager's rights ended, which were these.", "userId locationId tiers vault")
tells("signing.admin_appointed", "Staff let someone do everything with packages.", of_organizations=False)
tells("signing.admin_revoked", "Staff took that right away.", of_organizations=False)

tells("trail.sealed", "The sealed PDFs of something that everyone signed are there.", "level")
tells("checkpoint.made", "A checkpoint over the organization's evidence was signed.", "seq size")
