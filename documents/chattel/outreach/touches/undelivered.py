"""Messages to borrowers that were taken and did not arrive, or were reported as spam: the log has what came of them."""

from documents.chattel.compliance import steps as compliance
from documents.chattel.outreach import closing
from documents.chattel.outreach.models import Campaign, Touch
from documents.chattel.register import steps
from safeclose.actors import Actor
from safeclose.records.rows import locked
from safeclose.records.transactions import assert_in_action
from safeclose.refusals import Unknown
from workspace.sending.outcomes.failures import COMPLAINED, Failure
from workspace.sending.outcomes.models import SentMessage


def record(message: SentMessage, failure: Failure, by: Actor) -> bool:
    """Handler of `failure_handlers`. False where the chattel document was deleted meanwhile.

    A mail that was reported as spam is a complaint: the borrower has said no, and is not asked again.
    """
    assert_in_action()
    touches = Touch.objects.select_related("campaign__document")
    touch = touches.filter(pk=int(message.subject_id)).first()
    if touch is None:
        return False
    try:
        document = steps.lock(touch.campaign.document.owner_id, touch.campaign.document_id)
    except Unknown:
        return False
    campaign: Campaign = locked(Campaign.objects.filter(document=document), id=touch.campaign_id)
    campaign.document = document
    if failure.kind == COMPLAINED:
        closing.after_complaint(campaign, by)
        return True
    detail = {"touch": touch.number, "reason": failure.kind, **({"code": failure.code} if failure.code else {})}
    compliance.record(
        "touch_undelivered", document, campaign_id=campaign.id, by=by, channel=touch.channel, detail=detail
    )
    return True
