"""Who may send outreach, to whom it goes no more, and how much of it there can be in a day."""

from functools import partial
from typing import Any

import pytest
from django.core import mail as outbox

from documents.chattel.outreach import actions as campaigns
from documents.chattel.outreach.senders import actions as senders
from documents.chattel.outreach.touches import actions, jobs
from documents.models import Campaign, ComplianceEntry, OptOut, OutreachSender, Touch
from safeclose.actors import SYSTEM
from tests.backoffice.staff import page_of, signed_in
from tests.clocks import Clock
from tests.documents.chattel.asking import BASE, BEHIND, PLAN, approved, log, made, outside, started, told, user_of
from tests.documents.chattel.touching import run
from tests.people import Caller, acme_and_birch
from tests.racing import at_once
from tests.safeclose.gateways.twilio import Twilio
from workspace.models import SendingCount
from workspace.sending import allowances
from workspace.sending.allowances import Kind


def begun(caller: Caller, document: dict[str, Any], **plan: Any) -> dict[str, Any]:
    """A campaign, whether or not the sender is approved."""
    answer = caller.post(f"{BASE}/{document['id']}/rcm", {**PLAN, **plan})
    assert answer.status_code == 201
    campaign: dict[str, Any] = answer.json()["campaign"]
    return campaign


