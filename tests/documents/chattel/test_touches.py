"""Due touches, really sent: by Django's mail layer, by Twilio's wire format; once, in time, to who wants them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail as outbox
from procrastinate.contrib.django.models import ProcrastinateJob

from documents.chattel.models import Touch
from documents.chattel.outreach.touches import jobs
from documents.chattel.outreach.wording import ENGLISH, FRENCH
from tests.clocks import Clock
from tests.documents.chattel.asking import BASE, BEHIND, LOAN, log, made, started, told, user_of
from tests.documents.chattel.touching import PHONE, actions_of, campaign_of, run, take_out
from tests.people import Caller
from tests.safeclose.gateways.twilio import Twilio
from workspace.models import Organization

TEXT = (
    "Acme Financial: This is a friendly reminder that your loan from Maple Credit seems to be behind. If something "
    "came up, we are glad to talk about it: please get in touch when it suits you. Reply STOP to opt out."
)


def test_a_touch_is_sent_by_each_channel_of_the_campaign(
    alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock
) -> None:
    owner = user_of(alice)
    owner.email = "alice@acme.example"
    owner.save()
    campaign = started(alice, document)
    run()
    callback = "https://safeclose.example.test/webhooks/twilio"
    assert twilio.taken == [{"From": "+16135550199", "To": PHONE, "Body": TEXT, "StatusCallback": callback}]
    (message,) = outbox.outbox
    assert message.subject == "A friendly reminder about your loan · Un petit rappel au sujet de votre prêt"
    assert message.to == ["Robin <robin@example.com>"]
    assert message.reply_to == ["alice@acme.example"]
    assert message.from_email == "Acme Financial <safeclose@localhost>"
    assert message.extra_headers == {
        "Message-ID": f"<{campaign['id']}-1@safeclose.example.test>",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": "<mailto:alice@acme.example?subject=STOP>",
    }
    assert message.body.startswith("Hello Robin,\n\nThis is a friendly reminder that your loan from Maple Credit seems")
    assert "To receive no more of these mails, answer this one with the word STOP." in message.body
    assert "Bonjour Robin,\n\nPetit rappel amical : votre prêt de Maple Credit" in message.body
    assert not [one for one in ("32000", "18400", "32,000") if one in message.body + twilio.taken[0]["Body"]]
    assert campaign_of(alice, document)["nextTouchAt"] == "2026-05-13T16:00:00.000Z"
    sent = {"campaignId": campaign["id"], "action": "touch_sent", "byId": "system"}
    assert log(alice, document)[1:] == [
        {**sent, "channel": "sms", "detail": {"touch": 1, "receipt": "SM" + "0" * 31 + "1"}},
        {**sent, "channel": "email", "detail": {"touch": 1, "receipt": f"{campaign['id']}-1@safeclose.example.test"}},
    ]
    assert told()[-2:] == [("touch_sent", "campaign")] * 2


@pytest.mark.parametrize("tone", ["gentle", "neutral", "firm", "formal"])
def test_the_words_of_the_tone_are_sent(alice: Caller, document: dict[str, Any], twilio: Twilio, tone: str) -> None:
    started(alice, document, tone=tone)
    run()
    assert (
        twilio.taken[0]["Body"]
        == f"Acme Financial: {ENGLISH[tone].ask.format(provider='Maple Credit')} Reply STOP to opt out."
    )
    assert outbox.outbox[0].subject == f"{ENGLISH[tone].subject} · {FRENCH[tone].subject}"
    assert FRENCH[tone].ask.format(provider="Maple Credit") in outbox.outbox[0].body


def test_touches_are_sent_to_the_end_of_the_cadence(
    alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock
) -> None:
    started(alice, document, email=False, cadence="day 1, day 5, day 14")
    days = []
    for day in range(1, 30):
        before = len(twilio.taken)
        run()
        days += [day] * (len(twilio.taken) - before)
        clock.move(days=1)
    assert days == [1, 5, 14]
    campaign = campaign_of(alice, document)
    assert (campaign["nextTouchAt"], campaign["active"]) == (None, True)
    assert [entry["detail"]["touch"] for entry in log(alice, document)[1:]] == [1, 2, 3]


def test_a_cadence_in_unknown_words_sends_one_touch(
    alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock
) -> None:
    started(alice, document, cadence="when the moon is full", email=False)
    run()
    assert campaign_of(alice, document)["nextTouchAt"] is None
    clock.move(days=40)
    run()
    assert len(twilio.taken) == 1


def test_nothing_is_sent_at_night(alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock) -> None:
    clock.instant = datetime(2026, 5, 7, 2, tzinfo=UTC)  # ten in the evening of the sixth
    assert started(alice, document, email=False)["nextTouchAt"] == "2026-05-07T12:00:00.000Z"
    for _ in range(10):
        run()
        jobs.take_up_touches(timestamp=0)
        assert not twilio.taken
        clock.move(hours=1)
    run()
    assert len(twilio.taken) == 1


def test_night_is_night_where_the_organization_is(
    alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock
) -> None:
    Organization.objects.filter(pk=alice.organization.pk).update(timezone="Asia/Kathmandu")  # 21:45 there
    assert started(alice, document, email=False)["nextTouchAt"] == "2026-05-07T02:15:00.000Z"
    run()
    assert not twilio.taken


def test_a_worker_that_is_late_waits_for_the_morning(
    alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock
) -> None:
    started(alice, document, email=False)
    clock.move(hours=9)  # the evening
    run()
    assert not twilio.taken
    assert campaign_of(alice, document)["nextTouchAt"] == "2026-05-07T12:00:00.000Z"
    clock.move(hours=11)
    run()
    assert len(twilio.taken) == 1


def test_a_second_try_that_falls_into_the_night_waits(
    alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock
) -> None:
    started(alice, document, email=False)
    for job in ProcrastinateJob.objects.filter(task_name="touch_borrower"):
        jobs.touch_borrower(**job.args)
    clock.move(hours=9)
    jobs.send_touch(touch_id=Touch.objects.get().pk)
    assert (Touch.objects.get().status, twilio.taken) == ("due", [])
    clock.move(hours=11)
    run()
    assert (Touch.objects.get().status, len(twilio.taken)) == ("sent", 1)


@pytest.mark.parametrize(("loan", "reason"), [(LOAN, "loan_is_not_behind"), (None, "loan_was_removed")])
def test_touches_stop_when_the_loan_is_no_longer_behind(
    alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock, loan: Any, reason: str
) -> None:
    started(alice, document)
    path = f"{BASE}/{document['id']}/loan"
    assert (alice.put(path, loan) if loan else alice.delete(path)).status_code in (200, 204)
    run()
    campaign = campaign_of(alice, document)
    assert (campaign["active"], campaign["nextTouchAt"], twilio.taken, outbox.outbox) == (False, None, [], [])
    assert log(alice, document)[1]["detail"] == {"reason": reason}
    assert actions_of(alice, document) == [("campaign_ended", None)]
    alice.put(path, BEHIND)
    clock.move(days=7)
    run()
    assert not twilio.taken, "what has ended does not begin again by itself"


def test_a_touch_is_skipped_when_the_loan_is_paid_before_it_is_sent(
    alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock
) -> None:
    campaign = started(alice, document, email=False)
    jobs.touch_borrower(campaign_id=campaign["id"])
    alice.put(f"{BASE}/{document['id']}/loan", LOAN)
    run()
    assert (twilio.taken, Touch.objects.get().status) == ([], "skipped")
    assert log(alice, document)[1]["detail"] == {"touch": 1, "reason": "loan_is_not_behind"}


def test_a_channel_without_an_address_is_skipped(alice: Caller, clock: Clock, twilio: Twilio) -> None:
    document = made(alice, loan={**LOAN, "status": "BEHIND", "borrower": {"name": "Robin"}})
    started(alice, document, call=True)
    run()
    assert actions_of(alice, document) == [("touch_skipped", "sms"), ("touch_skipped", "email"), ("call_due", "call")]
    assert [entry["detail"] for entry in log(alice, document)[1:]] == [
        {"touch": 1, "reason": "no_address"}, {"touch": 1, "reason": "no_address"}, {"touch": 1},
    ]  # fmt: skip
    assert told()[-1] == ("call_due", "campaign")
    assert (twilio.taken, outbox.outbox) == ([], [])


def test_an_opt_out_holds_for_every_campaign_on_the_document(
    alice: Caller, document: dict[str, Any], twilio: Twilio
) -> None:
    first = started(alice, document)
    alice.post(f"{BASE}/{document['id']}/rcm/opt-out", {"campaignId": first["id"], "channel": "sms"})
    second = started(alice, document)
    run()
    assert not twilio.taken
    assert len(outbox.outbox) == 2
    skipped = [entry for entry in log(alice, document) if entry["action"] == "touch_skipped"]
    assert [(one["campaignId"], one["channel"], one["detail"]) for one in skipped] == [
        (second["id"], "sms", {"touch": 1, "reason": "opted_out"})
    ]


def test_a_touch_is_skipped_after_an_opt_out_between_due_and_sent(
    alice: Caller, document: dict[str, Any], twilio: Twilio
) -> None:
    campaign = started(alice, document)
    jobs.touch_borrower(campaign_id=campaign["id"])
    alice.post(f"{BASE}/{document['id']}/rcm/opt-out", {"campaignId": campaign["id"], "channel": "all"})
    run()
    assert (twilio.taken, outbox.outbox) == ([], [])
    assert actions_of(alice, document) == [("opt_out", "all"), ("touch_skipped", "sms"), ("touch_skipped", "email")]


def test_jobs_that_run_twice_send_once(alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock) -> None:
    campaign = started(alice, document)
    for _ in range(3):
        jobs.touch_borrower(campaign_id=campaign["id"])
    for _ in range(3):
        for touch in Touch.objects.all():
            jobs.send_touch(touch_id=touch.pk)
        jobs.take_up_touches(timestamp=0)
        run()
        clock.move(minutes=30)
    assert (len(twilio.taken), len(outbox.outbox), Touch.objects.count()) == (1, 1, 2)


def test_jobs_that_were_lost_are_taken_up(
    alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock
) -> None:
    started(alice, document)
    for job in ProcrastinateJob.objects.all():
        take_out(job.pk)
    jobs.take_up_touches(timestamp=0)
    assert Touch.objects.count() == 2
    for job in ProcrastinateJob.objects.all():
        take_out(job.pk)
    jobs.take_up_touches(timestamp=0)
    run()
    assert not twilio.taken, "not yet: their jobs may be under way"
    clock.move(minutes=15)
    for _ in range(2):
        jobs.take_up_touches(timestamp=0)
    assert ProcrastinateJob.objects.filter(task_name="send_touch").count() == 2
    run()
    assert (len(twilio.taken), len(outbox.outbox)) == (1, 1)


def test_jobs_of_a_deleted_document_send_nothing(alice: Caller, document: dict[str, Any], twilio: Twilio) -> None:
    campaign = started(alice, document)
    jobs.touch_borrower(campaign_id=campaign["id"])
    alice.delete(f"{BASE}/{document['id']}")
    run()
    assert (twilio.taken, outbox.outbox) == ([], [])


def test_long_names_do_not_make_long_texts(alice: Caller, clock: Clock, twilio: Twilio) -> None:
    Organization.objects.filter(pk=alice.organization.pk).update(name="O" * 120)
    document = made(alice, loan={**BEHIND, "providerName": "P" * 120})
    started(alice, document)
    run()
    assert twilio.taken[0]["Body"].startswith("O" * 59 + "…: ")
    assert len(twilio.taken[0]["Body"]) < 480
    assert "P" * 120 in outbox.outbox[0].body
