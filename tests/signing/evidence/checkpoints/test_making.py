"""Checkpoints as they are made: over what, when, and once."""

import json
from datetime import timedelta
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from clickwrap.chain.jobs import seal_all
from clickwrap.chain.payloads import chain_id
from safeclose import clock
from safeclose.jobs import UNTIL_DONE
from signing.evidence.checkpoints import jobs
from signing.evidence.checkpoints.audit import fault_of
from signing.evidence.checkpoints.models import Checkpoint, CheckpointLeaf, leaves_of
from signing.evidence.checkpoints.next_checkpoint import make_checkpoint
from signing.evidence.models import Trail
from tests.clickwrap.asking import accepted, published
from tests.paper import Sent, sent
from tests.people import Caller, acme_and_birch
from tests.racing import at_once
from tests.time_authority import TimeAuthority
from workspace.events.models import Event
from workspace.models import Organization

ROWS = ("chain", "length", "head")


def heads(organization: Organization) -> list[tuple[str, int, str]]:
    return sorted(Trail.objects.filter(organization=organization).values_list("id", "length", "head"))


def test_a_checkpoint_is_over_every_trail(alice: Caller, charlie: Caller, out: Sent) -> None:
    sent(charlie)
    made = make_checkpoint(alice.organization.pk)
    assert made
    assert (made.seq, made.size, made.previous, made.time_stamp) == (1, 1, None, None)
    assert list(made.leaves.values_list(*ROWS)) == heads(alice.organization)
    assert fault_of(made) is None
    (event,) = Event.objects.filter(type="checkpoint.made")
    assert (event.subject_id, event.data) == (made.id, {"seq": 1, "size": 1})


def test_a_checkpoint_writes_what_changed_and_signs_all(alice: Caller, out: Sent) -> None:
    first = make_checkpoint(alice.organization.pk)
    other = sent(alice)
    second = make_checkpoint(alice.organization.pk)
    out.links[1].reach("signed")
    third = make_checkpoint(alice.organization.pk)
    assert first
    assert second
    assert third
    assert [one.size for one in (first, second, third)] == [1, 2, 2]
    written = [list(one.leaves.values_list("chain", flat=True)) for one in (first, second, third)]
    assert written == [[out.id], [other.id], [out.id]]
    assert [tuple(leaf) for leaf in leaves_of(alice.organization.pk, 3)] == heads(alice.organization)
    assert len({first.root, second.root, third.root}) == 3
    assert [fault_of(one) for one in (first, second, third)] == [None] * 3


def test_no_checkpoint_is_made_where_nothing_happened(alice: Caller, out: Sent) -> None:
    assert make_checkpoint(alice.organization.pk)
    assert make_checkpoint(alice.organization.pk) is None
    assert Checkpoint.objects.count() == 1


def test_no_checkpoint_is_made_without_trails(charlie: Caller) -> None:
    assert make_checkpoint(charlie.organization.pk) is None


def test_acceptances_are_in_a_checkpoint(alice: Caller) -> None:
    agreement = published(alice)
    accepted(agreement, subjectRef="dana")
    assert make_checkpoint(alice.organization.pk) is None, "no block yet"
    seal_all()
    made = make_checkpoint(alice.organization.pk)
    assert made
    assert list(made.leaves.values_list("chain", "length")) == [(chain_id(alice.organization.pk), 1)]
    accepted(agreement, subjectRef="dana")
    seal_all()
    again = make_checkpoint(alice.organization.pk)
    assert again
    assert list(again.leaves.values_list("chain", "length")) == [(chain_id(alice.organization.pk), 2)]
    assert [fault_of(one) for one in (made, again)] == [None, None]


def test_two_checkpoint_jobs_at_once_make_one(committed: None) -> None:
    alice = Caller(acme_and_birch()["alice"])
    sent(alice)
    made = at_once([partial(make_checkpoint, alice.organization.pk)] * 6)
    assert Checkpoint.objects.count() == CheckpointLeaf.objects.count() == 1
    assert {one.id for one in made if one} == {Checkpoint.objects.get().id}
    assert Event.objects.filter(type="checkpoint.made").count() == 1


def test_a_day_has_one_checkpoint(alice: Caller, out: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.make(organization_id=alice.organization.pk)
    sent(alice)
    jobs.make(organization_id=alice.organization.pk)
    assert Checkpoint.objects.count() == 1
    tomorrow = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    jobs.make(organization_id=alice.organization.pk)
    assert list(Checkpoint.objects.order_by("seq").values_list("size", flat=True)) == [1, 2]


def test_each_organization_is_queued_once_a_day(alice: Caller, charlie: Caller, out: Sent) -> None:
    waiting = ProcrastinateJob.objects.filter(task_name="make_checkpoint")
    for _ in range(2):
        jobs.make_due(timestamp=0)
        assert sorted(job.args["organization_id"] for job in waiting) == sorted(
            [alice.organization.pk, charlie.organization.pk]
        )
    assert jobs.make.retry_strategy is UNTIL_DONE
    make_checkpoint(alice.organization.pk)
    waiting.delete()
    jobs.make_due(timestamp=0)
    assert [job.args["organization_id"] for job in waiting] == [charlie.organization.pk]


def test_a_checkpoint_waits_for_its_time_stamp(alice: Caller, out: Sent, authority: TimeAuthority) -> None:
    authority.faults.append((500, "text/plain", b""))
    with pytest.raises(OSError, match=r"The time stamp authority answers 500\."):
        jobs.make(organization_id=alice.organization.pk)
    assert not Checkpoint.objects.exists()
    jobs.make(organization_id=alice.organization.pk)
    made = Checkpoint.objects.get()
    assert made.time_stamp
    assert fault_of(made) is None


def run(*arguments: str) -> str:
    printed = StringIO()
    call_command("make_checkpoint", *arguments, stdout=printed)
    return printed.getvalue()


def test_the_command_makes_checkpoints(alice: Caller, charlie: Caller, out: Sent) -> None:
    sent(charlie)
    told = json.loads(run("--json", "--organization", "acme"))
    first = Checkpoint.objects.get()
    assert told == {"made": [{"organization": "acme", "id": first.id, "seq": 1}]}
    assert run() == "1 checkpoints made.\n"
    assert run() == "0 checkpoints made.\n"
    assert Checkpoint.objects.count() == 2


def test_the_command_refuses_an_unknown_organization(db: None) -> None:
    with pytest.raises(CommandError, match=r"^There is no organization nowhere\.$"):
        run("--organization", "nowhere")


def test_the_command_makes_checkpoints_without_time_stamps(alice: Caller, out: Sent, authority: TimeAuthority) -> None:
    authority.faults.append(None)
    with pytest.raises(CommandError, match=r"^acme: The time stamp authority can't be reached"):
        run()


def test_a_new_key_goes_on_from_the_old_one(alice: Caller, out: Sent, settings: Any, tmp_path: Any) -> None:
    """Nothing happened but that; a checkpoint with the new key vouches for those with the old one."""
    first = make_checkpoint(alice.organization.pk)
    assert first
    settings.SEALING_PKCS12, settings.SEALING_PASSWORD, settings.DEBUG, settings.VAR = "", "", True, tmp_path
    assert fault_of(first) == (
        "Neither it nor a later one was signed with the service's key. If the key is new, make_checkpoint."
    )
    second = make_checkpoint(alice.organization.pk)
    assert second
    assert (second.seq, second.size, second.root, second.leaves.count()) == (2, 1, first.root, 0)
    assert [fault_of(one) for one in (first, second)] == [None, None]
