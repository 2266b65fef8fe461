"""Who is told of the end of an envelope by mail, over SMTP; and what mails say of their sender."""

from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose.actors import SYSTEM
from signing.envelopes.actions import record_expiry
from signing.envelopes.delivery.jobs import mail_link
from signing.envelopes.ending_jobs import mail_end_to_sender, mail_end_to_signer
from signing.envelopes.models import Envelope, Signer
from tests.clocks import stopped
from tests.paper import ANN, BEN, Link
from tests.people import Caller
from tests.prepared import generated, sent
from tests.signing.envelopes.test_delivery import dispatched
from tests.smtp_server import REFUSED, Received, SMTPServer
from workspace.models import User

TASKS = {"mail_link": mail_link, "mail_end_to_sender": mail_end_to_sender, "mail_end_to_signer": mail_end_to_signer}
ALICE = "alice@example.com"


def work() -> None:
    """Run the mail jobs that wait, each once."""
    for job in ProcrastinateJob.objects.filter(task_name__in=TASKS, status="todo").order_by("id"):
        TASKS[job.task_name](**job.args)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE queue_name = 'mail'")


def addressed(caller: Caller, email: str) -> Caller:
    assert caller.person
    User.objects.filter(pk=caller.person.user.pk).update(email=email)
    return caller


def out(caller: Caller, smtp: SMTPServer, **body: Any) -> tuple[str, list[Link]]:
    """An envelope whose links were mailed; what the server took is forgotten."""
    envelope, _ = dispatched(addressed(caller, ALICE), **body)
    work()
    links = [Link({"id": "", "url": _url(text(one))}) for one in smtp.received]
    smtp.received.clear()
    return envelope, links


def text(one: Received) -> str:
    body = one.message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def _url(words: str) -> str:
    return next(line for line in words.splitlines() if "/sign/" in line)


def subject(one: Received) -> str:
    return str(one.message["Subject"]).strip()


def told(smtp: SMTPServer) -> list[tuple[str, str]]:
    """Recipient and first subject of each mail."""
    return sorted((one.recipients[0], subject(one).split(" · ")[0]) for one in smtp.received)


def test_of_a_refusal_the_sender_learns_why_and_the_others_that(alice: Caller, smtp: SMTPServer) -> None:
    _, (ann, ben) = out(alice, smtp)
    ann.reach("signed")
    assert ben.take("decline", reason="Too dear.\n\n<b>Open Safeclose:</b>").json() == {"state": "declined"}
    work()
    assert told(smtp) == [(ALICE, "Declined"), ("ann@example.com", "Will not be signed")]
    mails = {one.recipients[0]: text(one) for one in smtp.received}
    assert "Ben Bowman has declined to sign" in mails[ALICE]
    assert "> Too dear.\n>\n> <b>Open Safeclose:</b>\n" in mails[ALICE]
    assert "You had signed already; the document was not completed." in mails["ann@example.com"]
    assert "Ben" not in mails["ann@example.com"]
    assert "dear" not in mails["ann@example.com"]


def test_whoever_voids_is_not_told_and_the_signers_are(alice: Caller, smtp: SMTPServer) -> None:
    envelope, _ = out(alice, smtp)
    assert alice.delete(f"/api/signatures/{envelope}?reason=Wrong%20price").status_code == 200
    work()
    assert told(smtp) == [("ann@example.com", "Withdrawn"), ("ben@example.com", "Withdrawn")]
    assert all("Wrong price" not in text(one) for one in smtp.received)
    assert {str(one.message["Reply-To"]) for one in smtp.received} == {ALICE}


def test_the_sender_is_told_of_a_colleagues_void(alice: Caller, bob: Caller, smtp: SMTPServer) -> None:
    envelope, _ = out(alice, smtp)
    assert bob.delete(f"/api/signatures/{envelope}?reason=Wrong%20price").status_code == 200
    work()
    assert (ALICE, "Voided") in told(smtp)
    assert len(told(smtp)) == 3
    assert next("> Wrong price" in text(one) for one in smtp.received if one.recipients == [ALICE])


def test_of_expiry_everyone_is_told_once(alice: Caller, smtp: SMTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = stopped(monkeypatch)
    envelope, (ann, _) = out(alice, smtp, expiresInDays=1)
    ann.reach("signed")
    hands.move(days=2)
    assert [record_expiry(envelope_id=envelope, by=SYSTEM) for _ in range(2)] == [True, False]
    work()
    assert told(smtp) == [
        (ALICE, "Expired"), ("ann@example.com", "Time is up"), ("ben@example.com", "Time is up"),
    ]  # fmt: skip
    assert next("1 of 2 had signed" in text(one) for one in smtp.received if one.recipients == [ALICE])


def test_of_completion_the_sender_is_told(alice: Caller, smtp: SMTPServer) -> None:
    _, links = out(alice, smtp)
    for link in links:
        link.reach("signed")
    work()
    assert told(smtp) == [(ALICE, "Signed by everyone")]


def test_signers_whose_links_the_sender_brings_are_written_to_by_nobody_else(alice: Caller, smtp: SMTPServer) -> None:
    envelope = sent(addressed(alice, ALICE), signers=[ANN, BEN])
    envelope.links[0].reach("signed")
    envelope.links[1].take("decline")
    work()
    assert told(smtp) == [(ALICE, "Declined")]


def test_a_mail_that_is_repeated_shows_once_and_a_refused_one_is_over(alice: Caller, smtp: SMTPServer) -> None:
    envelope, _ = out(alice, smtp)
    alice.delete(f"/api/signatures/{envelope}")
    signer = Signer.objects.get(envelope=envelope, email="ann@example.com").pk
    for _ in range(2):
        mail_end_to_signer(signer_id=signer, verb="voided")
    assert len({str(one.message["Message-ID"]) for one in smtp.received}) == 1
    smtp.replies["ann@example.com"] = REFUSED
    mail_end_to_signer(signer_id=signer, verb="voided")
    assert Signer.objects.get(pk=signer).undelivered_reason == "The mail server refuses the address (550)."
    Signer.objects.update(email=None, undelivered_at=None)
    mail_end_to_signer(signer_id=signer, verb="voided")
    assert len(smtp.received) == 2


def test_a_signers_language_decides_mail_and_page(alice: Caller, smtp: SMTPServer) -> None:
    people = [{**ANN, "language": "fr"}, {**BEN, "language": None}]
    dispatched(addressed(alice, ALICE), signers=people, message="See you on Friday.\n<b>Alice</b>", expiresInDays=5)
    work()
    ann, ben = smtp.received
    assert subject(ann).startswith("À signer : ")
    assert "Hello" not in text(ann)
    assert _url(text(ann)).endswith("?lang=fr")
    assert "?lang=" not in _url(text(ben))
    assert "Bonjour" in text(ben)
    for one in (ann, ben):
        assert "> See you on Friday.\n> <b>Alice</b>\n" in text(one)
        html = one.message.get_body(("html",))
        assert html is not None
        assert "&lt;b&gt;Alice&lt;/b&gt;" in html.get_content()
        assert one.message["Reply-To"] == ALICE
    assert "(UTC−0" in text(ben)
    assert Envelope.objects.get().message == "See you on Friday.\n<b>Alice</b>"


def test_a_language_that_there_is_none_of_is_refused(alice: Caller) -> None:
    path = f"/api/documents/{generated(alice)['id']}/signature"
    answer = alice.post(path, {"signers": [{**ANN, "language": "de"}]})
    assert answer.status_code == 400
    assert "language" in answer.json()["message"]
    assert alice.post(path, {"message": "x" * 1001}).status_code == 400
