"""What the workspace tells."""

from workspace.events.catalogue import event_type

EVENT_TYPES = (
    event_type("organization.created", "An organization was made.", "name slug"),
    event_type("organization.updated", "Its name, slug, time zone or brand was changed.", "name slug changed"),
    event_type("location.created", "A location was added.", "name companyId"),
    event_type("location.updated", "A location was changed.", "name companyId"),
    event_type("location.deleted", "A location was removed.", "name companyId"),
    event_type("role.created", "A role was added.", "name slug permissions"),
    event_type("role.updated", "A role was changed.", "name slug permissions"),
    event_type("role.deleted", "A role was removed.", "name slug permissions"),
    event_type("member.invited", "Someone was invited.", "userId roleSlug"),
    event_type("member.undelivered", "A mail server refuses an invited address for good.", "userId roleSlug reason"),
    event_type("member.joined", "Someone became a member.", "userId roleSlug"),
    event_type("member.role_changed", "A member, or someone invited, got another role.", "userId roleSlug"),
    event_type("member.removed", "Someone is a member no longer, or an invitation was withdrawn.", "userId roleSlug"),
    event_type("webhook.created", "A webhook was added.", "host events active"),
    event_type("webhook.updated", "A webhook was changed, or got a new secret.", "host events active"),
    event_type("webhook.deleted", "A webhook was removed.", "host events active"),
    event_type(
        "webhook.disabled",
        "A webhook was switched off, because nothing could be delivered.",
        "host events active reason",
    ),
    event_type("webhook.test", "Somebody tries a webhook; it goes to that one alone, whatever it asked for.", "host"),
    event_type("user.verified", "Clerk has verified someone's e-mail address.", of_organizations=False),
    event_type("person.erased", "A person's data was erased.", "rows files filesKept", of_organizations=False),
)
