"""From the last signature to the sealed PDF, by the job itself; and what verify_trails finds afterwards."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose.storage import files
from safeclose.verify import verify
from signing.envelopes.jobs import when_sealed
from signing.evidence import actions
from signing.evidence.jobs import seal, seal_unsealed
from signing.evidence.models import Seal, SealedFile, TrailEvent
from signing.evidence.service_key import service_key
from tests import programs
from tests.paper import Sent
from tests.people import Caller
from tests.prepared import signed
from workspace.events.models import Event


@pytest.fixture
def out(alice: Caller) -> Sent:
    """Signed by everyone, not sealed yet."""
    return signed(alice)


@pytest.fixture
def sealed(out: Sent) -> Sent:
    """And sealed."""
    seal(trail_id=out.id)
    when_sealed(Event.objects.get(type="trail.sealed", subject_id=out.id))
    return out


def verified(*, json_too: bool = False) -> Any:
    printed = StringIO()
    call_command("verify_trails", *(["--json"] if json_too else []), stdout=printed)
    return json.loads(printed.getvalue()) if json_too else printed.getvalue()


@contextmanager
def without_triggers() -> Iterator[Any]:
    """As someone with the database's own rights would."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor
        cursor.execute("SET session_replication_role = origin")


def test_the_routes_give_files_that_verify(alice: Caller, sealed: Sent) -> None:
    pdf, bundle = (alice.get(f"{sealed.path}/{what}").content for what in ("sealed", "evidence"))
    report = verify(pdf, bundle, trust=[service_key().certificate])
    assert report.result == "genuine", report.as_json()
    assert alice.get(f"/api/documents/{sealed.document['id']}/file?version=sealed").content == pdf
    assert Caller(None).get(sealed.links[0].path).status_code == 410
    told = alice.get(sealed.path).json()
    assert (told["certificateUrl"], told["sealedUrl"]) == tuple(
        f"https://safeclose.example.test{sealed.path}/{what}" for what in ("certificate", "sealed")
    )


def test_another_program_finds_the_sealed_file_valid(
    alice: Caller, sealed: Sent, tmp_path: Path, needs: Callable[..., None]
) -> None:
    needs("pdfsig")
    file = tmp_path / "sealed.pdf"
    file.write_bytes(alice.get(f"{sealed.path}/sealed").content)
    said = programs.run("pdfsig", "-nocert", file, text=True, check=False).stdout
    assert "Signature is Valid." in said
    assert "Total document signed" in said


def test_a_seal_job_that_runs_twice_seals_once(sealed: Sent) -> None:
    before = list(SealedFile.objects.values())
    seal(trail_id=sealed.id)
    assert list(SealedFile.objects.values()) == before
    assert Event.objects.filter(type="trail.sealed").count() == 1


def test_a_document_that_is_not_sealed_yet_says_so(alice: Caller, out: Sent) -> None:
    answer = alice.get(f"/api/documents/{out.document['id']}/file?version=sealed")
    message = "The document is being sealed; try again in a moment."
    assert (answer.status_code, answer.json()) == (409, {"error": "invalid_state", "message": message})


def test_a_lost_job_is_queued_again(out: Sent) -> None:
    seal_unsealed(timestamp=0)
    jobs = ProcrastinateJob.objects.filter(task_name="seal_trail")
    assert jobs.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name = 'seal_trail'")
    seal_unsealed(timestamp=0)
    seal_unsealed(timestamp=0)
    assert sorted(jobs.values_list("status", flat=True)) == ["failed", "todo"]


def test_a_trail_that_was_sealed_meanwhile_is_left_alone(sealed: Sent) -> None:
    assert actions.queue_seal(trail_id=sealed.id) is False


def test_intact_trails_are_verified(sealed: Sent) -> None:
    assert verified() == "1 trails verified.\n"
    assert verified(json_too=True) == {"verified": 1, "broken": None, "fault": None}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("UPDATE signing_trailevent SET payload = '{}' WHERE seq = 2", "Event 2: its payload was changed"),
        (
            'UPDATE signing_trailevent SET kept = \'{"/actor/name": {"value": "Eve", "salt": "00"}}\' WHERE seq = 2',
            "Event 2:",
        ),
        ("DELETE FROM signing_trailevent WHERE seq = 3", "Event 3: expected here, but number 4 was found"),
        ("DELETE FROM signing_trailevent WHERE type = 'completed'", "which is not its signed head"),
        ("UPDATE signing_trail SET document_sha256 = repeat('0', 64)", "Event 1: its prevHash"),
    ],
)
def test_a_trail_that_someone_changed_is_named(sealed: Sent, change: str, reason: str) -> None:
    with without_triggers() as cursor:
        cursor.execute(change)
    with pytest.raises(CommandError, match=f"^{sealed.id}: ") as refused:
        verified()
    assert reason in str(refused.value)


def test_a_whole_chain_rewritten_is_named_by_what_was_sealed(sealed: Sent) -> None:
    """Its hashes hold together, but the sealed bundle bears witness."""
    from safeclose.proof.hashchain import link

    with without_triggers() as cursor:
        head = TrailEvent.objects.get(trail_id=sealed.id, seq=1).prev_hash
        for event in TrailEvent.objects.filter(trail_id=sealed.id).order_by("seq"):
            payload = {**json.loads(bytes(event.payload)), "ip": None}
            made = link(head, payload)
            kept = {pointer: value for pointer, value in event.kept.items() if pointer != "/ip"}
            cursor.execute(
                "UPDATE signing_trailevent SET payload = %s, payload_hash = %s, prev_hash = %s, chain_hash = %s,"
                " kept = %s WHERE id = %s",
                [made.canonical, made.payload_hash, head, made.chain_hash, json.dumps(kept), event.pk],
            )
            head = made.chain_hash
        cursor.execute("UPDATE signing_trail SET head = %s", [head])
    with pytest.raises(CommandError, match="The trail is not the one that was sealed"):
        verified()


@pytest.mark.parametrize("what", ["certificate", "bundle", "sealed"])
def test_a_file_that_someone_changed_is_found(sealed: Sent, what: str) -> None:
    row = Seal.objects.get(trail_id=sealed.id)
    digest = row.files.get().sealed_sha256 if what == "sealed" else getattr(row, f"{what}_sha256")
    path = Path(default_storage.path(f"{digest[:2]}/{digest}"))
    content = path.read_bytes()
    path.write_bytes(content[:-1])
    try:
        with pytest.raises(CommandError, match=f"^{sealed.id}: The stored file is damaged."):
            verified()
    finally:
        assert files.keep(content) == digest


def test_a_bad_day_is_refused() -> None:
    with pytest.raises(CommandError, match="--since"):
        call_command("verify_trails", "--since", "yesterday")
