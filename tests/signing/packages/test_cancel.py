"""POST /v1/signing/manager/signings/:id/cancel, /resend, and GET /events."""

import json
from datetime import timedelta
from email.utils import formataddr, parseaddr
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from signing.evidence.models import TrailEvent
from signing.evidence.serializers import TrailEventShape
from signing.packages.identities.models import Tier
from signing.packages.models import LocationSettings, PackageSigner, Signing
from signing.packages.notices import actions as notices
from signing.packages.notices.jobs import notify, remind
from signing.packages.signings import actions
from signing.packages.signings.jobs import expire, expire_overdue
from tests.clocks import stopped
from tests.matching import A_TIME
from tests.signing.packages.stage import Stage, active, caller, draft, grant, ok, refused
from workspace.models import Event


def test_a_cancelled_package_is_answered_whole(stage: Stage) -> None:
    package, _ = stage.active()
    before = package.shown()
    assert ok(stage.mia.post(f"{package.path}/cancel", {"reason": " Wrong price "})) == {
        "signing": {
            **before, "status": "cancelled", "cancelledAt": A_TIME, "cancelReason": "Wrong price", "updatedAt": A_TIME,
        }
    }  # fmt: skip
    event = TrailEvent.objects.latest("seq")
    assert (event.type, event.kept["/data/reason"]["value"]) == ("voided", "Wrong price")
    told = Event.objects.get(type="signing.cancelled")
    assert (told.organization, told.data["reason"]) == (stage.acme, "Wrong price")


def test_a_draft_leaves_no_trail(stage: Stage) -> None:
    package = stage.draft()
    shown = ok(stage.mia.post(f"{package.path}/cancel"))["signing"]
    assert (shown["status"], shown["cancelReason"]) == ("cancelled", None)
    assert not TrailEvent.objects.exists()
    assert ok(stage.mia.get(f"{package.path}/events")) == {"events": [], "head": None}
    assert stage.mia.get(f"{package.path}/events?limit=null").status_code == 400


def test_cancel_is_refused_after_the_package_ended(stage: Stage) -> None:
    package, (document,) = stage.active()
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    refused(stage.mia.post(f"{package.path}/cancel", {}), 409, "The package was cancelled already.")
    other, (document,) = active(stage.mia, stage.toronto)
    ok(other.sign(stage.sue, document), 201)
    refused(stage.mia.post(f"{other.path}/cancel", {}), 409, "The package is complete, so it can't be cancelled.")
    words = "reason: Ensure this field has no more than 1000 characters."
    refused(stage.mia.post(f"{package.path}/cancel", {"reason": "x" * 1001}), 400, words)


@pytest.mark.parametrize(("tier", "status"), [(Tier.READ, 403), (Tier.WRITE, 403), (Tier.FULL, 200)])
def test_to_cancel_a_package_that_was_sent_needs_full(tier: Tier, status: int, stage: Stage) -> None:
    package, _ = stage.active()
    one = grant(caller("max"), stage.acme, stage.toronto, signings=tier)
    grant(one, stage.acme, stage.ottawa, signings=Tier.FULL, templates=Tier.FULL)
    answer = one.post(f"{package.path}/cancel", {})
    assert answer.status_code == status
    if tier == Tier.WRITE:
        refused(answer, 403, "To cancel a package that was sent needs the tier full for signings at this location.")
    assert package.shown()["status"] == ("cancelled" if status == 200 else "active")
    assert Event.objects.filter(type="signing.cancelled").exists() == (status == 200)


