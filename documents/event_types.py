"""What the documents tell."""

from workspace.events.catalogue import event_type

EVENT_TYPES = (
    event_type("document.created", "A document was made.", "formKey title status"),
    event_type("document.updated", "A document was changed, or put into another deal.", "formKey title status"),
    event_type("document.generated", "A document's PDF was made.", "formKey title status"),
    event_type("document.deleted", "A document was removed.", "formKey title status"),
    event_type(
        "template.created", "A fillable PDF was uploaded, or a template for packages.", "name title sha256 locationId"
    ),
    event_type("deal.created", "A deal was made.", "title type stage"),
    event_type(
        "deal.updated", "A deal's title, type, closing date or address was changed.", "title type stage changed"
    ),
    event_type("deal.stage_changed", "A deal came to a later stage.", "title type stage from to eventId"),
    event_type(
        "checklist.spawned", "A deal got its closing checklist.", "title type stage checklistId closingDate milestones"
    ),
    event_type(
        "checklist.moved", "What is to be done moved with the closing date.", "title type stage closingDate milestones"
    ),
    event_type(
        "milestone.done", "Something on a closing checklist was done.", "title type stage milestoneId milestone"
    ),
    event_type("milestone.reopened", "It is not done after all.", "title type stage milestoneId milestone"),
    event_type(
        "milestone.noted", "Something was noted on a closing checklist.", "title type stage milestoneId milestone"
    ),
    # Of chattel documents, which belong to an account.
    event_type("document.loan_updated", "A loan was attached, changed or removed.", of_organizations=False),
    event_type("comment.created", "Someone commented on a chattel document.", of_organizations=False),
    event_type("campaign_started", "Outreach to a borrower began.", of_organizations=False),
    event_type("campaign_ended", "Outreach to a borrower ended.", of_organizations=False),
    event_type("touch_sent", "A borrower was written to.", of_organizations=False),
    event_type("touch_skipped", "A borrower was not written to, for a reason.", of_organizations=False),
    event_type("touch_failed", "A message to a borrower could not be sent.", of_organizations=False),
    event_type("call_due", "A borrower is to be called.", of_organizations=False),
    event_type("opt_out", "A borrower wants no more of it.", of_organizations=False),
    event_type("form.loaded", "The blank of a form was loaded.", of_organizations=False),
    event_type("form.removed", "The blank of a form was taken away.", of_organizations=False),
)
