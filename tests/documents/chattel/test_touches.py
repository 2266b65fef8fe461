"""Due touches, really sent: by Django's mail layer, by Twilio's wire format; once, in time, to who wants them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from documents.chattel.models import Campaign, ComplianceEntry, Touch
from documents.chattel.outreach.hours import LEAVING
from documents.chattel.outreach.touches import actions, jobs, leaving
from documents.chattel.outreach.touches.actions import TRIES
from documents.chattel.outreach.wording import ENGLISH, FRENCH
from safeclose.gateways import mail, sms
from tests.clocks import Clock, stopped
from tests.documents.chattel.asking import BASE, BEHIND, LOAN, log, made, said, started, told, user_of
from tests.documents.chattel.hours import NOON
from tests.people import Caller, acme_and_birch
from tests.racing import at_once
from tests.safeclose.gateways.twilio import Twilio, error
from workspace.models import Organization

PHONE = "+16135550100"
TEXT = (
    "Acme Financial: This is a friendly reminder that your loan from Maple Credit seems to be behind. If something "
    "came up, we are glad to talk about it: please get in touch when it suits you. Reply STOP to opt out."
)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped(monkeypatch, NOON)


@pytest.fixture
def twilio(settings: Any) -> Iterator[Twilio]:
    with Twilio() as stand_in:
        stand_in.configure(settings)
        yield stand_in


@pytest.fixture
def document(alice: Caller, clock: Clock) -> dict[str, Any]:
    return made(alice, loan=BEHIND)


def run() -> None:
    """Everything that is queued and due now, until nothing is."""
    while True:
        due = ProcrastinateJob.objects.filter(task_name__in=["touch_borrower", "send_touch"]).order_by("id")
        now = jobs.clock.now()
        rows = [job for job in due if job.scheduled_at is None or job.scheduled_at <= now]
        if not rows:
            return
        take_out(rows[0].pk)
        getattr(jobs, rows[0].task_name)(**rows[0].args)


def take_out(job_id: int) -> None:
    """Take a job out of the queue, as a worker does that has done it."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job_id])


def actions_of(caller: Caller, document: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(entry["action"], entry["channel"]) for entry in log(caller, document)][1:]


def campaign_of(caller: Caller, document: dict[str, Any]) -> dict[str, Any]:
    campaign: dict[str, Any] = caller.get(f"{BASE}/{document['id']}/rcm").json()["campaigns"][0]
    return campaign


def test_both_channels(alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock) -> None:
    owner = user_of(alice)
    owner.email = "alice@acme.example"
    owner.save()
    campaign = started(alice, document)
    run()
    assert twilio.taken == [{"From": "+16135550199", "To": PHONE, "Body": TEXT}]
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
def test_each_tone_is_sent(alice: Caller, document: dict[str, Any], twilio: Twilio, tone: str) -> None:
    started(alice, document, tone=tone)
    run()
    assert (
        twilio.taken[0]["Body"]
        == f"Acme Financial: {ENGLISH[tone].ask.format(provider='Maple Credit')} Reply STOP to opt out."
    )
    assert outbox.outbox[0].subject == f"{ENGLISH[tone].subject} · {FRENCH[tone].subject}"
    assert FRENCH[tone].ask.format(provider="Maple Credit") in outbox.outbox[0].body


def test_a_cadence_to_its_end(alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock) -> None:
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


def test_words_that_mean_nothing_here(alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock) -> None:
    started(alice, document, cadence="when the moon is full", email=False)
    run()
    assert campaign_of(alice, document)["nextTouchAt"] is None
    clock.move(days=40)
    run()
    assert len(twilio.taken) == 1


def test_nothing_at_night(alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock) -> None:
    clock.instant = datetime(2026, 5, 7, 2, tzinfo=UTC)  # ten in the evening of the sixth
    assert started(alice, document, email=False)["nextTouchAt"] == "2026-05-07T12:00:00.000Z"
    for _ in range(10):
        run()
        jobs.take_up_touches(timestamp=0)
        assert not twilio.taken
        clock.move(hours=1)
    run()
    assert len(twilio.taken) == 1


def test_the_clock_is_the_organization_s(alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock) -> None:
    Organization.objects.filter(pk=alice.organization.pk).update(timezone="Asia/Kathmandu")  # 21:45 there
    assert started(alice, document, email=False)["nextTouchAt"] == "2026-05-07T02:15:00.000Z"
    run()
    assert not twilio.taken


