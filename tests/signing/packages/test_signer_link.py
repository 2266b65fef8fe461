"""POST /v1/signing/manager/signings/:id/signers/:signerId/link."""

import json

from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from signing.evidence.models import TrailEvent
from signing.packages.notices.jobs import notify
from tests.matching import A_HASH
from tests.people import Caller
from tests.signing.packages.links import PackageLink, mailed, signer, token_in
from tests.signing.packages.stage import Package, Stage, ok, refused
from workspace.models import Event


def path(package: Package, name: str = "sue") -> str:
    return f"{package.path}/signers/{signer(package, name).pk}/link"


def fresh(package: Package) -> PackageLink:
    """The link that the newest job mails."""
    job = ProcrastinateJob.objects.filter(task_name="notify_signer").latest("id")
    notify(**job.args)
    return PackageLink(token_in(mail.outbox[-1]))


def test_a_fresh_link_is_mailed_and_ends_the_earlier_ones(stage: Stage) -> None:
    package, _ = stage.active()
    old = mailed(package)
    for body in ({}, {"delivery": "return"}, {"delivery": "email"}):
        assert ok(stage.mia.post(path(package), body)) == {"url": None}
        assert old.show().status_code == 410
        new = fresh(package)
        assert new.show().status_code == 200
        old = new
    sue = str(signer(package).pk)
    event = TrailEvent.objects.filter(type="link_rotated").latest("seq")
    address = {"sha256": A_HASH}
    custody = {"how": "mailed", "to": {"kind": "signer", "id": sue, "email": address}}
    assert json.loads(bytes(event.payload))["data"] == {"signerId": sue, "custody": custody}
    told = Event.objects.filter(type="link.rotated").latest("id")
    assert (told.subject_id, told.data["signerId"], told.data["custody"]) == (package.id, sue, "mailed")


def test_a_fresh_link_opens_what_was_locked(stage: Stage) -> None:
    package, _ = stage.active()
    sue = signer(package)
    sue.locked_at, sue.wrong_answers = sue.created_at, 30
    sue.save()
    notify(signer_id=sue.pk)
    assert mail.outbox == []
    ok(stage.mia.post(path(package)))
    sue.refresh_from_db()
    assert (sue.locked_at, sue.wrong_answers) == (None, 0)
    assert fresh(package).show().status_code == 200


def test_there_is_none_for_a_draft_nor_for_who_is_done(stage: Stage) -> None:
    package, (document,) = stage.ready("sue", "tim")
    sentence = "The package is a draft: its signers get their links when it is activated."
    refused(stage.mia.post(path(package)), 409, sentence)
    package.activate()
    ok(package.sign(stage.sue, document), 201)
    sentence = "The package has ended, or this signer is done, so there is nothing left to sign."
    refused(stage.mia.post(path(package)), 409, sentence)
    ok(stage.mia.post(path(package, "tim")))
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    refused(stage.mia.post(path(package, "tim")), 409, sentence)


def test_nobody_else_makes_one(stage: Stage) -> None:
    package, _ = stage.active()
    other, _ = stage.active("tim")
    link = mailed(package)
    for one, status in ((stage.carl, 403), (stage.sue, 403), (stage.stranger, 403), (Caller(None), 401)):
        assert one.post(path(package)).status_code == status
    refused(stage.mia.post(f"{package.path}/signers/{signer(other, 'tim').pk}/link"), 404, "Not found.")
    assert stage.mia.post(f"{package.path}/signers/x/link").status_code == 400
    assert link.show().status_code == 200
    assert not TrailEvent.objects.filter(type="link_rotated").exists()
