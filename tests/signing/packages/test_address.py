"""A package addressed to an e-mail is signed only by the account whose verified address is that one, at that moment."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from signing.evidence.models import TrailEvent
from signing.packages.models import ESignature, PackageSigner, Signing
from signing.packages.notices.jobs import notify_sender
from signing.packages.signers.turns import PackageTurn
from tests.racing import other_waits
from tests.signing.packages.stage import Package, Stage, active, ok, refused, user_of
from workspace.models import Event, Membership, User

SENTENCE = (
    "This package is addressed to another e-mail address than the one that is verified for your account now. "
    "Verify that address in your account, or ask the sender to address the package to your present one."
)
OTHER: list[dict[str, Any]] = [
    {"email": "sue.new@example.com"},
    {"email_verified": False},
    {"email": ""},
    {"email": "sue@example.co"},
]


def becomes(stage: Stage, **columns: Any) -> None:
    """As Clerk tells it, after the package was addressed."""
    User.objects.filter(pk=user_of(stage.sue).pk).update(**columns)


def types(package: Package) -> list[str]:
    rows = TrailEvent.objects.filter(trail=f"signing:{package.id}").order_by("seq")
    return list(rows.values_list("type", flat=True))


def queued() -> list[dict[str, Any]]:
    rows = ProcrastinateJob.objects.filter(task_name="notify_sender").order_by("id")
    return list(rows.values_list("args", flat=True))


@pytest.mark.parametrize("columns", OTHER, ids=str)
def test_another_address_signs_nothing(stage: Stage, columns: dict[str, Any]) -> None:
    package, (document,) = stage.active()
    becomes(stage, **columns)
    refused(package.sign(stage.sue, document), 409, SENTENCE)
    assert not ESignature.objects.exists()
    assert PackageSigner.objects.get().consented_at is None
    assert "signed" not in types(package)
    assert "consented" not in types(package)
    assert Signing.objects.get().status == "active"


def test_the_refusal_is_told_without_any_address(stage: Stage) -> None:
    package, (document,) = stage.active()
    becomes(stage, email="sue.new@example.com")
    package.sign(stage.sue, document)
    event = Event.objects.get(type="signing.signature_refused")
    signer = PackageSigner.objects.get()
    assert (event.subject_type, event.subject_id, event.organization_id) == ("signing", package.id, stage.acme.pk)
    title = package.shown()["title"]
    assert event.data == {"title": title, "locationId": str(stage.toronto.pk), "signerId": str(signer.pk)}
    assert event.actor == {"kind": "signer", "id": str(signer.pk), "name": "Sue"}


def test_the_sender_is_written_to_once_a_day_for_each_signer(stage: Stage) -> None:
    package, (document,) = stage.active("sue", "tim")
    becomes(stage, email="sue.new@example.com")
    for _ in range(3):
        refused(package.sign(stage.sue, document), 409, SENTENCE)
    signer = PackageSigner.objects.get(name="Sue")
    assert queued() == [{"signer_id": signer.pk, "user_id": user_of(stage.mia).pk}]
    assert Event.objects.filter(type="signing.signature_refused").count() == 3
    User.objects.filter(pk=user_of(stage.tim).pk).update(email_verified=False)
    refused(package.sign(stage.tim, document), 409, SENTENCE)
    assert [one["signer_id"] for one in queued()] == [signer.pk, PackageSigner.objects.get(name="Tim").pk]


def test_the_mail_says_what_to_do(stage: Stage) -> None:
    package, (document,) = stage.active()
    becomes(stage, email="sue.new@example.com")
    package.sign(stage.sue, document)
    notify_sender(**queued()[0])
    (message,) = mail.outbox
    assert message.to == ["Mia <mia@example.com>"]
    title = package.shown()["title"]
    assert message.subject == f"Signature refused · Signature refusée : {title}"
    sentence = f"Sue could not sign the package {title}"
    for words in (sentence, "sue@example.com", "Nothing was signed", "Rien n’a été signé"):
        assert words in message.body
    assert "sue.new" not in message.body


@pytest.mark.parametrize("ending", ["left", "locked out"])
def test_the_owners_are_told_where_the_sender_is_gone(stage: Stage, ending: str) -> None:
    package, (document,) = stage.active()
    olga = User.objects.create(clerk_user_id="user_olga", name="Olga", email="olga@example.com")
    owner = stage.acme.roles.create(slug="owner", name="Owner")
    Membership.objects.create(organization=stage.acme, user=olga, role=owner)
    if ending == "left":
        Membership.objects.filter(user=user_of(stage.mia)).update(status="REMOVED")
    else:
        User.objects.filter(pk=user_of(stage.mia).pk).update(is_active=False)
    becomes(stage, email="sue.new@example.com")
    refused(package.sign(stage.sue, document), 409, SENTENCE)
    assert [one["user_id"] for one in queued()] == [olga.pk]
    notify_sender(**queued()[0])
    assert [message.to for message in mail.outbox] == [["Olga <olga@example.com>"]]


@pytest.mark.parametrize("ending", ["package", "member"])
def test_no_mail_is_sent_about_what_is_over(stage: Stage, ending: str) -> None:
    package, (document,) = stage.active()
    becomes(stage, email="sue.new@example.com")
    package.sign(stage.sue, document)
    if ending == "package":
        ok(stage.mia.post(f"{package.path}/cancel", {}))
    else:
        Membership.objects.filter(user=user_of(stage.mia)).update(status="REMOVED")
    notify_sender(**queued()[0])
    assert mail.outbox == []


def test_the_address_counts_at_the_moment_of_signing_and_not_before(stage: Stage) -> None:
    package, (first, second) = stage.active(documents=2)
    ok(package.sign(stage.sue, first), 201)
    becomes(stage, email="sue.new@example.com")
    refused(package.sign(stage.sue, second), 409, SENTENCE)
    becomes(stage, email="Sue@EXAMPLE.com", email_verified=True)
    assert ok(package.sign(stage.sue, second), 201)["signing"]["status"] == "complete"


def test_other_refusals_come_before(stage: Stage) -> None:
    package, (document,) = stage.active()
    becomes(stage, email="sue.new@example.com")
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    refused(package.sign(stage.sue, document), 409, "The package was cancelled, so it can't be signed.")
    assert not Event.objects.filter(type="signing.signature_refused").exists()


def test_under_a_key_the_refusal_is_told_once(stage: Stage) -> None:
    package, (document,) = stage.active()
    becomes(stage, email="sue.new@example.com")
    path, body = f"{package.queue}/documents/{document}/sign", {"consent": True, "signatureText": "Sue"}
    for _ in range(2):
        refused(stage.sue.post(path, body, headers={"Idempotency-Key": "k"}), 409, SENTENCE)
    assert Event.objects.filter(type="signing.signature_refused").count() == 1


def test_another_address_waits_until_a_signature_is_committed(
    committed_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the trail would say that the account signed which had the address no longer."""
    stage = committed_stage
    package, (document,) = active(stage.mia, stage.toronto)
    original = PackageTurn.finish

    def sign(reached: Callable[[], None]) -> None:
        def signs(*given: Any) -> Any:
            reached()
            return original(*given)

        monkeypatch.setattr(PackageTurn, "finish", signs)
        ok(package.sign(stage.sue, document), 201)

    assert other_waits(sign, lambda: becomes(stage, email="sue.new@example.com"))
    assert user_of(stage.sue).pk in User.objects.filter(email="sue.new@example.com").values_list("pk", flat=True)