def test_a_worker_that_comes_late_does_not_wake_anyone(
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


def test_a_message_whose_try_falls_into_the_night_waits(
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
def test_a_loan_that_is_behind_no_more(
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


def test_a_loan_that_is_paid_between_due_and_sent(
    alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock
) -> None:
    campaign = started(alice, document, email=False)
    jobs.touch_borrower(campaign_id=campaign["id"])
    alice.put(f"{BASE}/{document['id']}/loan", LOAN)
    run()
    assert (twilio.taken, Touch.objects.get().status) == ([], "skipped")
    assert log(alice, document)[1]["detail"] == {"touch": 1, "reason": "loan_is_not_behind"}


def test_no_address(alice: Caller, clock: Clock, twilio: Twilio) -> None:
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


def test_an_opt_out_between_due_and_sent(alice: Caller, document: dict[str, Any], twilio: Twilio) -> None:
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


def test_twilio_takes_it_at_the_third_try(alice: Caller, document: dict[str, Any], twilio: Twilio) -> None:
    campaign = started(alice, document, email=False)
    jobs.touch_borrower(campaign_id=campaign["id"])
    touch = Touch.objects.get()
    twilio.faults.extend([(503, b""), error(429, 20429, "Slow")])
    for _ in range(2):
        with pytest.raises(sms.Fault):
            jobs.send_touch(touch_id=touch.pk)
        assert actions_of(alice, document) == []
    jobs.send_touch(touch_id=touch.pk)
    assert len(twilio.taken) == 1
    assert actions_of(alice, document) == [("touch_sent", "sms")]


def test_twilio_never_takes_it(alice: Caller, document: dict[str, Any], twilio: Twilio) -> None:
    campaign = started(alice, document, email=False)
    jobs.touch_borrower(campaign_id=campaign["id"])
    touch = Touch.objects.get()
    twilio.faults.extend([(503, b"")] * 10)
    for _ in range(TRIES - 1):
        with pytest.raises(sms.Fault):
            jobs.send_touch(touch_id=touch.pk)
    jobs.send_touch(touch_id=touch.pk)
    jobs.send_touch(touch_id=touch.pk)
    assert len(twilio.faults) == 10 - TRIES
    assert log(alice, document)[1]["detail"] == {"touch": 1, "reason": "gateway_does_not_answer"}
    assert actions_of(alice, document) == [("touch_failed", "sms")]


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        (error(400, 21610, "STOP"), {"touch": 1, "reason": "refused", "code": 21610}),
        ((400, b""), {"touch": 1, "reason": "refused"}),
        ((500, b""), {"touch": 1, "reason": "unknown_whether_sent"}),
        (None, {"touch": 1, "reason": "unknown_whether_sent"}),
    ],
    ids=repr,
)
def test_what_is_not_tried_again(
    alice: Caller, document: dict[str, Any], twilio: Twilio, answer: Any, detail: Any
) -> None:
    started(alice, document, email=False)
    twilio.faults.append(answer)
    run()
    run()
    assert not twilio.taken
    assert log(alice, document)[1]["detail"] == detail
    assert actions_of(alice, document) == [("touch_failed", "sms")]


def test_no_account_with_twilio(alice: Caller, document: dict[str, Any]) -> None:
    started(alice, document)
    run()
    assert len(outbox.outbox) == 1, "one channel does not hold up the other"
    assert log(alice, document)[1]["detail"] == {"touch": 1, "reason": "sms_is_not_configured"}


def test_mail_that_is_not_taken(alice: Caller, document: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    campaign = started(alice, document, sms=False)
    jobs.touch_borrower(campaign_id=campaign["id"])
    faults = [mail.Fault("no"), mail.Refused("never")]
    monkeypatch.setattr(mail, "deliver", lambda _: (_ for _ in ()).throw(faults.pop(0)))
    with pytest.raises(mail.Fault):
        jobs.send_touch(touch_id=Touch.objects.get().pk)
    jobs.send_touch(touch_id=Touch.objects.get().pk)
    assert actions_of(alice, document) == [("touch_failed", "email")]
    assert log(alice, document)[1]["detail"] == {"touch": 1, "reason": "refused"}


def test_whoever_sends_has_died(alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock) -> None:
    campaign = started(alice, document, email=False)
    jobs.touch_borrower(campaign_id=campaign["id"])
    touch = Touch.objects.get()
    claim = actions.record_claim(touch_id=touch.pk)
    assert claim is not None
    assert actions.record_claim(touch_id=touch.pk) is None
    clock.move(seconds=LEAVING.total_seconds() - 1)
    jobs.take_up_touches(timestamp=0)
    assert actions_of(alice, document) == []
    clock.move(seconds=1)
    jobs.take_up_touches(timestamp=0)
    assert log(alice, document)[1]["detail"] == {"touch": 1, "reason": "interrupted"}
    actions.record_sent(claim=claim, receipt="SM1")
    run()
    assert (actions_of(alice, document), twilio.taken) == ([("touch_failed", "sms")], [])


def test_a_claim_that_is_used_too_late(
    alice: Caller, document: dict[str, Any], twilio: Twilio, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that was frozen after its claim sends nothing when it wakes up."""
    campaign = started(alice, document, email=False)
    jobs.touch_borrower(campaign_id=campaign["id"])
    claimed = actions.record_claim

    def and_sleep(*, touch_id: int) -> Any:
        claim = claimed(touch_id=touch_id)
        clock.move(minutes=10)
        return claim

    monkeypatch.setattr(actions, "record_claim", and_sleep)
    with pytest.raises(mail.Fault, match=r"^The message was not sent in time\.$"):
        jobs.send_touch(touch_id=Touch.objects.get().pk)
    assert not twilio.taken


def test_a_document_stays_while_a_message_about_it_leaves(
    alice: Caller, document: dict[str, Any], clock: Clock
) -> None:
    campaign = started(alice, document, email=False)
    jobs.touch_borrower(campaign_id=campaign["id"])
    claim = actions.record_claim(touch_id=Touch.objects.get().pk)
    assert claim is not None
    path = f"{BASE}/{document['id']}"
    sentence = "A message about it is being sent; try again in a minute."
    assert said(alice.delete(path)) == (409, {"error": sentence})
    actions.record_sent(claim=claim, receipt="SM1")
    assert alice.delete(path).status_code == 204
    assert ComplianceEntry.objects.count() == 2
    run()


def test_what_a_deleted_document_leaves_in_the_queue(alice: Caller, document: dict[str, Any], twilio: Twilio) -> None:
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


def test_an_opt_out_waits_for_what_is_on_its_way(
    committed: None, clock: Clock, twilio: Twilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message has left for Twilio, which is thinking: the opt-out is not answered before it is over."""
    alice = Caller(acme_and_birch()["alice"])
    document = made(alice, loan=BEHIND)
    campaign = started(alice, document, email=False)
    jobs.touch_borrower(campaign_id=campaign["id"])
    touch, order = Touch.objects.get(), []
    twilio.gate.clear()
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            order.append("Twilio answers")
            twilio.gate.set()
        leaving.time.sleep(0.05)

    monkeypatch.setattr(leaving, "sleep", pause)

    def close() -> Any:
        assert twilio.arrived.wait(30)
        answer = alice.post(f"{BASE}/{document['id']}/rcm/opt-out", {"campaignId": campaign["id"], "channel": "sms"})
        order.append("opt-out answered")
        return answer

    _, answer = at_once([partial(jobs.send_touch, touch_id=touch.pk), close])
    assert answer.json()["campaign"]["optedOut"] == ["sms"]
    assert order == ["Twilio answers", "opt-out answered"]
    assert len(twilio.taken) == 1
    assert sorted(entry["action"] for entry in log(alice, document)) == ["campaign_started", "opt_out", "touch_sent"]


def test_an_opt_out_does_not_wait_for_the_dead(alice: Caller, document: dict[str, Any], clock: Clock) -> None:
    campaign = started(alice, document, email=False)
    jobs.touch_borrower(campaign_id=campaign["id"])
    actions.record_claim(touch_id=Touch.objects.get().pk)
    clock.move(seconds=LEAVING.total_seconds())
    answer = alice.post(f"{BASE}/{document['id']}/rcm/opt-out", {"campaignId": campaign["id"], "channel": "sms"})
    assert answer.status_code == 200


def test_an_opt_out_racing_a_due_touch(committed: None, clock: Clock, twilio: Twilio) -> None:
    """However they meet: what Twilio has when the opt-out is answered is all that it ever gets."""
    alice = Caller(acme_and_birch()["alice"])
    outcomes = set()
    for turn in range(12):
        document = made(alice, loan=BEHIND)
        campaign = started(alice, document, email=False)
        jobs.touch_borrower(campaign_id=campaign["id"])
        touch = Touch.objects.latest("pk")
        before = len(twilio.taken)

        def close(document: Any = document, campaign: Any = campaign, turn: int = turn) -> int:
            leaving.time.sleep(0.004 * (turn % 4))
            path = f"{BASE}/{document['id']}/rcm/opt-out"
            assert alice.post(path, {"campaignId": campaign["id"], "channel": "sms"}).status_code == 200
            return len(twilio.taken)

        _, then = at_once([partial(jobs.send_touch, touch_id=touch.pk), close])
        jobs.send_touch(touch_id=touch.pk)
        assert len(twilio.taken) == then
        names = [entry["action"] for entry in log(alice, document)][1:]
        expected = "touch_sent" if then > before else "touch_skipped"
        assert sorted(names) == sorted(["opt_out", expected])
        outcomes.add(expected)
    assert Campaign.objects.filter(active=True).count() == 0
    assert outcomes <= {"touch_sent", "touch_skipped"}


def test_two_workers_at_once_send_once(committed: None, clock: Clock, twilio: Twilio) -> None:
    alice = Caller(acme_and_birch()["alice"])
    for _ in range(5):
        document = made(alice, loan=BEHIND)
        campaign = started(alice, document, email=False)
        at_once([partial(jobs.touch_borrower, campaign_id=campaign["id"])] * 4)
        (touch,) = Touch.objects.filter(campaign_id=campaign["id"])
        at_once([partial(jobs.send_touch, touch_id=touch.pk)] * 4)
    assert len(twilio.taken) == 5
    assert timedelta(seconds=60) == LEAVING
