"""What has had its time goes, and nothing else."""

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from clickwrap.models import ReceiptLink, ReceiptMail
from safeclose import clock
from safeclose.records import ids
from safeclose.records.pruning import actions, jobs
from safeclose.records.pruning.sources import sources
from safeclose.refusals import Unavailable
from safeclose.storage import files, storage_url
from tests.paper import generated
from tests.people import Caller
from tests.racing import until_held_up
from workspace.models import ClerkDelivery, FailedSignIn, IdempotentRequest, SentMessage, User

Make = Callable[[timedelta], object]


@pytest.fixture(autouse=True)
def _place(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": storage_url.storage("", tmp_path / "files")}


def prune(*options: str) -> dict[str, int]:
    printed = StringIO()
    call_command("prune", "--json", *options, stdout=printed)
    told = json.loads(printed.getvalue())
    assert told["dryRun"] == ("--dry-run" in options)
    return {what: number for what, number in told["removed"].items() if number}


def session(age: timedelta) -> object:
    return Session.objects.create(session_key=uuid4().hex, session_data="", expire_date=clock.now() - age)


def key(age: timedelta) -> object:
    user, _ = User.objects.get_or_create(clerk_user_id="user_key")
    made = IdempotentRequest.objects.create(user=user, scope=uuid4().hex, request="POST /x", fingerprint="")
    return IdempotentRequest.objects.filter(pk=made.pk).update(created_at=clock.now() - age)


def clerk(age: timedelta) -> object:
    return ClerkDelivery.objects.create(svix_id=uuid4().hex, type="user.created", received_at=clock.now() - age)


def failed_sign_in(age: timedelta) -> object:
    return FailedSignIn.objects.create(network="10.1.1.1", step="password", at=clock.now() - age)


def sent_message(age: timedelta) -> object:
    sent_at = clock.now() - age
    return SentMessage.objects.create(
        service="postmark", message_id=uuid4().hex, kind="touch", subject_id="1", what="touch", sent_at=sent_at
    )


def receipt_mail(age: timedelta) -> object:
    return ReceiptMail.objects.create(
        acceptance_id=ids.new("acc"), email="ann@example.com", created_at=clock.now() - age
    )


def receipt_link(age: timedelta) -> object:
    return ReceiptLink.objects.create(
        token_hash=uuid4().hex, acceptance_id=ids.new("acc"), expires_at=clock.now() - age
    )


def job(status: str) -> Make:
    def make(age: timedelta) -> object:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status, args) VALUES ('q', 't', %s, '{}') "
                "RETURNING id",
                [status],
            )
            (number,) = cursor.fetchone()
            cursor.execute("UPDATE procrastinate_events SET at = %s WHERE job_id = %s", [clock.now() - age, number])
            if not cursor.rowcount:
                cursor.execute(
                    "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, 'deferred', %s)",
                    [number, clock.now() - age],
                )
            cursor.execute(
                "INSERT INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp, job_id) "
                "VALUES ('t', %s, 1, %s)",
                [uuid4().hex, number],
            )
        return number

    return make


DAY = timedelta(days=1)
KINDS: dict[str, tuple[Make, timedelta]] = {
    "sessions": (session, timedelta(0)),
    "idempotency keys": (key, DAY),
    "Clerk deliveries": (clerk, 90 * DAY),
    "failed sign-ins": (failed_sign_in, 90 * DAY),
    "sent messages": (sent_message, 90 * DAY),
    "receipts to be mailed": (receipt_mail, 2 * DAY),
    "links to receipts": (receipt_link, timedelta(0)),
    "jobs": (job("succeeded"), 7 * DAY),
    "dead jobs": (job("failed"), 90 * DAY),
}


