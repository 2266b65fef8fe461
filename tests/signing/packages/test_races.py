"""Packages on which several act at the same moment."""

from functools import partial

from procrastinate.contrib.django.models import ProcrastinateJob

from signing.evidence.jobs import seal
from signing.evidence.models import Seal, Trail, TrailEvent
from signing.packages.identities.models import Tier
from signing.packages.models import ESignature, Signing
from tests.racing import at_once, races
from tests.signing.packages.stage import Stage, active, caller, grant, ready
from workspace.models import Event


def jobs(package_id: str) -> int:
    rows = ProcrastinateJob.objects.filter(task_name="seal_trail", args={"trail_id": f"signing:{package_id}"})
    return int(rows.count())


def test_the_last_two_signatures_at_once_complete_the_package_once(committed_stage: Stage) -> None:
    stage = committed_stage
    for held in races(Signing, thorough=50):
        package, (document,) = active(stage.mia, stage.toronto, "sue", "tim")
        calls = [partial(package.sign, one, document) for one in (stage.sue, stage.tim)]
        answers = at_once(calls, held=held)
        assert [answer.status_code for answer in answers] == [201, 201]
        statuses = sorted(answer.json()["signing"]["status"] for answer in answers)
        assert statuses in (["active", "complete"], ["complete", "complete"])
        trail = f"signing:{package.id}"
        types = list(TrailEvent.objects.filter(trail=trail).order_by("seq").values_list("type", flat=True))
        assert (types.count("signed"), types.count("completed"), types[-1]) == (2, 1, "completed")
        assert Event.objects.filter(type="signing.completed", subject_id=package.id).count() == 1
        assert jobs(package.id) == 1
        assert Signing.objects.get(pk=package.id).status == "complete"
    last = package.id
    for _ in range(2):  # a job that runs twice makes nothing twice
        seal(trail_id=f"signing:{last}")
    assert Seal.objects.count() == 1


def test_a_signature_sent_many_times_at_once_counts_once(committed_stage: Stage) -> None:
    stage = committed_stage
    package, (document, _) = active(stage.mia, stage.toronto, documents=2)
    answers = at_once([partial(package.sign, stage.sue, document)] * 6, held=[Signing])
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]
    assert ESignature.objects.count() == 1
    assert TrailEvent.objects.filter(type="consented").count() == 1


def test_a_signature_and_a_cancellation_at_once_have_one_winner(committed_stage: Stage) -> None:
    stage = committed_stage
    for held in races(Signing, thorough=10):
        package, (document,) = active(stage.mia, stage.toronto)
        signed, cancelled = at_once(
            [partial(package.sign, stage.sue, document), partial(stage.mia.post, f"{package.path}/cancel", {})],
            held=held,
        )
        assert sorted([signed.status_code, cancelled.status_code]) in ([200, 409], [201, 409])
        ends = TrailEvent.objects.filter(trail=f"signing:{package.id}", type__in=["completed", "voided"])
        assert [end.type for end in ends] == ["completed" if signed.status_code == 201 else "voided"]


def test_a_package_activated_many_times_at_once_is_sent_once(committed_stage: Stage) -> None:
    stage = committed_stage
    package, _ = ready(stage.mia, stage.toronto)
    answers = at_once([partial(stage.mia.post, f"{package.path}/activate")] * 4, held=[Signing])
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert Trail.objects.count() == 1
    assert ProcrastinateJob.objects.filter(task_name="notify_signer").count() == 1


def test_who_may_only_write_never_cancels_a_package_that_is_sent_in_the_same_moment(committed_stage: Stage) -> None:
    stage = committed_stage
    one = grant(caller("max"), stage.acme, stage.toronto, signings=Tier.WRITE)
    for held in races(Signing, thorough=20):
        package, _ = ready(stage.mia, stage.toronto)
        sent, cancelled = at_once(
            [partial(stage.mia.post, f"{package.path}/activate"), partial(one.post, f"{package.path}/cancel", {})],
            held=held,
        )
        assert (sent.status_code, cancelled.status_code) in ((200, 403), (409, 200))
        assert package.shown()["status"] == ("active" if sent.status_code == 200 else "cancelled")
