"""Who is told of the end of a package by mail, over SMTP; and what mails of packages say of their sender."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose.actors import SYSTEM
from signing.packages.models import PackageSigner, Signing
from signing.packages.notices.ending_jobs import mail_package_end_to_sender, mail_package_end_to_signer
from signing.packages.notices.jobs import notify
from signing.packages.signings.actions import record_expiry
from tests.clocks import stopped
from tests.signing.packages.stage import Package, Stage, active, ok, ready
from tests.smtp_server import SMTPServer

TASKS = {
    "notify_signer": notify,
    "mail_package_end_to_sender": mail_package_end_to_sender,
    "mail_package_end_to_signer": mail_package_end_to_signer,
}
MIA, SUE = "mia@example.com", "sue@example.com"


def work() -> None:
    """Run the mail jobs that wait, each once."""
    waiting = ProcrastinateJob.objects.filter(task_name__in=TASKS, status="todo").order_by("id")
    done = [job.id for job in waiting if TASKS[job.task_name](**job.args) is None]
    ProcrastinateJob.objects.filter(id__in=done)._raw_delete("default")


def told(smtp: SMTPServer) -> list[tuple[str, str]]:
    """Recipient and first subject of each mail."""
    return sorted((one.recipients[0], str(one.message["Subject"]).strip().split(" · ")[0]) for one in smtp.received)


def out(stage: Stage, smtp: SMTPServer) -> Package:
    package, _ = active(stage.mia, stage.toronto)
    work()
    smtp.received.clear()
    return package


def test_whoever_cancels_is_not_told_and_the_signers_are(stage: Stage, smtp: SMTPServer) -> None:
    package = out(stage, smtp)
    ok(stage.mia.post(f"{package.path}/cancel", {"reason": "Wrong price"}))
    work()
    assert told(smtp) == [(SUE, "Withdrawn")]
    assert smtp.received[0].message["Reply-To"] == MIA
    assert "Wrong price" not in str(smtp.received[0].message)


def test_of_expiry_both_sides_are_told_once(stage: Stage, smtp: SMTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = stopped(monkeypatch)
    ok(stage.mia.patch(f"/v1/signing/manager/settings/{stage.toronto.pk}", {"defaultExpiryDays": 1}))
    package = out(stage, smtp)
    hands.move(days=2)
    for _ in range(2):
        record_expiry(signing_id=int(package.id), by=SYSTEM)
    work()
    assert told(smtp) == [(MIA, "Expired"), (SUE, "Time is up")]


def test_nobody_is_told_of_a_draft_that_ends(stage: Stage, smtp: SMTPServer) -> None:
    package, _ = ready(stage.mia, stage.toronto)
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    work()
    assert told(smtp) == []


def test_a_signers_language_and_the_senders_message_are_in_the_mail(stage: Stage, smtp: SMTPServer) -> None:
    package, _ = ready(stage.mia, stage.toronto)
    signer = PackageSigner.objects.get()
    ok(stage.mia.patch(f"{package.path}/signers/{signer.pk}", {"language": "fr"}))
    ok(stage.mia.post(f"{package.path}/activate", {"message": "Merci d'avance."}))
    assert Signing.objects.get(pk=package.id).message == "Merci d'avance."
    work()
    (received,) = smtp.received
    body = received.message.get_body(("plain",))
    assert body is not None
    assert str(received.message["Subject"]).strip().startswith("À signer : ")
    assert "> Merci d'avance.\r\n" in body.get_content()
    assert "Hello" not in body.get_content()
    assert received.message["Reply-To"] == MIA


def test_a_reopened_package_keeps_the_languages(stage: Stage) -> None:
    package, _ = active(stage.mia, stage.toronto)
    PackageSigner.objects.update(language="fr")
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    ok(stage.mia.post(f"{package.path}/reopen", {}), 201)
    assert list(PackageSigner.objects.values_list("language", flat=True)) == ["fr", "fr"]


def test_completion_is_told_to_the_sender(stage: Stage, smtp: SMTPServer) -> None:
    package, (document,) = active(stage.mia, stage.toronto)
    work()
    smtp.received.clear()
    ok(package.sign(stage.sue, document), 201)
    work()
    assert told(smtp) == [(MIA, "Signed by everyone")]
