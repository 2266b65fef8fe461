"""A handler that always fails: the others go on, people see it and why, and one button runs it again."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose.actors import SYSTEM
from safeclose.jobs import FOR_A_DAY
from safeclose.transactions import action
from tests.backoffice.staff import list_of, page_of, signed_in
from workspace.events import bus, catalogue
from workspace.events.catalogue import EventType
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
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    monkeypatch.setattr(bus, "_handlers", {})
    monkeypatch.setitem(catalogue._types, "DOOR_SHUT", EventType("DOOR_SHUT", "Of a door.", frozenset(), True))
    monkeypatch.setattr(FOR_A_DAY, "tries", 1)  # the day is over
    found = Door()
    bus.handles("DOOR_SHUT")(found.porter)
    bus.handles("DOOR_SHUT")(found.guard)
    yield found
    connection.close()
    connection.close_pool()
    with connection.cursor() as cursor:  # a worker ends with its process, and leaves connections of its threads here
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@action
def shut(*, number: str) -> None:
    """A door is shut."""
    bus.publish("DOOR_SHUT", subject_type="door", subject_id=number, by=SYSTEM)


def work() -> None:
    """A worker, until nothing is left to do now."""
    call_command("worker", "--until-empty", "--concurrency", "1")


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
