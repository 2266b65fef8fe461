"""Messages to signers that were taken and did not arrive, from the service's API to what the sender sees."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose.messages.delivery import NotNow
from safeclose.records.erasure import ERASED
from safeclose.verify import verify
from signing.ceremony.models import Link as Door
from signing.ceremony.undelivered.jobs import notify_sender_of_undelivered
from signing.envelopes.delivery.jobs import mail_copy, mail_link
from signing.envelopes.ending_jobs import mail_end_to_sender, mail_end_to_signer
from signing.envelopes.models import Signer
from signing.evidence.jobs import seal
from signing.evidence.models import TrailEvent
from signing.evidence.service_key import service_key
from tests.matching import A_TIME
from tests.paper import ANN, BEN, Link
from tests.people import Caller
from tests.racing import at_once, races
from tests.safeclose.gateways.postmark import Postmark, error, inactive
from tests.safeclose.gateways.twilio import Twilio
from tests.signing.envelopes import agreement
from tests.signing.envelopes.identifying import ask, asked
from tests.signing.envelopes.test_delivery import dispatched
from tests.signing.envelopes.test_end_mails import ALICE, addressed
from tests.workspace.sending.outcomes.reports import (
    postmark_bounce,
    postmark_complaint,
    report,
    report_text,
    twilio_report,
)
from workspace.models import Event, SentMessage

TASKS = {
    "mail_link": mail_link, "mail_copy": mail_copy, "mail_end_to_sender": mail_end_to_sender,
    "mail_end_to_signer": mail_end_to_signer, "notify_sender_of_undelivered": notify_sender_of_undelivered,
}  # fmt: skip
CAME_BACK = "The mail came back: the address does not take it (550 5.1.1)."
NO_TEXT = "The text message did not reach the number (error 30005)."
SUBJECT = "A signer was not reached · Un signataire n’a pas été joint"


@pytest.fixture
def postmark(settings: Any) -> Iterator[Postmark]:
    with Postmark() as stand_in:
        stand_in.configure(settings)
        yield stand_in


def work() -> None:
    """Run the mail jobs that wait, each once."""
    for job in ProcrastinateJob.objects.filter(task_name__in=TASKS, status="todo").order_by("id"):
        TASKS[job.task_name](**job.args)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job.id])


def out(caller: Caller, **body: Any) -> tuple[str, list[str]]:
    """An envelope whose links were mailed: its id and its signers'."""
    envelope, signers = dispatched(addressed(caller, ALICE), **body)
    work()
    return envelope, signers


def mails(postmark: Postmark) -> list[tuple[str, str]]:
    """Recipient and subject of each mail to the sender's side."""
    return [(ALICE, one["Subject"].split(" : ")[0]) for one in postmark.taken if ALICE in one["To"]]


def link_of(postmark: Postmark, address: str) -> Link:
    words = next(one["TextBody"] for one in postmark.taken if address in one["To"])
    return Link({"id": "", "url": next(line for line in words.splitlines() if "/sign/" in line)})


def told(type: str = "envelope.undelivered") -> list[tuple[str, str]]:
    events = Event.objects.filter(type=type).order_by("id")
    return [(event.data["signerId"], event.data["reason"]) for event in events]


def in_trail() -> list[dict[str, Any]]:
    """Of each `undelivered`: what a person may read of it."""
    events = TrailEvent.objects.filter(type="undelivered").order_by("seq")
    found = []
    for event in events:
        data = json.loads(bytes(event.payload))["data"]
        kept = {pointer.rpartition("/")[2]: one["value"] for pointer, one in event.kept.items()}
        found.append({**data, **{name: kept[name] for name in data if name in kept}})
    return found


def shown(caller: Caller, envelope: str) -> list[tuple[Any, Any]]:
    signers = caller.get(f"/api/signatures/{envelope}").json()["signers"]
    return [(one.get("undeliveredAt"), one.get("undeliveredReason")) for one in signers]


def test_a_link_that_came_back_is_told_to_the_sender_once(
    alice: Caller, bob: Caller, charlie: Caller, postmark: Postmark
) -> None:
    envelope, (ann, _) = out(alice)
    report_of_ann = postmark_bounce(postmark.id_of("ann@example.com"))
    for _ in range(2):
        assert report(report_of_ann).status_code == 200
    assert report(postmark_complaint(postmark.id_of("ann@example.com"))).status_code == 200
    work()
    assert told() == [(ann, CAME_BACK)]
    assert in_trail() == [
        {
            "signerId": ann,
            "reason": CAME_BACK,
            "channel": "email",
            "recipient": "ann@example.com",
            "what": "link",
        }
    ]
    assert mails(postmark) == [(ALICE, SUBJECT)]
    letter = postmark.taken[-1]["TextBody"]
    assert "A message to Ann Archer (ann@example.com) about" in letter
    assert "They may not know that they are asked to sign." in letter
    assert "Elle ne sait peut-être pas que sa signature est demandée." in letter
    for one in (alice, bob):
        assert shown(one, envelope) == [(A_TIME, CAME_BACK), (None, None)]
    assert charlie.get(f"/api/signatures/{envelope}").status_code == 404
    assert CAME_BACK not in json.dumps(charlie.get("/v1/workspace/activity").json())
    agreement.check(envelope)


