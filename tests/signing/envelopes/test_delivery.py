"""Links and copies that the service mails itself."""

import re
import smtplib
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose.messages.delivery import NotNow
from signing.ceremony.models import Link as Door
from signing.envelopes.delivery.jobs import mail_copy, mail_link, remind, when_sealed
from signing.envelopes.models import Signer
from signing.evidence.jobs import seal
from signing.evidence.models import Seal, TrailEvent
from tests.clocks import stopped
from tests.matching import A_HASH, A_LINK
from tests.paper import ANN, BEN, Link
from tests.people import Caller
from tests.prepared import generated, sent
from tests.signing.envelopes.test_secrets import everything
from workspace.models import Event

SMTP = "django.core.mail.backends.locmem.EmailBackend.send_messages"


def dispatched(caller: Caller, **body: Any) -> tuple[str, list[str]]:
    """An envelope whose links the service mails: its id and its signers'."""
    answer = caller.post(
        f"/api/documents/{generated(caller)['id']}/signature", {"signers": [ANN, BEN], "delivery": "email", **body}
    )
    assert answer.status_code == 201, answer.json()
    assert [signer["url"] for signer in answer.json()["signers"]] == [None] * len(answer.json()["signers"])
    return answer.json()["envelopeId"], [signer["id"] for signer in answer.json()["signers"]]


def work() -> None:
    """Run the mail jobs that wait and bring links or copies, each once."""
    tasks = {"mail_link": mail_link, "mail_copy": mail_copy}
    for job in ProcrastinateJob.objects.filter(task_name__in=tasks, status="todo").order_by("id"):
        tasks[job.task_name](**job.args)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE queue_name = 'mail'")


def link_in(message: Any) -> Link:
    """The link that a mail brings."""
    (url,) = set(re.findall(r"https://safeclose\.example\.test/sign/[\w-]{43}", str(message.body)))
    return Link({"id": "", "url": url})


def test_parallel_signers_are_all_mailed_at_once(alice: Caller) -> None:
    dispatched(alice)
    work()
    assert [one.to for one in mail.outbox] == [["Ann Archer <ann@example.com>"], ["Ben Bowman <ben@example.com>"]]
    for message in mail.outbox:
        assert link_in(message).reach("signed").status_code == 200
        assert message.from_email.startswith("Acme Financial <")
        assert "Acme Financial asks you to read and sign" in str(message.body)
        assert "Acme Financial vous demande de lire et de signer" in str(message.body)


def test_sequential_signers_are_mailed_when_their_turn_comes(alice: Caller) -> None:
    dispatched(alice, mode="sequential")
    work()
    (first,) = mail.outbox
    assert first.to == ["Ann Archer <ann@example.com>"]
    link_in(first).reach("signed")
    work()
    assert [one.to for one in mail.outbox[1:]] == [["Ben Bowman <ben@example.com>"]]
    assert link_in(mail.outbox[1]).reach("signed").json()["completed"] is True
    work()
    assert len(mail.outbox) == 2


def test_a_job_that_runs_twice_mails_once(alice: Caller) -> None:
    _, (ann, _) = dispatched(alice)
    for _ in range(2):
        mail_link(signer_id=ann, occasion="turn")
    assert len(mail.outbox) == 1


def test_a_mailed_link_is_in_the_trail(alice: Caller) -> None:
    envelope, (ann, _) = dispatched(alice)
    mail_link(signer_id=ann, occasion="turn")
    event = alice.get(f"/api/signatures/{envelope}/events").json()["events"][-1]
    assert event["type"] == "delivered"
    assert event["payload"]["data"] == {
        "channel": "email", "occasion": "turn", "recipient": event["payload"]["data"]["recipient"], "signerId": ann,
        "what": "link",
    }  # fmt: skip
    assert event["revealed"]["/data/recipient"]["value"] == "ann@example.com"


def test_the_trail_says_to_whom_links_are_mailed(alice: Caller) -> None:
    envelope, signers = dispatched(alice)
    (event,) = alice.get(f"/api/signatures/{envelope}/events").json()["events"]
    assert [one["custody"] for one in event["payload"]["data"]["signers"]] == [
        {"how": "mailed", "to": {"kind": "signer", "id": signer, "email": {"sha256": A_HASH}}} for signer in signers
    ]
    told = [event["revealed"][f"/data/signers/{number}/custody/to/email"]["value"] for number in (0, 1)]
    assert told == ["ann@example.com", "ben@example.com"]


@pytest.mark.parametrize("end", ["voided", "signed", "unknown"])
def test_nobody_is_mailed_after_the_envelope_ended(alice: Caller, end: str) -> None:
    envelope, (ann, _) = dispatched(alice)
    if end == "voided":
        alice.delete(f"/api/signatures/{envelope}")
    elif end == "signed":
        mail_link(signer_id=ann, occasion="turn")
        link_in(mail.outbox.pop()).reach("signed")
    mail_link(signer_id="sgr_00000000000000000000000000" if end == "unknown" else ann, occasion="reminder")
    assert mail.outbox == []