def test_every_kind_is_tried_here() -> None:
    # Counts of messages have days and not instants: tests/workspace/sending has their test.
    assert set(sources()) - {"webhook deliveries", "counts of messages"} == set(KINDS)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_rows_past_their_time_are_removed_and_others_stay(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "BATCH_SIZE", 2)
    make, age = KINDS[kind]
    source = sources()[kind]
    for _ in range(5):
        make(age + timedelta(minutes=1))
    make(age - timedelta(minutes=1))
    rows = source(clock.now()).model._base_manager
    before = rows.count()
    assert prune("--dry-run") == {kind: 5}
    assert rows.count() == before
    assert prune() == {kind: 5}
    assert rows.count() == before - 5
    assert prune() == {}


@pytest.mark.parametrize("kind", ["sessions", "jobs"])
def test_a_row_that_someone_holds_is_not_waited_for_and_stays(kind: str, committed: None) -> None:
    make, age = KINDS[kind]
    for _ in range(3):
        make(age + timedelta(minutes=1))
    rows = sources()[kind](clock.now()).model._base_manager

    def pruned() -> int:
        try:
            return actions.record_pruned(name=kind, now=clock.now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads, transaction.atomic():
        held = rows.select_for_update().order_by("pk")[0]
        pruning = threads.submit(pruned)
        until_held_up(ended=pruning.done)
        has_waited = not pruning.done()
    assert (has_waited, pruning.result()) == (False, 2)
    assert [row.pk for row in rows.all()] == [held.pk]


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["cancelled", "aborted", "todo", "doing"])
def test_open_jobs_stay_however_old(status: str) -> None:
    job(status)(timedelta(days=900))
    assert prune() == ({"jobs": 1} if status in ("cancelled", "aborted") else {})


@pytest.mark.django_db
def test_what_the_queue_noted_of_a_job_goes_with_it() -> None:
    job("succeeded")(timedelta(days=30))
    prune()
    assert (ProcrastinateJob.objects.count(), ProcrastinateEvent.objects.count()) == (0, 0)


def age(digest: str, days: int) -> None:
    instant = (clock.now() - timedelta(days=days)).timestamp()
    os.utime(default_storage.path(f"{digest[:2]}/{digest}"), (instant, instant))


def test_files_that_no_row_names_are_removed_after_a_day(alice: Caller) -> None:
    named = generated(alice)["sha256"]
    old, young, erased = files.keep(b"old"), files.keep(b"young"), files.keep(b"erased")
    files.erase(erased)
    os.utime(default_storage.path(f"erased/{erased}"), (0, 0))
    for digest in (named, old):
        age(digest, 2)
    assert prune("--dry-run") == {"orphan files": 1}
    assert files.read(old) == b"old"
    assert prune() == {"orphan files": 1}
    assert files.read(named)
    assert files.read(young) == b"young"
    assert files.is_erased(erased)
    with pytest.raises(Unavailable):
        files.read(old)
    assert prune() == {}


def test_a_file_that_is_named_at_the_last_moment_stays(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = generated(alice)["sha256"]
    age(digest, 2)
    monkeypatch.setattr(jobs.orphans, "orphans", lambda now: iter([digest]))
    assert prune() == {}
    assert files.read(digest)


@pytest.mark.django_db
def test_rows_are_pruned_though_the_storage_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_instant: datetime) -> None:
        raise Unavailable("The files can't be listed now.")

    session(DAY)
    monkeypatch.setattr(files, "older_than", refused)
    with pytest.raises(CommandError) as caught:
        prune()
    assert str(caught.value) == (
        "The files can't be listed now. What was done is kept: the same command goes on from here."
    )
    assert not Session.objects.exists()
    jobs.prune(timestamp=0)  # is only logged, and tried again tomorrow


@pytest.mark.django_db
def test_the_nightly_job_prunes() -> None:
    session(DAY)
    jobs.prune(timestamp=0)
    assert not Session.objects.exists()


def test_a_dry_run_prints_counts_as_sentences(db: None) -> None:
    session(DAY)
    printed = StringIO()
    call_command("prune", "--dry-run", stdout=printed)
    assert "1 sessions would be removed.\n" in printed.getvalue()
