"""The receipt for who accepted: by link, and by mail."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core import mail

from clickwrap.models import Acceptance, ReceiptLink, ReceiptMail
from clickwrap.receipts.forgetting import ended_links, old_mails
from clickwrap.receipts.jobs import mail_receipt
from safeclose import clock as clocks
from safeclose.config.logs import without_secrets
from safeclose.messages import delivery
from safeclose.messages.delivery import NotNow, Refused
from safeclose.records.erasure import forget, known
from tests import programs
from tests.clickwrap.asking import accepted, assert_names, published
from tests.clocks import stopped
from tests.people import Caller
from workspace.sending.models import SendingCount

AGENT = "Buy at spam example"


@pytest.fixture
def link(alice: Caller) -> str:
    """The path of the API behind a fresh link."""
    return path(accepted(published(alice), subjectRef="Visit spam now"))


def path(made: dict[str, Any]) -> str:
    return f"/api/public/clickwrap/receipts/{made['receiptUrl'].rsplit('/', 1)[1]}"


def ask(link: str, email: Any = "ann@example.com", **more: Any) -> Any:
    return Caller(None).post(f"{link}/mail", {"email": email, **more})


def run_jobs() -> None:
    """What the worker does with the mails that wait."""
    for one in ReceiptMail.objects.all():
        mail_receipt(mail_id=one.id)


def test_a_link_shows_the_receipt(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped(monkeypatch, datetime(2026, 5, 1, tzinfo=UTC))
    made = accepted(published(alice), subjectRef="user-7")
    answer = Caller(None).get(path(made))
    assert (answer.status_code, answer.json()) == (200, {
        "state": "active",
        "acceptanceId": made["acceptanceId"],
        "title": "Terms",
        "organization": "Acme Financial",
        "versionHash": made["versionHash"],
        "acceptedAt": "2026-05-01T00:00:00.000Z",
        "language": None,
        "expiresAt": "2026-07-30T00:00:00.000Z",
        "fileUrl": f"https://safeclose.example.test{path(made)}/file",
    })  # fmt: skip
    assert answer.headers["Cache-Control"] == "no-store"
    file = Caller(None).get(f"{path(made)}/file")
    assert (file.status_code, file.headers["Content-Type"]) == (200, "application/pdf")
    assert file.content == alice.get(f"/api/clickwrap/acceptances/{made['acceptanceId']}/receipt").content


def test_only_the_hash_of_a_link_is_stored(link: str) -> None:
    token = link.rsplit("/", 1)[1]
    row = ReceiptLink.objects.get()
    assert token not in str(row.__dict__)
    for shown in (f"{link}/file", f"/receipt/{token[:20]}", f"/api/public/clickwrap/receipts/{token[:9]}/mail"):
        assert token[:9] not in without_secrets(shown)


def test_every_acceptance_has_a_link_of_its_own(alice: Caller) -> None:
    agreement = published(alice)
    one, two = accepted(agreement), accepted(agreement)
    assert Caller(None).get(path(one)).json()["acceptanceId"] == one["acceptanceId"]
    assert Caller(None).get(path(two)).json()["acceptanceId"] == two["acceptanceId"]


@pytest.mark.parametrize("token", ["x", "0" * 43, "acc_01h455vb4pex5vsknk084sn02q", "%00", "%FF"])
@pytest.mark.django_db
def test_an_unknown_link_is_gone(token: str) -> None:
    for method, rest, body in (
        ("GET", "", b""),
        ("GET", "/file", b""),
        ("POST", "/mail", b"{"),
        ("POST", "/mail", b"{}"),
    ):
        answer: Any = Caller(None).generic(
            method, f"/api/public/clickwrap/receipts/{token}{rest}", body, content_type="application/json"
        )
        assert (answer.status_code, answer.json()) == (410, {"state": "gone"})


def test_a_link_ends(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch, datetime(2026, 5, 1, tzinfo=UTC))
    link = path(accepted(published(alice)))
    clock.move(days=89)
    assert Caller(None).get(link).status_code == 200
    assert not ended_links(clocks.now()).exists()
    clock.move(days=1)
    for answer in (Caller(None).get(link), Caller(None).get(f"{link}/file"), ask(link)):
        assert (answer.status_code, answer.json()) == (410, {"state": "gone"})
    assert ended_links(clocks.now()).count() == 1
    assert Acceptance.objects.count() == 1


def test_a_receipt_is_mailed_and_the_address_forgotten(link: str) -> None:
    answer = ask(link, language="fr")
    assert (answer.status_code, answer.json()) == (202, {"state": "queued"})
    assert ReceiptMail.objects.get().email == "ann@example.com"
    run_jobs()
    (letter,) = mail.outbox
    assert letter.to == ["ann@example.com"]
    assert letter.subject == "Votre reçu : Terms"
    assert "Acme Financial" in letter.from_email
    assert not ReceiptMail.objects.exists()
    assert "ann" not in str(list(SendingCount.objects.values()))


def words(pdf: bytes, folder: Path) -> str:
    (folder / "receipt.pdf").write_bytes(pdf)
    return re.sub(r"\s+", " ", programs.run("pdftotext", "-layout", folder / "receipt.pdf", "-").stdout.decode())


def test_a_mail_has_no_word_of_who_asked_for_it(alice: Caller, tmp_path: Path, needs: Callable[..., None]) -> None:
    """Anyone may accept, and have the receipt sent to anyone."""
    needs("pdftotext")
    found = published(alice, title="Win at spam.example")
    made = Caller(None).post(
        f"/api/public/clickwrap/{found['id']}", {"subjectRef": "Visit spam now"}, headers={"User-Agent": AGENT}
    )
    ask(path(made.json()))
    run_jobs()
    (letter,) = mail.outbox
    (attachment,) = letter.attachments
    assert attachment[0] == f"receipt {made.json()['acceptanceId']}.pdf"
    written = f"{letter.subject} {letter.body} {letter.from_email}"
    assert "spam" not in written
    assert "http" not in written
    with pikepdf.open(BytesIO(attachment[1])) as opened:
        assert opened.attachments["agreement.txt"].get_file().read_bytes()
    own, mailed = words(Caller(None).get(f"{path(made.json())}/file").content, tmp_path), words(attachment[1], tmp_path)
    for part in ("Visit spam now", AGENT, "127.0.0.1"):
        assert part in own
        assert part not in mailed
    assert "Receipt of an acceptance" in mailed
    assert letter.subject == "Your receipt · Votre reçu"


@pytest.mark.parametrize("wrong", [None, "", "x", "a@localhost", "a@example.com\nBcc: b@example.com", 7, ["a@b.ca"]])
def test_an_invalid_address_is_refused(link: str, wrong: Any) -> None:
    assert_names(ask(link, wrong), "email")
    assert not ReceiptMail.objects.exists()


def test_one_link_mails_three_times_at_most(link: str) -> None:
    assert [ask(link, f"ann{turn}@example.com").status_code for turn in range(5)] == [202, 202, 202, 429, 429]
    assert ReceiptMail.objects.count() == 3


def test_mails_to_one_address_are_capped(alice: Caller, settings: Any) -> None:
    settings.RECEIPTS_PER_RECIPIENT_PER_DAY = 1
    agreement = published(alice)
    assert ask(path(accepted(agreement))).status_code == 202
    link = path(accepted(agreement))
    answer = ask(link, "ANN@example.com")
    assert answer.status_code == 429
    assert "No more receipts can be mailed to this address today" in answer.json()["message"]
    assert int(answer.headers["Retry-After"]) > 0
    assert (ReceiptMail.objects.count(), ReceiptLink.objects.filter(mails=1).count()) == (1, 1), "nothing is counted"
    assert ask(link, "ben@example.com").status_code == 202


def test_mails_for_one_organization_are_capped(alice: Caller, charlie: Caller, settings: Any) -> None:
    settings.RECEIPTS_PER_SENDER_PER_DAY = 1
    agreement = published(alice)
    assert ask(path(accepted(agreement)), "a@example.com").status_code == 202
    assert ask(path(accepted(agreement)), "b@example.com").status_code == 429
    assert ask(path(accepted(published(charlie))), "c@example.com").status_code == 202


def test_a_refused_address_is_forgotten_and_a_busy_server_tried_again(
    link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(link)

    def busy(*_: Any) -> None:
        raise NotNow("busy")

    monkeypatch.setattr(delivery.mail, "hand_over", busy)
    with pytest.raises(NotNow):
        run_jobs()
    assert ReceiptMail.objects.count() == 1

    def refuse(*_: Any) -> None:
        raise Refused("no such mailbox")

    monkeypatch.setattr(delivery.mail, "hand_over", refuse)
    run_jobs()
    assert not ReceiptMail.objects.exists()


def test_what_was_never_sent_is_deleted_after_two_days(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    ask(link)
    assert not old_mails(clocks.now()).exists()
    clock.move(days=2, seconds=1)
    assert old_mails(clocks.now()).count() == 1


def test_an_erased_address_gets_no_mail(link: str) -> None:
    ask(link, "Ann@Example.com")
    forget(known("ann@example.com"))
    assert not ReceiptMail.objects.exists()
