"""The mails that bring signers of packages their links, and their copies."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage

from signing.ceremony.models import Link
from signing.evidence.jobs import seal
from signing.evidence.models import TrailEvent
from signing.packages.models import PackageSigner
from signing.packages.notices.jobs import mail_copy, notify, when_sealed
from tests.delivery import delivered
from tests.matching import A_HASH
from tests.people import Caller
from tests.signing.packages.links import PackageLink, mailed, signer, token_in
from tests.signing.packages.stage import Stage, ok
from tests.signing.packages.test_following import BUYER, SELLER, following, step
from tests.smtp_server import REFUSED, SMTPServer


def test_the_mail_has_a_link_of_its_own(stage: Stage) -> None:
    package, _ = stage.active(documents=2)
    mailed(package)
    (message,) = mail.outbox
    assert message.to == ["Sue <sue@example.com>"]
    token = token_in(message)
    assert f"{settings.PUBLIC_URL}/sign/{token}" in str(message.body)
    assert "Acme Financial asks you to sign 2 documents" in str(message.body)
    event = TrailEvent.objects.get(type="delivered")
    sue = str(signer(package).pk)
    assert json.loads(bytes(event.payload))["data"] == {
        "channel": "email", "recipient": {"sha256": A_HASH}, "what": "link", "occasion": "turn", "signerId": sue,
    }  # fmt: skip
    sent = json.loads(bytes(TrailEvent.objects.get(type="sent").payload))["data"]["signers"][0]
    assert sent["authMethod"] == "email_link"
    assert sent["custody"] == {"how": "mailed", "to": {"kind": "signer", "id": sue, "email": {"sha256": A_HASH}}}


def test_mails_lead_to_ones_own_frontend(stage: Stage, settings: Any) -> None:
    settings.APP_URL = "https://app.example.com"
    package, _ = stage.active()
    link = mailed(package)
    assert f"https://app.example.com/sign/{link.token}" in str(mail.outbox[0].body)
    assert f"{settings.PUBLIC_URL}/sign/" not in str(mail.outbox[0].body)
    assert link.show().json()["document"]["fileUrl"].startswith(settings.PUBLIC_URL)


def test_the_first_mail_is_sent_once_and_others_as_often_as_asked(stage: Stage) -> None:
    package, _ = stage.active()
    first = mailed(package)
    notify(signer_id=signer(package).pk, occasion="turn")
    assert len(mail.outbox) == 1
    second = mailed(package, occasion="asked")
    third = mailed(package, occasion="reminder")
    assert len({first.token, second.token, third.token}) == 3
    assert [one.show().status_code for one in (first, second, third)] == [200, 200, 200]
    assert "Reminder" in mail.outbox[-1].subject


def test_signers_of_packages_from_before_links_get_one_by_resend(stage: Stage) -> None:
    package, (document,) = stage.active("sue", "tim")
    PackageSigner.objects.update(notified_at="2026-01-01T00:00Z")  # as the version before left them
    assert not Link.objects.exists()
    assert ok(stage.mia.post(f"{package.path}/resend")) == {"queued": 2}
    link = mailed(package, occasion="asked").consent()
    assert ok(link.take("sign", documentId=document))["state"] == "signed"


def test_a_link_that_no_mail_took_along_is_gone(stage: Stage, smtp: SMTPServer) -> None:
    package, _ = stage.active()
    smtp.replies["sue@example.com"] = REFUSED
    notify(signer_id=signer(package).pk)
    assert not Link.objects.exists()
    assert signer(package).undelivered_at is not None


def test_everyone_gets_a_copy_of_their_own_documents(stage: Stage) -> None:
    package = stage.draft()
    first, second = package.add_file(title="First")["id"], package.add_file(title="Second")["id"]
    package.add_signer("sue")
    package.add_signer("tim", [second])
    package.activate()
    answer = ok(mailed(package, "tim").consent().take("sign"))
    copy = answer["copyUrl"].removeprefix(settings.PUBLIC_URL)
    pending = Caller(None).get(copy)
    assert (answer["completed"], pending.status_code, pending.json()) == (False, 202, {"state": "pending"})
    sue = mailed(package).consent()
    sue.take("sign")
    sue.take("sign")
    seal(trail_id=f"signing:{package.id}")
    documents = {one["id"]: one for one in ok(stage.mia.get(f"{package.path}/documents"))["documents"]}
    listed = ok(Caller(None).get(copy))
    assert listed == {
        "state": "ready",
        "documents": [
            {
                "id": second, "title": "Second", "sha256": documents[second]["fileSha256"],
                "url": f"{answer['copyUrl']}?document={second}",
            }
        ],
    }  # fmt: skip
    sealed = Caller(None).get(f"{copy}?document={second}")
    assert sealed["Content-Type"] == "application/pdf"
    assert sealed.content == stage.mia.get(f"{package.path}/documents/{second}/sealed").content
    assert Caller(None).get(f"{copy}?document={first}").status_code == 404
    mail.outbox.clear()
    assert delivered(when_sealed) == 1
    for one in PackageSigner.objects.order_by("pk"):
        mail_copy(signer_id=one.pk)
        mail_copy(signer_id=one.pk)  # once, however often the job runs
    assert [message.to for message in mail.outbox] == [["Sue <sue@example.com>"], ["Tim <tim@example.com>"]]
    page = f"{settings.PUBLIC_URL}/copy/"
    tokens = [str(message.body).partition(page)[2].split()[0] for message in mail.outbox]
    answers = [ok(Caller(None).get(f"/api/public/copy/{token}")) for token in tokens]
    assert [len(answer["documents"]) for answer in answers] == [2, 1]


def test_a_copy_of_a_cancelled_package_is_gone(stage: Stage) -> None:
    package, _ = stage.active("sue", "tim")
    copy = ok(mailed(package).consent().take("sign"))["copyUrl"].removeprefix(settings.PUBLIC_URL)
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    gone = Caller(None).get(copy)
    assert (gone.status_code, gone.json()) == (410, {"state": "gone"})


@pytest.mark.parametrize("secret", ["x" * 43, "", "a/b"])
def test_a_link_that_never_was(stage: Stage, secret: str) -> None:
    assert PackageLink(secret).show().status_code in (404, 410)


def test_a_mail_says_which_file_is_asked_for(stage: Stage, mailoutbox: list[EmailMessage]) -> None:
    first, last = (step("upload", title, signers=["buyer"]) for title in ("Driver’s licence", "Bank statement"))
    package, _, _ = following(stage, first, BUYER, last, SELLER)
    package.activate()
    sue = mailed(package).consent()
    words = str(mailoutbox[-1].body)
    assert "Acme Financial asks you to sign 1 document: Signing at Toronto." in words
    assert "Please have ready as a PDF: Driver’s licence." in words
    ok(sue.add(0), 201)
    ok(sue.take("sign"))
    mailed(package, occasion="reminder")
    words = str(mailoutbox[-1].body)
    assert "Acme Financial is still waiting for a file from you, for Signing at Toronto." in words
    assert "Please have ready as a PDF: Bank statement." in words
    PackageSigner.objects.update(language="fr")
    mailed(package, occasion="asked")
    assert "Acme Financial vous demande un fichier, pour Signing at Toronto." in str(mailoutbox[-1].body)
    assert "À préparer en PDF : Bank statement." in str(mailoutbox[-1].body)
