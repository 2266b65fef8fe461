"""Touches that were taken and did not arrive: the log has them."""

from typing import Any

from documents.chattel.models import Campaign, OutreachSender, Touch
from tests.clocks import Clock
from tests.documents.chattel.asking import BASE, log, started, told
from tests.documents.chattel.touching import run
from tests.people import Caller
from tests.safeclose.gateways.postmark import Postmark
from tests.safeclose.gateways.twilio import Twilio
from tests.workspace.sending.outcomes.reports import (
    postmark_bounce,
    postmark_complaint,
    report,
    report_text,
    twilio_report,
)
from workspace.models import SentMessage


def test_mail_and_text_that_did_not_arrive_are_logged_once(
    alice: Caller, document: dict[str, Any], twilio: Twilio, settings: Any, clock: Clock
) -> None:
    with Postmark() as postmark:
        postmark.configure(settings)
        campaign = started(alice, document)
        run()
        text = SentMessage.objects.get(service="twilio").message_id
        for _ in range(2):
            assert report(postmark_bounce(postmark.ids[0])).status_code == 200
            assert report_text(twilio_report(text)).status_code == 200
    said = {"campaignId": campaign["id"], "action": "touch_undelivered", "byId": "system"}
    assert log(alice, document)[3:] == [
        {**said, "channel": "email", "detail": {"touch": 1, "reason": "bounced", "code": "550 5.1.1"}},
        {**said, "channel": "sms", "detail": {"touch": 1, "reason": "undelivered", "code": "error 30005"}},
    ]
    assert told()[-2:] == [("touch_undelivered", "campaign")] * 2


def test_a_mail_that_was_reported_as_spam_is_a_complaint(
    alice: Caller, document: dict[str, Any], twilio: Twilio, settings: Any, clock: Clock
) -> None:
    """Nothing more is sent to the borrower, and the sender is paused."""
    with Postmark() as postmark:
        postmark.configure(settings)
        campaign = started(alice, document)
        run()
        for _ in range(2):
            assert report(postmark_complaint(postmark.ids[0])).status_code == 200
    assert log(alice, document)[3:] == [
        {"campaignId": campaign["id"], "action": "complaint_recorded", "byId": "system", "channel": "all", "detail": {}}
    ]
    row = Campaign.objects.get(id=campaign["id"])
    assert (row.active, row.opted_out, row.next_touch_at) == (False, ["sms", "email", "call"], None)
    assert OutreachSender.objects.get().paused_at == clock.instant


def test_of_a_document_that_was_deleted_nothing_is_logged(
    alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock
) -> None:
    started(alice, document, email=False)
    run()
    assert alice.delete(f"{BASE}/{document['id']}").status_code == 204
    assert not Touch.objects.exists()
    assert report_text(twilio_report(SentMessage.objects.get().message_id)).status_code == 200
    assert "touch_undelivered" not in [type for type, _ in told()]
