"""What the documents tell."""

from workspace.events.catalogue import event_type

EVENT_TYPES = (
    event_type("document.created", "A document was created.", "formKey title status"),
    event_type("document.updated", "A document was changed, or moved to another deal.", "formKey title status"),
    event_type("document.generated", "A document's PDF was generated.", "formKey title status"),
    event_type("document.deleted", "A document was deleted.", "formKey title status"),
    event_type(
        "template.created",
        "A fillable PDF was uploaded, or a template for packages was created.",
        "name title sha256 locationId",
    ),
    event_type("deal.created", "A deal was created.", "title type stage"),
    event_type(
        "deal.updated", "A deal's title, type, closing date or address was changed.", "title type stage changed"
    ),
    event_type("deal.stage_changed", "A deal moved to a later stage.", "title type stage from to eventId"),
    event_type(
        "checklist.spawned",
        "A deal's closing checklist was created.",
        "title type stage checklistId closingDate milestones",
    ),
    event_type(
        "checklist.moved",
        "The closing date changed, and with it the dates of open milestones.",
        "title type stage closingDate milestones",
    ),
    event_type(
        "milestone.done",
        "A milestone of a closing checklist was marked as done.",
        "title type stage milestoneId milestone",
    ),
    event_type(
        "milestone.reopened",
        "A milestone of a closing checklist was marked as not done.",
        "title type stage milestoneId milestone",
    ),
    event_type("milestone.noted", "The note of a milestone was changed.", "title type stage milestoneId milestone"),
    event_type("obligation.resolved", "An obligation was marked as done.", "documentId type"),
    # Of chattel documents, which belong to an account.
    event_type("document.loan_updated", "A loan was attached, changed or removed.", of_organizations=False),
    event_type("comment.created", "Someone commented on a chattel document.", of_organizations=False),
    event_type("campaign_started", "Outreach to a borrower began.", of_organizations=False),
    event_type("campaign_ended", "Outreach to a borrower ended.", of_organizations=False),
    event_type("touch_sent", "A message to a borrower was sent.", of_organizations=False),
    event_type(
        "touch_skipped", "A message to a borrower was not sent; the log has the reason.", of_organizations=False
    ),
    event_type("touch_failed", "A message to a borrower could not be sent.", of_organizations=False),
    event_type("touch_undelivered", "A message to a borrower was sent and did not arrive.", of_organizations=False),
    event_type("call_due", "A call to a borrower is due.", of_organizations=False),
    event_type(
        "complaint_recorded",
        "A borrower complained about outreach, to staff or by a spam report.",
        of_organizations=False,
    ),
    event_type("outreach.approved", "Staff approved an organization or account for outreach."),
    event_type("outreach.approval_revoked", "Staff revoked the approval for outreach."),
    event_type("outreach.paused", "Outreach was paused after a complaint."),
    event_type("outreach.resumed", "Staff lifted the pause of outreach."),
    event_type("opt_out", "A borrower opted out of outreach.", of_organizations=False),
    event_type("form.loaded", "A licensed blank of a form was loaded.", of_organizations=False),
    event_type("form.removed", "A licensed blank of a form was removed.", of_organizations=False),
)
