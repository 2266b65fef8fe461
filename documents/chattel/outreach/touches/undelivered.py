"""Messages to borrowers that were taken and did not arrive: logged, as all that comes of outreach is."""

from documents.chattel.compliance import steps as compliance
from documents.chattel.outreach.models import Touch
from documents.chattel.register import steps
from safeclose.actors import Actor
from safeclose.records.transactions import assert_in_action
from safeclose.refusals import Unknown
from workspace.sending.outcomes.failures import Failure
from workspace.sending.outcomes.models import SentMessage


def record(message: SentMessage, failure: Failure, by: Actor) -> bool:
    """Handler of `failure_handlers`. False where the chattel document was deleted meanwhile."""
    assert_in_action()
    touches = Touch.objects.select_related("campaign__document")
    touch = touches.filter(pk=int(message.subject_id)).first()
    if touch is None:
        return False
    campaign = touch.campaign
    try:
        document = steps.lock(campaign.document.owner_id, campaign.document_id)
    except Unknown:
        return False
    detail = {"touch": touch.number, "reason": failure.kind, **({"code": failure.code} if failure.code else {})}
    compliance.record(
        "touch_undelivered", document, campaign_id=campaign.id, by=by, channel=touch.channel, detail=detail
    )
    return True
