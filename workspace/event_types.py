"""Types of events that the workspace publishes."""

from workspace.events.catalogue import event_type

EVENT_TYPES = (
    event_type("organization.created", "An organization was created.", "name slug"),
    event_type("organization.updated", "Its name, slug, time zone or brand was changed.", "name slug changed"),
    event_type("location.created", "A location was created.", "name companyId"),
    event_type("location.updated", "A location was changed.", "name companyId"),
    event_type("location.deleted", "A location was deleted.", "name companyId"),
    event_type("role.created", "A role was created.", "name slug permissions"),
    event_type("role.updated", "A role was changed.", "name slug permissions"),
    event_type("role.deleted", "A role was deleted.", "name slug permissions"),
    event_type("member.invited", "Someone was invited.", "userId roleSlug"),
    event_type(
        "member.undelivered",
        "An invitation was permanently refused, came back, or was reported as spam.",
        "userId roleSlug reason",
    ),
    event_type("member.joined", "Someone became a member.", "userId roleSlug"),
    event_type("member.role_changed", "The role of a member or of an invitation was changed.", "userId roleSlug"),
    event_type("member.removed", "A membership ended, or an invitation was withdrawn.", "userId roleSlug"),
    event_type("webhook.created", "A webhook was created.", "host events active"),
    event_type("webhook.updated", "A webhook was changed, or its secret was replaced.", "host events active"),
    event_type("webhook.deleted", "A webhook was deleted.", "host events active"),
    event_type(
        "webhook.disabled",
        "A webhook was switched off, because nothing could be delivered.",
        "host events active reason",
    ),
    event_type(
        "webhook.test", "A test of one webhook; it is sent to that webhook only, whatever its types are.", "host"
    ),
    event_type("user.verified", "Clerk has verified someone's e-mail address.", of_organizations=False),
    event_type("user.second_factor_added", "A colleague set up a second factor.", of_organizations=False),
    event_type("user.second_factor_removed", "A colleague's second factor was removed.", of_organizations=False),
    event_type("user.renamed", "A user changed their own name.", of_organizations=False),
    event_type("staff.appointed", "A user was given access to the back office.", of_organizations=False),
    event_type("staff.revoked", "A user's access to the back office was revoked.", of_organizations=False),
    event_type("job.run_again", "Staff started a job that was waiting or had failed.", of_organizations=False),
    event_type("event.replayed", "Staff had the handlers of an event run again.", of_organizations=False),
    event_type("person.erased", "A person's data was erased.", "rows files filesKept", of_organizations=False),
)
