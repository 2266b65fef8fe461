"""Types of events that signing publishes."""

from workspace.events.catalogue import event_type

EVENT_TYPES = (
    event_type("envelope.sent", "A document was sent for signature.", "documentId signers"),
    event_type("envelope.opened", "A signer opened the document for the first time.", "documentId signerId"),
    event_type(
        "envelope.undelivered",
        "A message to a signer was permanently refused, came back, or was reported as spam.",
        "documentId signerId reason",
    ),
    event_type("envelope.signed", "A signer signed.", "documentId signerId"),
    event_type("envelope.resent", "A signer's link is mailed again.", "documentId signerId"),
    event_type("envelope.reminded", "The signers whose turn it is are reminded.", "documentId signers"),
    event_type(
        "link.locked",
        "A signer's links were locked after too many wrong codes or answers.",
        "documentId title locationId signerId",
    ),
    event_type(
        "link.rotated",
        "A signer's links were revoked and a new one was made.",
        "documentId title locationId signerId custody",
    ),
    event_type("envelope.extended", "The deadline of an envelope was extended.", "documentId expiresAt before"),
    event_type("envelope.declined", "A signer declined, which ended the envelope.", "documentId reason"),
    event_type(
        "envelope.paper_requested", "A signer asks for paper, and can still sign.", "documentId signerId reason"
    ),
    event_type(
        "envelope.consent_withdrawn",
        "A signer withdrew the consent to do business electronically, and can't sign until it is given again.",
        "documentId signerId reason",
    ),
    event_type("envelope.voided", "The envelope was voided.", "documentId reason"),
    event_type("envelope.expired", "The envelope expired.", "documentId"),
    event_type("envelope.completed", "All signers of an envelope have signed.", "documentId signers"),
    event_type(
        "DOCUMENT_SIGNED",
        "All signers of an envelope have signed; exactly once for each envelope, with data for other systems.",
        "documentId envelopeId organizationId dealId completedAt documentSha256",
    ),
    event_type("signing.created", "A draft of a signing package was created.", "title locationId"),
    event_type("signing.updated", "A signing package was changed.", "title locationId"),
    event_type("signing.activated", "A signing package was sent to its signers.", "title locationId documents signers"),
    event_type("signing.opened", "A signer opened a package for the first time.", "title locationId signerId"),
    event_type(
        "signing.paper_requested",
        "A signer asks for paper, and can still sign.",
        "title locationId signerId reason",
    ),
    event_type(
        "signing.consent_withdrawn",
        "A signer withdrew the consent to do business electronically, and can't sign until it is given again.",
        "title locationId signerId reason",
    ),
    event_type(
        "signing.file_added",
        "A signer added a file to a package, in a step that asks for one.",
        "title locationId signerId documentId sha256",
    ),
    event_type(
        "signing.signer_completed", "A signer signed all that is required of them.", "title locationId signerId"
    ),
    event_type(
        "signing.resent", "The mails to those who have not signed yet were sent again.", "title locationId signers"
    ),
    event_type("signing.extended", "The deadline of a package was extended.", "title locationId expiresAt before"),
    event_type(
        "signing.undelivered",
        "A mail to a signer was permanently refused, came back, or was reported as spam.",
        "title locationId signerId reason",
    ),
    event_type("signing.completed", "All signers of a package have signed.", "title locationId signers"),
    event_type("signing.cancelled", "A package was cancelled, or expired.", "title locationId reason"),
    event_type("signing.reopened", "A cancelled package was reopened as a new draft.", "title locationId reopenedFrom"),
    event_type(
        "signing.signature_refused",
        "A signature was refused: the account no longer has the signer's verified e-mail address.",
        "title locationId signerId",
    ),
    event_type("template.updated", "A template for packages was changed.", "name locationId"),
    event_type("template.deleted", "An unused template for packages was deleted.", "name locationId"),
    event_type("template.archived", "A template that packages or flows use was archived.", "name locationId"),
    event_type("flow.created", "A flow was created.", "name locationId"),
    event_type("flow.updated", "A flow was changed.", "name locationId"),
    event_type("flow.deleted", "An unused flow was deleted.", "name locationId"),
    event_type("flow.archived", "A flow that packages use was archived.", "name locationId"),
    event_type("location.settings_updated", "A location's settings for signing were changed.", "locationId"),
    event_type(
        "manager.appointed",
        "A manager of packages was appointed, for one location or all.",
        "userId locationId tiers vault",
    ),
    event_type("manager.changed", "A manager's rights were changed.", "userId locationId tiers vault"),
    event_type(
        "manager.revoked",
        "A manager's rights were revoked; the data has them as they were.",
        "userId locationId tiers vault",
    ),
    event_type("signing.admin_appointed", "Staff made someone an admin of packages.", of_organizations=False),
    event_type(
        "signing.admin_revoked", "Staff revoked someone's rights as an admin of packages.", of_organizations=False
    ),
    event_type("trail.sealed", "The sealed PDFs of an envelope or a package were made.", "level"),
    event_type("trail.sealing_tried", "Staff started a sealing that was waiting.", of_organizations=False),
    event_type("checkpoint.made", "A checkpoint over the organization's evidence was signed.", "seq size"),
)