def test_a_mail_waits_while_the_mail_server_is_away(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    _, (ann, _) = dispatched(alice)

    def away(*_: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(SMTP, away)
        with pytest.raises(NotNow, match="can't be reached"):
            mail_link(signer_id=ann, occasion="turn")
    assert not Door.objects.exists()
    mail_link(signer_id=ann, occasion="turn")
    assert link_in(mail.outbox[0]).show().status_code == 200


def test_an_address_that_the_mail_server_refuses_is_recorded(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    envelope, (ann, _) = dispatched(alice)

    def refused(*_: object) -> None:
        raise smtplib.SMTPRecipientsRefused({"ann@example.com": (550, b"No such user")})

    monkeypatch.setattr(SMTP, refused)
    mail_link(signer_id=ann, occasion="turn")
    event = Event.objects.get(type="envelope.undelivered")
    assert (event.subject_id, event.data["signerId"]) == (envelope, ann)
    assert event.data["reason"] == "The mail server refuses the address (550)."
    assert not Door.objects.exists()
    assert list(TrailEvent.objects.order_by("seq").values_list("type", flat=True)) == ["sent", "undelivered"]


def test_mailed_links_need_an_address(alice: Caller) -> None:
    document = generated(alice)
    body = {"signers": [ANN, {"name": "Nell", "role": "buyer"}], "delivery": "email"}
    answer = alice.post(f"/api/documents/{document['id']}/signature", body)
    words = "There is no e-mail address of Nell, so the links can't be mailed."
    assert (answer.status_code, answer.json()) == (409, {"error": "cannot_send_for_signature", "message": words})
    assert not Signer.objects.exists()


class TestFreshLink:
    """POST /api/signatures/:id/signers/:signerId/link with `delivery`."""

    def rotate(self, caller: Caller, envelope: str, signer: str, **body: Any) -> Any:
        return caller.post(f"/api/signatures/{envelope}/signers/{signer}/link", body)

    def test_a_new_link_by_mail_replaces_the_old(self, alice: Caller) -> None:
        envelope, (ann, _) = dispatched(alice)
        mail_link(signer_id=ann, occasion="turn")
        old = link_in(mail.outbox[0])
        answer = self.rotate(alice, envelope, ann, delivery="email")
        assert (answer.status_code, answer.json()) == (200, {"url": None})
        assert old.show().status_code == 410
        work()
        assert link_in(mail.outbox[1]).show().status_code == 200

    @pytest.mark.parametrize("body", [{}, {"delivery": "return"}, {"delivery": "email"}], ids=str)
    def test_a_link_that_is_mailed_is_never_returned(self, alice: Caller, body: dict[str, str]) -> None:
        """Else the sender could sign, and the certificate would say that the signer had the link."""
        envelope, (ann, _) = dispatched(alice)
        answer = self.rotate(alice, envelope, ann, **body)
        assert (answer.status_code, answer.json()) == (200, {"url": None})
        work()
        to_ann = [message for message in mail.outbox if message.to == ["Ann Archer <ann@example.com>"]]
        assert link_in(to_ann[-1]).show().status_code == 200

    def test_a_link_is_returned_without_delivery_where_the_sender_brings_links(self, alice: Caller) -> None:
        out = sent(alice)
        answer = self.rotate(alice, out.id, out.links[0].id)
        assert (answer.status_code, answer.json()) == (200, {"url": A_LINK})
        assert mail.outbox == []

    def test_a_fresh_link_by_mail_does_not_wait_for_the_turn_where_the_sender_brings_links(self, alice: Caller) -> None:
        """Nobody would mail it when the turn comes, and the link that the signer had is gone."""
        out = sent(alice, mode="sequential")
        self.rotate(alice, out.id, out.links[1].id, delivery="email")
        work()
        assert [one.to for one in mail.outbox] == [["Ben Bowman <ben@example.com>"]]
        assert link_in(mail.outbox[0]).show().json()["state"] == "waiting"

    def test_a_new_link_to_no_address_is_refused_and_the_old_stays(self, alice: Caller) -> None:
        answer = alice.post(
            f"/api/documents/{generated(alice)['id']}/signature", {"signers": [{"name": "Nell", "role": "buyer"}]}
        ).json()
        signer = answer["signers"][0]
        refused = self.rotate(alice, answer["envelopeId"], signer["id"], delivery="email")
        words = "The signer has no e-mail address to mail the link to."
        assert (refused.status_code, refused.json()) == (409, {"error": "invalid_state", "message": words})
        assert Link(signer).show().status_code == 200  # the old one is still good: nothing came of it

    def test_an_unknown_delivery_is_refused(self, alice: Caller) -> None:
        envelope, (ann, _) = dispatched(alice)
        assert self.rotate(alice, envelope, ann, delivery="pigeon").status_code == 400


class TestReminders:
    """The periodic job."""

    def remind(self) -> None:
        remind(timestamp=0)
        work()

    def test_reminders_go_out_on_the_days_that_are_set(
        self, alice: Caller, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.REMINDER_DAYS = [7, 3]
        clock = stopped(monkeypatch)
        dispatched(alice, signers=[ANN])
        work()
        mails = []
        for _ in range(10):
            clock.move(days=1)
            self.remind()
            self.remind()
            mails.append(len(mail.outbox))
        assert mails == [1, 1, 2, 2, 2, 2, 3, 3, 3, 3]
        assert mail.outbox[1].subject.startswith("Reminder · Rappel : ")
        for message in mail.outbox:  # someone may have the page of an earlier mail open
            assert link_in(message).show().status_code == 200

    def test_no_reminder_goes_out_unless_days_are_set(self, alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
        clock = stopped(monkeypatch)
        dispatched(alice, signers=[ANN])
        work()
        clock.move(days=100)
        self.remind()
        assert len(mail.outbox) == 1

    @pytest.mark.parametrize("delivery", ["email", "return"])
    def test_no_reminder_goes_to_who_waits_or_is_done(
        self, alice: Caller, settings: Any, monkeypatch: pytest.MonkeyPatch, delivery: str
    ) -> None:
        settings.REMINDER_DAYS = [1]
        clock = stopped(monkeypatch)
        if delivery == "return":
            sent(alice)
        else:
            dispatched(alice, mode="sequential")
            work()
            link_in(mail.outbox[0]).reach("signed")
        clock.move(days=2)
        self.remind()
        expected = [] if delivery == "return" else ["Ann Archer <ann@example.com>", "Ben Bowman <ben@example.com>"]
        assert [one.to[0] for one in mail.outbox] == expected


class TestCopies:
    """The sealed document, to everyone who signed."""

    def completed(self, caller: Caller) -> list[str]:
        envelope, signers = dispatched(caller)
        work()
        for message in list(mail.outbox):
            link_in(message).reach("signed")
        mail.outbox.clear()
        seal(trail_id=envelope)
        event = Event.objects.get(type="trail.sealed")
        when_sealed(event)
        return signers

    def test_everyone_is_mailed_the_sealed_copy(self, alice: Caller) -> None:
        self.completed(alice)
        work()
        assert [one.to for one in mail.outbox] == [["Ann Archer <ann@example.com>"], ["Ben Bowman <ben@example.com>"]]
        sealed = Seal.objects.get().files.get().sealed_sha256
        for message in mail.outbox:
            ((name, content, kind),) = message.attachments
            assert (name.endswith(" (sealed).pdf"), kind) == (True, "application/pdf")
            (token,) = set(re.findall(r"https://safeclose\.example\.test/copy/([\w-]{43})", str(message.body)))
            copy = Caller(None).get(f"/api/public/copy/{token}")
            assert (copy.status_code, copy.content) == (200, content)
            assert copy.headers["ETag"] == f'"{sealed}"'

    def test_a_copy_is_mailed_once_to_each(self, alice: Caller) -> None:
        for signer in self.completed(alice):
            mail_copy(signer_id=signer)
            mail_copy(signer_id=signer)
        when_sealed(Event.objects.get(type="trail.sealed"))
        assert len(mail.outbox) == 2

    def test_a_copy_too_large_to_attach_is_linked(self, alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("signing.envelopes.delivery.letters.MAX_ATTACHMENT_BYTES", 100)
        self.completed(alice)
        work()
        assert [one.attachments for one in mail.outbox] == [[], []]
        assert "Please download and keep your copy" in str(mail.outbox[0].body)

    def test_no_copy_is_mailed_where_the_sender_delivers(self, alice: Caller) -> None:
        out = sent(alice)
        out.sign()
        seal(trail_id=out.id)
        when_sealed(Event.objects.get(type="trail.sealed"))
        assert not ProcrastinateJob.objects.filter(task_name="mail_copy").exists()


def test_no_secret_of_a_mail_is_kept(alice: Caller, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    envelope, _ = dispatched(alice)
    work()
    tokens = [link_in(message).token for message in mail.outbox]
    for message in list(mail.outbox):
        link_in(message).reach("signed")
    seal(trail_id=envelope)
    when_sealed(Event.objects.get(type="trail.sealed"))
    work()
    tokens += re.findall(r"/copy/([\w-]{43})", "".join(str(message.body) for message in mail.outbox))
    assert len(set(tokens)) == 4
    stored = everything()
    for token in tokens:
        assert token not in stored
        assert token not in caplog.text