def outcomes(caller: Caller, document: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """Action, channel and reason of each entry about a touch."""
    return [
        (entry["action"], entry["channel"], entry["detail"].get("reason"))
        for entry in log(caller, document)
        if entry["action"].startswith(("touch", "call"))
    ]


def opt_out(caller: Caller, document: dict[str, Any], campaign: dict[str, Any], channel: str = "all") -> None:
    body = {"campaignId": campaign["id"], "channel": channel}
    assert caller.post(f"{BASE}/{document['id']}/rcm/opt-out", body).status_code == 200


def test_nothing_is_sent_before_staff_approved_the_sender(
    alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock
) -> None:
    begun(alice, document, call=True)
    run()
    skipped = [("touch_skipped", channel, "not_approved") for channel in ("sms", "email", "call")]
    assert (outcomes(alice, document), twilio.taken, outbox.outbox) == (skipped, [], [])
    approved(alice)
    clock.move(days=7)
    run()
    assert (len(twilio.taken), len(outbox.outbox)) == (1, 1)


def test_an_approved_organization_does_not_approve_what_its_members_send_without_it(
    alice: Caller, document: dict[str, Any], twilio: Twilio
) -> None:
    approved(alice)
    begun(outside(alice), document, email=False)
    run()
    assert outcomes(alice, document) == [("touch_skipped", "sms", "not_approved")]


def test_an_approved_account_sends_without_an_organization(nobody: Caller, clock: Clock, twilio: Twilio) -> None:
    document = made(nobody, loan=BEHIND)
    senders.approve(user_id=user_of(nobody).pk, by=SYSTEM)
    begun(nobody, document, email=False)
    run()
    assert len(twilio.taken) == 1


def test_an_approval_that_is_revoked_between_due_and_sent_holds(
    alice: Caller, document: dict[str, Any], twilio: Twilio
) -> None:
    campaign = started(alice, document, email=False)
    jobs.touch_borrower(campaign_id=campaign["id"])
    senders.revoke_approval(sender_id=OutreachSender.objects.get().pk, by=SYSTEM)
    run()
    assert (outcomes(alice, document), twilio.taken) == ([("touch_skipped", "sms", "not_approved")], [])


def test_an_opt_out_holds_for_the_address_in_every_record_of_everyone_and_after_deletion(
    alice: Caller, charlie: Caller, document: dict[str, Any], twilio: Twilio
) -> None:
    opt_out(alice, document, started(alice, document))
    assert alice.delete(f"{BASE}/{document['id']}").status_code == 204
    borrower = {"name": "R.", "email": "ROBIN@Example.com", "phone": "+16135550100"}
    other = made(charlie, loan={**BEHIND, "borrower": borrower})
    started(charlie, other, call=True)
    run()
    assert outcomes(charlie, other) == [("touch_skipped", channel, "opted_out") for channel in ("sms", "email", "call")]
    assert (twilio.taken, outbox.outbox) == ([], [])


def test_an_opt_out_of_one_channel_leaves_the_others(
    alice: Caller, charlie: Caller, document: dict[str, Any], twilio: Twilio
) -> None:
    opt_out(alice, document, started(alice, document), "sms")
    other = made(charlie, loan=BEHIND)
    started(charlie, other)
    run()
    assert outcomes(charlie, other)[0] == ("touch_skipped", "sms", "opted_out")
    assert twilio.taken == []
    assert {message.to[0] for message in outbox.outbox} == {"Robin <robin@example.com>"}


def test_who_is_not_approved_learns_of_no_opt_out(
    alice: Caller, charlie: Caller, document: dict[str, Any], twilio: Twilio
) -> None:
    opt_out(alice, document, started(alice, document))
    other = made(charlie, loan=BEHIND)
    begun(charlie, other, email=False)
    run()
    assert outcomes(charlie, other) == [("touch_skipped", "sms", "not_approved")]


def test_an_opt_out_holds_after_the_secret_key_was_replaced(
    alice: Caller, document: dict[str, Any], twilio: Twilio, settings: Any
) -> None:
    opt_out(alice, document, started(alice, document))
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-secret-key" * 4
    other = made(alice, loan=BEHIND)
    started(alice, other, email=False)
    run()
    assert outcomes(alice, other) == [("touch_skipped", "sms", "opted_out")]


def test_opt_outs_name_nobody(alice: Caller, document: dict[str, Any]) -> None:
    opt_out(alice, document, started(alice, document))
    keys = list(OptOut.objects.values_list("key", flat=True))
    assert [len(key) for key in keys] == [64] * 3


def test_an_address_gets_no_more_in_a_day_however_many_records_name_it(
    alice: Caller, clock: Clock, twilio: Twilio
) -> None:
    for _ in range(5):
        document = made(alice, loan=BEHIND)
        started(alice, document, email=False)
        run()
        assert alice.delete(f"{BASE}/{document['id']}").status_code == 204
    assert len(twilio.taken) == 3
    reasons = [entry.detail.get("reason") for entry in ComplianceEntry.objects.filter(action="touch_skipped")]
    assert reasons == ["recipient_limit_reached"] * 2
    clock.move(days=1)
    started(alice, made(alice, loan=BEHIND), email=False)
    run()
    assert len(twilio.taken) == 4


def test_a_sender_sends_no_more_in_a_day(alice: Caller, clock: Clock, twilio: Twilio, settings: Any) -> None:
    settings.OUTREACH_PER_SENDER_PER_DAY = 2
    for number in range(4):
        borrower = {"name": "R.", "phone": f"+1613555010{number}"}
        document = made(alice, loan={**BEHIND, "borrower": borrower})
        started(alice, document, email=False)
        run()
    assert len(twilio.taken) == 2
    assert outcomes(alice, document) == [("touch_skipped", "sms", "sender_limit_reached")]


def test_a_message_that_is_tried_again_is_counted_once(alice: Caller, document: dict[str, Any], settings: Any) -> None:
    settings.OUTREACH_PER_RECIPIENT_PER_DAY = 1
    campaign = started(alice, document, email=False)
    jobs.touch_borrower(campaign_id=campaign["id"])
    touch = Touch.objects.get()
    for _ in range(3):
        claim = actions.record_claim(touch_id=touch.pk, by=SYSTEM)
        assert claim is not None
        actions.record_put_back(claim=claim, by=SYSTEM)


def test_messages_at_once_do_not_pass_the_cap_together(committed: None, clock: Clock, settings: Any) -> None:
    """Two records with one borrower lock nothing in common but the count."""
    settings.OUTREACH_PER_RECIPIENT_PER_DAY = 1
    people = acme_and_birch()
    for name in ("alice", "charlie"):
        caller = Caller(people[name])
        jobs.touch_borrower(campaign_id=started(caller, made(caller, loan=BEHIND), sms=False)["id"])
    touches = list(Touch.objects.values_list("pk", flat=True))
    SendingCount.objects.create(
        key=allowances.to_recipient(Kind.OUTREACH, "robin@example.com").key, day=clock.instant.date(), count=0
    )
    at_once([partial(jobs.send_touch, touch_id=pk) for pk in touches], held=[SendingCount])
    assert sorted(Touch.objects.values_list("status", flat=True)) == ["sent", "skipped"]


@pytest.mark.parametrize("provider", ["Win at evil.example", "https evil"])
def test_a_name_that_carries_an_address_is_not_sent(alice: Caller, clock: Clock, twilio: Twilio, provider: str) -> None:
    document = made(alice, loan={**BEHIND, "providerName": provider})
    started(alice, document, email=False)
    run()
    assert (outcomes(alice, document), twilio.taken) == ([("touch_skipped", "sms", "address_in_name")], [])


def test_a_complaint_closes_all_channels_and_pauses_the_sender_until_staff_lift_it(
    alice: Caller, charlie: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock
) -> None:
    campaign = started(alice, document)
    other = made(alice, loan={**BEHIND, "borrower": {"name": "Kim", "phone": "+16135550111"}})
    started(alice, other, email=False)
    campaigns.record_complaint(campaign_id=campaign["id"], by=SYSTEM)
    run()
    assert log(alice, document)[-1] == {
        "campaignId": campaign["id"], "action": "complaint_recorded", "channel": "all", "byId": "system", "detail": {},
    }  # fmt: skip
    assert not Campaign.objects.get(id=campaign["id"]).active
    assert outcomes(alice, other) == [("touch_skipped", "sms", "paused_after_complaint")]
    assert ("outreach.paused", "outreach_sender") in told()
    senders.lift_pause(sender_id=OutreachSender.objects.get().pk, by=SYSTEM)
    theirs = made(charlie, loan=BEHIND)
    started(charlie, theirs, email=False)
    clock.move(days=7)
    run()
    assert [message["To"] for message in twilio.taken] == ["+16135550111"]
    assert outcomes(charlie, theirs)[0] == ("touch_skipped", "sms", "opted_out")


def test_staff_approve_revoke_record_complaints_and_lift_pauses(alice: Caller, document: dict[str, Any]) -> None:
    client = signed_in("otto", "Operations")
    campaign = Campaign.objects.get(id=begun(alice, document)["id"])

    def press(row: Any, button: str) -> OutreachSender:
        assert client.post(page_of(row, f"do/{button}/")).status_code == 302
        return OutreachSender.objects.get(organization=alice.organization)

    sender = press(alice.organization, "approve-outreach")
    assert (sender.approved_at is None, sender.paused_at) == (False, None)
    assert press(campaign, "complaint").paused_at
    assert press(sender, "lift").paused_at is None
    assert press(sender, "revoke").approved_at is None
    assert client.post(page_of(user_of(alice), "do/approve-outreach/")).status_code == 302
    kinds = [kind for kind, _ in told() if kind.startswith("outreach.")]
    assert kinds == [
        "outreach.approved", "outreach.paused", "outreach.resumed", "outreach.approval_revoked", "outreach.approved",
    ]  # fmt: skip
