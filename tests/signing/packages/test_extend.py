"""POST /v1/signing/manager/signings/:id/extend."""

import json
from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose import clock
from signing.evidence.models import TrailEvent
from signing.packages.identities.models import Tier
from signing.packages.models import LocationSettings, PackageSigner, Signing
from signing.packages.signings.jobs import expire
from tests.matching import A_TIME
from tests.signing.packages.stage import Package, Stage, active, caller, grant, ok, refused
from workspace.models import Event


@pytest.fixture
def package(stage: Stage) -> Package:
    """An active one, whose time is up in three days."""
    LocationSettings.objects.update_or_create(location=stage.toronto, defaults={"default_expiry_days": 3})
    made, _ = active(stage.mia, stage.toronto)  # no prepared one: those have no deadline
    return made


def test_an_extension_is_answered_whole_and_recorded(stage: Stage, package: Package) -> None:
    before = package.shown()
    PackageSigner.objects.update(notified_at=clock.now())
    ProcrastinateJob.objects.filter(task_name="notify_signer").delete()
    answer = ok(stage.mia.post(f"{package.path}/extend", {"expiresInDays": 30}))
    assert answer == {"signing": {**before, "expiresAt": A_TIME, "updatedAt": A_TIME}}
    signing = Signing.objects.get()
    assert timedelta(days=29, hours=23) < signing.expires_at - clock.now() <= timedelta(days=30)
    event = TrailEvent.objects.latest("seq")
    data = {"expiresAt": clock.iso(signing.expires_at), "before": before["expiresAt"]}
    assert (event.type, json.loads(bytes(event.payload))["data"]) == ("extended", data)
    told = Event.objects.latest("id")
    assert (told.type, told.data["expiresAt"], told.data["before"]) == ("signing.extended", *data.values())
    jobs = ProcrastinateJob.objects.filter(task_name="expire_signing", status="todo")
    assert [job.scheduled_at for job in jobs] == [signing.expires_at]
    assert ProcrastinateJob.objects.filter(task_name="notify_signer", status="todo").count() == 1


def test_the_package_lives_past_its_first_deadline(stage: Stage, package: Package) -> None:
    ok(stage.mia.post(f"{package.path}/extend", {"expiresInDays": 30}))
    expire(signing_id=Signing.objects.get().pk)
    assert package.shown()["status"] == "active"


def test_what_can_not_be_extended_says_why(stage: Stage, package: Package) -> None:
    path = f"{package.path}/extend"
    later = "Must be later than the present deadline, and than now."
    refused(stage.mia.post(path, {"expiresInDays": 2}), 400, f"expiresInDays: {later}")
    refused(stage.mia.post(path, {"expiresAt": "2020-01-01T00:00:00Z"}), 400, f"expiresAt: {later}")
    refused(stage.mia.post(path, {}), 400, "Say either expiresAt or expiresInDays.")
    Signing.objects.update(expires_at=clock.now())
    refused(stage.mia.post(path, {"expiresInDays": 9}), 409, "The time for signing is over.")
    Signing.objects.update(expires_at=None)
    refused(stage.mia.post(path, {"expiresInDays": 9}), 409, "There is no deadline, so none can be extended.")
    ok(stage.mia.post(f"{package.path}/cancel"))
    sentence = "The package was cancelled, so its deadline can't be extended."
    refused(stage.mia.post(path, {"expiresInDays": 9}), 409, sentence)


def test_a_draft_has_no_deadline_yet(stage: Stage) -> None:
    sentence = "The package is a draft, so its deadline can't be extended."
    refused(stage.mia.post(f"{stage.draft().path}/extend", {"expiresInDays": 9}), 409, sentence)


@pytest.mark.parametrize(("tier", "status"), [(Tier.READ, 403), (Tier.WRITE, 200)])
def test_an_extension_needs_the_tier_write(stage: Stage, package: Package, tier: Tier, status: int) -> None:
    other = grant(caller("ned"), stage.acme, stage.toronto, signings=tier)
    assert other.post(f"{package.path}/extend", {"expiresInDays": 9}).status_code == status


def test_strangers_and_signers_do_not_find_it(stage: Stage, package: Package) -> None:
    before = package.shown()
    for one in (stage.sue, caller("stranger")):
        assert one.post(f"{package.path}/extend", {"expiresInDays": 9}).status_code in (403, 404)
    assert package.shown() == before
