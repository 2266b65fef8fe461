"""What the workspace tells."""

from workspace.events.catalogue import tells

tells("organization.created", "An organization was made.", "name slug")
tells("organization.updated", "Its name, slug, time zone or brand was changed.", "name slug changed")

tells("location.created", "A location was added.", "name companyId")
tells("location.updated", "A location was changed.", "name companyId")
tells("location.deleted", "A location was removed.", "name companyId")

tells("role.created", "A role was added.", "name slug permissions")
tells("role.updated", "A role was changed.", "name slug permissions")
tells("role.deleted", "A role was removed.", "name slug permissions")

tells("member.invited", "Someone was invited.", "userId roleSlug")
tells("member.undelivered", "A mail server refuses an invited address for good.", "userId roleSlug reason")
tells("member.joined", "Someone became a member.", "userId roleSlug")
tells("member.role_changed", "A member, or someone invited, got another role.", "userId roleSlug")
tells("member.removed", "Someone is a member no longer, or an invitation was withdrawn.", "userId roleSlug")

tells("webhook.created", "A webhook was added.", "host events active")
tells("webhook.updated", "A webhook was changed, or got a new secret.", "host events active")
tells("webhook.deleted", "A webhook was removed.", "host events active")
tells(
    "webhook.disabled", "A webhook was switched off, because nothing could be delivered.", "host events active reason"
)
tells("webhook.test", "Somebody tries a webhook; it goes to that one alone, whatever it asked for.", "host")

tells("user.verified", "Clerk has verified someone's e-mail address.", of_organizations=False)
tells("person.erased", "A person's data was erased.", "rows files filesKept", of_organizations=False)
