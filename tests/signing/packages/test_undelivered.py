"""Notices to signers of packages whose address is refused for good."""

import pytest

from signing.packages.models import PackageSigner
from signing.packages.notices import actions as notices
from signing.packages.notices.jobs import notify, notify_sender
from tests.clocks import stopped
from tests.signing.packages.stage import Stage, active, ok, user_of
from tests.smtp_server import REFUSED, SMTPServer
from workspace.models import Event


def test_a_refused_notice_is_recorded_until_one_is_delivered(stage: Stage, smtp: SMTPServer) -> None:
    package, _ = active(stage.mia, stage.toronto)
    signer = PackageSigner.objects.get()
    smtp.replies[signer.email] = REFUSED
    notify(signer_id=signer.pk)
    signer.refresh_from_db()
    assert signer.undelivered_at is not None
    assert signer.notified_at is None
    event = Event.objects.get(type="signing.undelivered")
    assert (event.subject_id, event.organization) == (package.id, stage.acme)
    assert event.data["signerId"] == str(signer.pk)
    assert event.data["reason"] == "The mail server refuses the address (550)."
    smtp.replies.clear()
    notify(signer_id=signer.pk)
    signer.refresh_from_db()
    assert signer.undelivered_at is None
    assert [one.recipients for one in smtp.received] == [[signer.email]]


def test_a_refused_address_is_not_reminded(stage: Stage, smtp: SMTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    active(stage.mia, stage.toronto)
    ok(stage.mia.patch(f"/v1/signing/manager/settings/{stage.toronto.pk}", {"reminderDays": 3}))
    signer = PackageSigner.objects.get()
    notify(signer_id=signer.pk)
    clock.move(days=3)
    assert len(notices.due(clock.instant)) == 1
    smtp.replies[signer.email] = REFUSED
    notify(signer_id=signer.pk)
    assert notices.due(clock.instant) == []


def test_a_sender_whose_address_is_refused_is_not_tried_again(stage: Stage, smtp: SMTPServer) -> None:
    active(stage.mia, stage.toronto)
    smtp.replies["mia@example.com"] = REFUSED
    notify_sender(signer_id=PackageSigner.objects.get().pk, user_id=user_of(stage.mia).pk)
    assert smtp.received == []