def test_a_link_that_is_taken_again_ends_it_and_its_bounce_is_told_again(alice: Caller, postmark: Postmark) -> None:
    envelope, (ann, _) = out(alice)
    first = postmark_bounce(postmark.id_of("ann@example.com"))
    report(first)
    mail_link(signer_id=ann, occasion="asked")
    assert shown(alice, envelope)[0] == (None, None)
    report(first)  # a replay of what was told already
    assert shown(alice, envelope)[0] == (None, None)
    work()
    assert mails(postmark) == [], "a message was taken since"
    report(postmark_bounce(postmark.id_of("ann@example.com")))
    work()
    assert told() == [(ann, CAME_BACK)] * 2
    assert mails(postmark) == [(ALICE, SUBJECT)]


@pytest.mark.parametrize("status", ["opened", "authenticated", "consented", "signed"])
def test_a_bounce_does_not_matter_once_the_signer_has_acted(alice: Caller, postmark: Postmark, status: str) -> None:
    envelope, _ = out(alice)
    link_of(postmark, "ann@example.com").reach(status)
    report(postmark_bounce(postmark.id_of("ann@example.com")))
    assert (told(), in_trail(), shown(alice, envelope)[0]) == ([], [], (None, None))
    assert SentMessage.objects.filter(failure="bounced").count() == 1
    agreement.check(envelope)


def test_a_bounce_matters_where_the_signer_acted_before_the_mail_only(alice: Caller, postmark: Postmark) -> None:
    _, (ann, _) = out(alice)
    link_of(postmark, "ann@example.com").reach("consented")
    mail_link(signer_id=ann, occasion="reminder")
    report(postmark_bounce(postmark.id_of("ann@example.com")))
    assert told() == [(ann, CAME_BACK)]


def test_a_link_that_comes_back_after_the_end_does_not_matter(alice: Caller, postmark: Postmark) -> None:
    envelope, _ = out(alice)
    bounce = postmark_bounce(postmark.id_of("ann@example.com"))
    alice.delete(f"/api/signatures/{envelope}")
    report(bounce)
    assert (told(), in_trail()) == ([], [])


def test_a_copy_that_came_back_is_told_and_leaves_the_sealed_trail_alone(alice: Caller, postmark: Postmark) -> None:
    envelope, (ann, _) = out(alice, signers=[ANN, BEN])
    for address in ("ann@example.com", "ben@example.com"):
        link_of(postmark, address).reach("signed")
    seal(trail_id=envelope)
    mail_copy(signer_id=ann)
    work()
    postmark.taken[:], postmark.ids[:] = postmark.taken[-1:], postmark.ids[-1:]
    copy = SentMessage.objects.get(what="copy")
    report(postmark_bounce(copy.message_id))
    work()
    assert told() == [(ann, CAME_BACK)]
    assert in_trail() == []
    assert mails(postmark)[-1] == (ALICE, SUBJECT)
    assert "There is nothing left to sign." in postmark.taken[-1]["TextBody"]
    assert shown(alice, envelope)[0] == (A_TIME, CAME_BACK)
    sealed = alice.get(f"/api/signatures/{envelope}/sealed").content
    assert verify(sealed, trust=[service_key().certificate]).result == "genuine"


def test_a_mail_about_the_end_that_came_back_is_told(alice: Caller, bob: Caller, postmark: Postmark) -> None:
    envelope, (ann, _) = out(alice)
    assert bob.delete(f"/api/signatures/{envelope}?reason=Wrong%20price").status_code == 200
    work()
    report(postmark_bounce(postmark.id_of("ann@example.com")))
    work()
    assert SentMessage.objects.get(failure="bounced").what == "end"
    assert (told(), in_trail()) == ([(ann, CAME_BACK)], [])
    assert mails(postmark)[-1] == (ALICE, SUBJECT)


def test_a_mailed_code_that_came_back_is_told(alice: Caller, postmark: Postmark) -> None:
    link = asked(addressed(alice, ALICE), "email_otp").links[0]
    link.show()
    assert ask(link).status_code == 200
    report(postmark_bounce(postmark.id_of("eve@example.com")))
    assert told() == [(link.id, CAME_BACK)]
    assert in_trail()[0]["what"] == "code"
    assert ask(link).status_code == 200
    assert Signer.objects.get(pk=link.id).undelivered_at is None