def test_a_draft_that_is_sent_between_the_look_and_the_lock_is_not_cancelled_by_who_may_write(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As another request may do in that moment."""
    one = grant(caller("max"), stage.acme, stage.toronto, signings=Tier.WRITE)
    package, _ = stage.ready()
    cancel = actions.cancel

    def sent_before(**words: Any) -> None:
        package.activate()
        cancel(**words)

    monkeypatch.setattr(actions, "cancel", sent_before)
    answer = one.post(f"{package.path}/cancel", {})
    refused(answer, 403, "To cancel a package that was sent needs the tier full for signings at this location.")
    assert package.shown()["status"] == "active"


def test_a_draft_is_cancelled_by_who_may_write(stage: Stage) -> None:
    one = grant(caller("max"), stage.acme, stage.toronto, signings=Tier.WRITE)
    package = stage.draft()
    assert ok(one.post(f"{package.path}/cancel", {}))["signing"]["status"] == "cancelled"


def test_an_ended_package_says_so_to_who_may_only_write(stage: Stage) -> None:
    one = grant(caller("max"), stage.acme, stage.toronto, signings=Tier.WRITE)
    package, _ = stage.active()
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    refused(one.post(f"{package.path}/cancel", {}), 409, "The package was cancelled already.")


def test_the_events_of_a_package_are_listed(stage: Stage) -> None:
    package, (document,) = stage.active()
    ok(package.sign(stage.sue, document), 201)
    body = ok(stage.mia.get(f"{package.path}/events"))
    trail = Signing.objects.get(pk=package.id).trail
    assert trail is not None
    assert body == {"events": TrailEventShape(trail.events.all(), many=True).data, "head": trail.head}
    assert [event["type"] for event in body["events"]] == ["sent", "authenticated", "consented", "signed", "completed"]


def test_resend_queues_a_notice_for_who_has_still_to_sign(stage: Stage) -> None:
    package, (first, second) = stage.active("sue", "tim", "other", documents=2)
    before = ProcrastinateJob.objects.filter(task_name="notify_signer").count()
    for document in (first, second):
        ok(package.sign(stage.sue, document), 201)
    assert ok(stage.mia.post(f"{package.path}/resend")) == {"queued": 2}
    assert ProcrastinateJob.objects.filter(task_name="notify_signer").count() == before + 2
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    words = "The package was cancelled, so no one is asked to sign it."
    refused(stage.mia.post(f"{package.path}/resend"), 409, words)
    words = "The package is a draft, so no one is asked to sign it."
    refused(stage.mia.post(f"{draft(stage.mia, stage.toronto).path}/resend"), 409, words)


def test_the_notice_names_the_sender_and_the_package(stage: Stage) -> None:
    ok(stage.mia.patch(f"/v1/signing/manager/settings/{stage.toronto.pk}", {"senderName": "Ann & Co, Toronto"}))
    package, _ = active(stage.mia, stage.toronto, documents=2)
    signer = PackageSigner.objects.get()
    notify(signer_id=signer.pk)
    (sent,) = mail.outbox
    assert sent.to == ["Sue <sue@example.com>"]
    assert sent.from_email == formataddr(("Ann & Co, Toronto", parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
    assert sent.subject == "Please sign · À signer : Signing at Toronto"
    assert "Ann & Co, Toronto asks you to sign 2 documents: Signing at Toronto." in sent.body
    assert "Ann & Co, Toronto vous demande de signer 2 documents : Signing at Toronto." in sent.body
    assert "https://safeclose.example.test" in sent.body
    shown = ok(stage.mia.get(f"{package.path}/signers"))["signers"][0]
    assert shown["notifiedAt"] == A_TIME


def test_no_mail_to_who_is_done_or_when_it_has_ended(stage: Stage) -> None:
    package, (document,) = stage.active("sue", "tim")
    sue, tim = PackageSigner.objects.order_by("pk")
    ok(package.sign(stage.sue, document), 201)
    notify(signer_id=sue.pk)
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    notify(signer_id=tim.pk)
    notify(signer_id=0)
    assert mail.outbox == []


def test_reminders_go_to_who_is_due(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    active(stage.mia, stage.toronto)
    active(stage.carl, stage.hamilton)
    ok(stage.mia.patch(f"/v1/signing/manager/settings/{stage.toronto.pk}", {"reminderDays": 3}))
    signer = PackageSigner.objects.get(signing__location=stage.toronto)
    for one in PackageSigner.objects.all():
        notify(signer_id=one.pk)
    clock.move(days=3, seconds=-1)
    assert notices.due(clock.instant) == []
    clock.move(seconds=1)
    assert notices.due(clock.instant) == [(signer.pk, clock.instant - timedelta(days=3))]
    # The job of the activation still waits in the queue: no second one.
    before = ProcrastinateJob.objects.filter(task_name="notify_signer").count()
    remind(timestamp=0)
    assert ProcrastinateJob.objects.filter(task_name="notify_signer").count() == before
    notify(signer_id=signer.pk)
    assert notices.due(clock.instant) == []


def test_a_package_whose_time_is_up_is_cancelled(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    ok(stage.mia.patch(f"/v1/signing/manager/settings/{stage.toronto.pk}", {"defaultExpiryDays": 5}))
    package, (document,) = active(stage.mia, stage.toronto)
    late, (other,) = active(stage.mia, stage.toronto)
    assert LocationSettings.objects.count() == 1
    sent = json.loads(bytes(TrailEvent.objects.filter(type="sent").earliest("id").payload))
    assert sent["data"]["expiresAt"] == A_TIME
    clock.move(days=5, milliseconds=-1)
    expire(signing_id=int(package.id))
    ok(package.sign(stage.sue, document), 201)
    clock.move(milliseconds=1)
    refused(late.sign(stage.sue, other), 409, "The time for signing is over.")
    refused(stage.mia.post(f"{late.path}/resend"), 409, "The time for signing is over.")
    expire_overdue(timestamp=0)
    shown = late.shown()
    assert (shown["status"], shown["cancelReason"]) == ("cancelled", "The time for signing is over.")
    assert TrailEvent.objects.filter(trail=f"signing:{late.id}").latest("seq").type == "expired"
    expire(signing_id=int(late.id))
    expire(signing_id=int(package.id))
    assert package.shown()["status"] == "complete"
