"""A handler that always fails: the others go on, people see it and why, and one button runs it again."""

from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose import job_faults
from safeclose.actors import SYSTEM
from safeclose.records.transactions import action
from tests.backoffice.staff import list_of, page_of, signed_in
from workspace.events import bus, catalogue
from workspace.events.bus import EventHandler
from workspace.events.catalogue import EventType, Subject
from workspace.events.jobs import deliver
from workspace.models import Event

pytestmark = pytest.mark.usefixtures("committed")


class Door:
    """Who is told of a door, in what order they were; and whether the porter's telephone is out of order."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.is_broken = True

    def guard(self, event: Event) -> None:
        self.told.append(f"guard {event.subject_id}")

    def porter(self, event: Event) -> None:
        if self.is_broken:
            raise ConnectionError("The porter's telephone is out of order.")
        self.told.append(f"porter {event.subject_id}")


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Door:
    monkeypatch.setattr(bus.event_handlers, "_contributions", {})
    monkeypatch.setitem(
        catalogue.event_types._contributions, "DOOR_SHUT", EventType("DOOR_SHUT", "Of a door.", frozenset(), True)
    )
    found = Door()
    bus.event_handlers.add("porter", EventHandler("DOOR_SHUT", found.porter))
    bus.event_handlers.add("guard", EventHandler("DOOR_SHUT", found.guard))
    return found


@action
def shut(*, number: str) -> None:
    """A door is shut."""
    bus.publish("DOOR_SHUT", about=Subject("door", number), by=SYSTEM)


def work() -> None:
    """What a worker does with all that is queued, in this thread."""
    for job in ProcrastinateJob.objects.filter(status="todo").order_by("id"):
        context = cast(JobContext, SimpleNamespace(job=SimpleNamespace(id=job.pk)))
        status = "succeeded"
        try:
            job_faults.keep_reason(partial(deliver, **job.args), context, None)
        except ConnectionError:
            status = "failed"
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job.pk])
            cursor.execute("SELECT procrastinate_finish_job_v1(%s, %s, false)", [job.pk, status])


def dead() -> list[Any]:
    return list(ProcrastinateJob.objects.filter(status="failed").order_by("id"))


def test_others_go_on_and_one_button_runs_it_again(door: Door) -> None:
    for number in "12":
        shut(number=number)
    work()
    assert door.told == ["guard 1", "guard 2"]
    jobs = dead()
    assert [job.args["handler_name"].rpartition(".")[2] for job in jobs] == ["porter", "porter"]

    staff = signed_in("otto", "Operations")
    listed = staff.get(f"{list_of(ProcrastinateJob)}?how=dead").content.decode()
    assert all(page_of(job) in listed for job in jobs)
    shown = staff.get(page_of(jobs[0])).content.decode()
    assert "telephone is out of order" in shown

    door.is_broken = False
    assert staff.get(page_of(jobs[0], "do/run/")).status_code == 200
    work()
    assert door.told == ["guard 1", "guard 2"], "asking does nothing yet"
    assert staff.post(page_of(jobs[0], "do/run/")).status_code == 302
    work()
    assert door.told == ["guard 1", "guard 2", "porter 1"]
    assert [job.pk for job in dead()] == [jobs[1].pk]