def test_an_inactive_recipient_is_undelivered_at_once(alice: Caller, postmark: Postmark) -> None:
    postmark.faults.append(inactive("ann@example.com"))
    envelope, (ann, ben) = out(alice)
    work()
    sentence = "The mail service refuses the address (rejected)."
    assert told() == [(ann, sentence)]
    assert [one["what"] for one in in_trail()] == ["link"]
    assert shown(alice, envelope) == [(A_TIME, sentence), (None, None)]
    assert list(Door.objects.values_list("signer", flat=True)) == [ben]
    assert mails(postmark) == [(ALICE, SUBJECT)]


def test_a_service_at_fault_is_tried_again(alice: Caller, postmark: Postmark) -> None:
    _, (ann, _) = dispatched(alice)
    postmark.faults.append(error(500, 0, "Internal Server Error"))
    with pytest.raises(NotNow, match=r"^The mail service answered 500\.$"):
        mail_link(signer_id=ann, occasion="turn")
    assert (told(), Door.objects.count(), SentMessage.objects.count()) == ([], 0, 0)
    mail_link(signer_id=ann, occasion="turn")
    assert SentMessage.objects.get().message_id == postmark.id_of("ann@example.com")
    assert link_of(postmark, "ann@example.com").show().status_code == 200


def test_of_an_erased_signer_nothing_is_told(alice: Caller, postmark: Postmark) -> None:
    envelope, (ann, _) = out(alice)
    bounce = postmark_bounce(postmark.id_of("ann@example.com"))
    Signer.objects.filter(pk=ann).update(name=ERASED, email=None)
    assert report(bounce).status_code == 200
    assert (told(), in_trail()) == ([], [])
    Signer.objects.filter(envelope=envelope).update(name=ERASED, email=None)
    assert report(postmark_bounce(postmark.id_of("ben@example.com"))).status_code == 200
    assert told() == []


@pytest.fixture
def link(alice: Caller, settings: Any) -> Iterator[Link]:
    """Of a signer to whom a code was sent by text."""
    with Twilio() as twilio:
        twilio.configure(settings)
        link = asked(alice, "sms_otp").links[0]
        link.show()
        assert ask(link).status_code == 200
        assert twilio.taken[0]["StatusCallback"] == "https://safeclose.example.test/webhooks/twilio"
        yield link


def test_a_text_that_did_not_arrive_is_told_once(alice: Caller, link: Link) -> None:
    sid = SentMessage.objects.get().message_id
    for status in ("sent", "undelivered", "undelivered", "failed"):
        code = "" if status == "sent" else "30005"
        assert report_text(twilio_report(sid, status, code)).json() == {"ok": True}
    assert told() == [(link.id, NO_TEXT)]
    (event,) = in_trail()
    assert (event["channel"], event["what"]) == ("sms", "code")
    assert event["recipient"] == Signer.objects.get(pk=link.id).phone
    signer = alice.get(f"/api/signatures/{Signer.objects.get(pk=link.id).envelope_id}").json()["signers"][0]
    assert (signer["undeliveredAt"], signer["undeliveredReason"]) == (A_TIME, NO_TEXT)


def test_a_text_whose_code_was_given_has_arrived(link: Link) -> None:
    sid = SentMessage.objects.get().message_id
    Signer.objects.filter(pk=link.id).update(authenticated_at=SentMessage.objects.get().sent_at)
    assert report_text(twilio_report(sid)).status_code == 200
    assert told() == []


def test_two_equal_reports_at_the_same_time_are_told_once(owner: Caller, settings: Any) -> None:
    with Postmark() as postmark:
        postmark.configure(settings)
        for number, held in enumerate(races(SentMessage, thorough=20), start=1):
            _, (ann, _) = dispatched(owner)
            mail_link(signer_id=ann, occasion="turn")
            bounce = postmark_bounce(postmark.id_of("ann@example.com"))
            assert at_once([lambda b=bounce: report(b).status_code] * 3, held=held) == [200] * 3
            assert len(told()) == number
            assert len(in_trail()) == number


def test_a_bounce_while_the_signer_signs_is_before_or_of_no_interest(owner: Caller, settings: Any) -> None:
    with Postmark() as postmark:
        postmark.configure(settings)
        for held in races(Signer, thorough=20):
            envelope, (ann, _) = dispatched(owner)
            mail_link(signer_id=ann, occasion="turn")
            bounce, link = postmark_bounce(postmark.id_of("ann@example.com")), link_of(postmark, "ann@example.com")
            postmark.taken.clear()
            postmark.ids.clear()
            opened = at_once([lambda b=bounce: report(b).status_code, lambda k=link: k.show().status_code], held=held)
            assert opened == [200, 200]
            types = list(TrailEvent.objects.filter(trail=envelope).order_by("seq").values_list("type", flat=True))
            assert types in (
                ["sent", "delivered", "opened"],
                ["sent", "delivered", "undelivered", "opened"],
            )
            agreement.check(envelope)
