"""The post room: an event and its jobs, in the transaction of the change; then one handler each."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose.actors import SYSTEM, Actor
from safeclose.jobs import FOR_A_DAY
from safeclose.records.transactions import action
from tests.people import Person
from workspace.events import bus, catalogue
from workspace.events.bus import EventHandler
from workspace.events.catalogue import EventType, Subject
from workspace.events.jobs import deliver
from workspace.models import Event, Webhook

pytestmark = pytest.mark.django_db
BY = Actor("user", "7", "Alice", "192.0.2.1", "Mozilla")


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Event]]:
    """What two handlers of DOOR_SHUT got, and one of other types; and no handler else."""
    monkeypatch.setattr(bus.event_handlers, "_contributions", {})
    for name in ("DOOR_SHUT", "DOOR_OPENED", "NOBODY_CARES"):
        known = EventType(name, "Of a door.", frozenset({"by"}), True)
        monkeypatch.setitem(catalogue.event_types._contributions, name, known)
    got: dict[str, list[Event]] = {"first": [], "second": [], "other": []}

    for name, type in (("first", "DOOR_SHUT"), ("second", "DOOR_SHUT"), ("other", "WINDOW_SHUT")):
        bus.event_handlers.add(name, EventHandler(type, got[name].append))
    return got


@action
def publishing(
    *,
    type: str = "DOOR_SHUT",
    subject_id: str = "1",
    organization_id: int | None = None,
    user_id: int | None = None,
    also: Callable[[], object] = lambda: None,
    **more: Any,
) -> Event:
    """An action that tells of a door."""
    event = bus.publish(type, about=Subject("door", subject_id, organization_id, user_id), by=BY, **more)
    also()
    return event


def jobs() -> list[dict[str, Any]]:
    return [job.args for job in ProcrastinateJob.objects.order_by("id")]


def test_publishing_writes_the_event_and_a_job_for_each_handler(handlers: object, people: dict[str, Person]) -> None:
    acme = people["alice"].organization
    assert acme
    event = publishing(organization_id=acme.id, user_id=people["alice"].user.id, data={"by": "hand"})
    row = Event.objects.get()
    assert (row.id, row.type, row.subject_type, row.subject_id) == (event.id, "DOOR_SHUT", "door", "1")
    assert (row.organization, row.user, row.data, row.once) == (acme, people["alice"].user, {"by": "hand"}, None)
    assert row.actor == {"kind": "user", "id": "7", "name": "Alice"}  # and not from where: that is evidence's
    assert jobs() == [{"handler_name": name, "event_id": event.id} for name in ("first", "second")]


def test_an_event_without_handlers_queues_no_job(handlers: object) -> None:
    publishing(type="NOBODY_CARES")
    assert (Event.objects.count(), jobs()) == (1, [])


def test_an_event_that_the_catalogue_does_not_have_is_refused(handlers: object, people: dict[str, Person]) -> None:
    acme = people["alice"].organization
    assert acme
    with pytest.raises(catalogue.Unlisted, match="WINDOW_BROKEN is not in the catalogue"):
        publishing(type="WINDOW_BROKEN")
    with pytest.raises(catalogue.Unlisted, match="DOOR_SHUT is said to have no colour, with"):
        publishing(organization_id=acme.id, data={"by": "hand", "colour": "red", "with": "a bang"})
    with pytest.raises(catalogue.Unlisted, match=r"person\.erased is said to be of no organization"):
        publishing(type="person.erased", organization_id=acme.id)
    assert (Event.objects.count(), jobs()) == (0, [])


def test_a_row_says_which_subject_it_is_and_what_is_told_of_it(people: dict[str, Person]) -> None:
    acme = people["alice"].organization
    assert acme

    @action
    def renaming() -> Event:
        return bus.publish("organization.updated", about=acme, by=BY, data={"changed": ["name"]})

    event = renaming()
    assert (event.subject_type, event.subject_id, event.organization_id) == ("organization", str(acme.pk), acme.pk)
    assert event.data == {"name": acme.name, "slug": acme.slug, "changed": ["name"]}


def test_of_a_subject_only_the_keys_that_a_type_has_are_told(people: dict[str, Person]) -> None:
    webhook = Webhook(url="https://a.example/secret", organization=people["alice"].organization, events=["*"])

    @action
    def testing() -> Event:
        return bus.publish("webhook.test", about=webhook, by=BY)

    assert testing().data == {"host": "a.example"}


def test_a_row_without_a_declared_subject_is_refused(people: dict[str, Person]) -> None:
    @action
    def telling() -> None:
        bus.publish("organization.updated", about=Event(), by=BY)

    with pytest.raises(catalogue.Unlisted, match="No subject of events is declared for Event"):
        telling()


def test_a_rolled_back_action_leaves_no_event_and_no_job(handlers: object) -> None:
    with pytest.raises(ZeroDivisionError):
        publishing(also=lambda: 1 / 0)
    assert (Event.objects.count(), jobs()) == (0, [])


def test_publishing_outside_an_action_is_refused(handlers: object) -> None:
    with pytest.raises(RuntimeError, match="none is running"):
        bus.publish("DOOR_SHUT", about=Subject("door", "1"), by=SYSTEM)
    assert (Event.objects.count(), jobs()) == (0, [])


def test_an_event_marked_once_is_kept_once_for_a_subject(handlers: object) -> None:
    publishing(once=True)
    with pytest.raises(IntegrityError):
        publishing(once=True)
    publishing(once=True, subject_id="2")
    publishing(once=True, type="DOOR_OPENED")
    publishing()
    publishing()
    assert Event.objects.count() == 5
    assert Event.objects.exclude(once=None).count() == 3


def test_delivery_is_to_the_handler_that_the_job_names(handlers: dict[str, list[Event]]) -> None:
    event = publishing()
    for arguments in jobs():
        deliver(**arguments)
    assert handlers == {"first": [event], "second": [event], "other": []}


def test_a_failing_handler_holds_up_no_other(handlers: dict[str, list[Event]], monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_event: Event) -> None:
        raise ConnectionError

    monkeypatch.setitem(bus.event_handlers._contributions, "first", EventHandler("DOOR_SHUT", failing))
    event = publishing()
    first, second = jobs()
    with pytest.raises(ConnectionError):
        deliver(**first)
    deliver(**second)
    assert handlers["second"] == [event]
    assert deliver.retry_strategy is FOR_A_DAY


def test_delivery_of_an_unknown_handler_or_event_fails(handlers: object) -> None:
    event = publishing()
    with pytest.raises(KeyError):
        deliver(handler_name="renamed", event_id=event.id)
    with pytest.raises(Event.DoesNotExist):
        deliver(handler_name="first", event_id="evt_01h455vb4pex5vsknk084sn02q")


def test_names_of_handlers_stay_because_open_jobs_hold_them() -> None:
    """A name that was released is never changed, wherever its function is moved."""
    assert set(bus.event_handlers.all()) == {
        "documents.deals.jobs.advance_deal",
        "documents.deals.jobs.spawn_checklist",
        "documents.obligations.jobs.when_signed",
        "documents.search.jobs.when_generated",
        "signing.envelopes.delivery.jobs.when_sealed",
        "signing.envelopes.jobs.when_sealed",
        "signing.packages.identities.linking.when_verified",
        "signing.packages.notices.jobs.when_sealed",
    }
