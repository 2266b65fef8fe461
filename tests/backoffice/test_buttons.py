"""A button asks first, does it once, writes it down, and says why where it can't."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection

from clickwrap.agreements import actions
from clickwrap.agreements.models import Agreement
from safeclose.actors import SYSTEM
from tests.backoffice.staff import page_of, signed_in
from workspace.models import Event, Organization, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement() -> Agreement:
    acme = Organization.objects.create(name="Acme", slug="acme")
    return actions.publish(organization=acme, key="terms", title="Terms", body="Be kind.", by=SYSTEM).agreement


def test_opening_the_question_of_a_button_changes_nothing(agreement: Agreement) -> None:
    client = signed_in("otto", "Operations")
    before = Event.objects.count()
    answer = client.get(page_of(agreement, "do/deactivate/"))
    assert answer.status_code == 200
    assert "Close this agreement?" in answer.content.decode()
    agreement.refresh_from_db()
    assert (agreement.active, Event.objects.count(), LogEntry.objects.count()) == (True, before, 0)


def test_a_button_acts_once_and_is_logged_as_done_by_staff(agreement: Agreement) -> None:
    client = signed_in("otto", "Operations")
    otto = User.objects.get(username="otto")
    first = client.post(page_of(agreement, "do/deactivate/"))
    assert (first.status_code, first.headers["Location"]) == (302, page_of(agreement))
    again = client.post(page_of(agreement, "do/deactivate/"))
    assert again.status_code == 409
    assert "This can&#x27;t be done as things stand now." in again.content.decode()
    agreement.refresh_from_db()
    assert not agreement.active
    (entry,) = LogEntry.objects.all()
    assert (entry.user, entry.object_id, entry.change_message) == (otto, agreement.id, "Deactivate.")
    (event,) = Event.objects.filter(type="agreement.deactivated")
    assert event.actor == {"kind": "staff", "id": str(otto.pk), "name": "Otto"}


def test_the_log_is_written_with_the_action_or_not_at_all(
    agreement: Agreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("no log")

    client = signed_in("otto", "Operations")
    monkeypatch.setattr("safeclose.backoffice.pressing.log", failing)
    assert client.post(page_of(agreement, "do/deactivate/")).status_code == 500
    agreement.refresh_from_db()
    assert agreement.active


def test_a_button_that_is_not_offered_is_not_shown(agreement: Agreement) -> None:
    client = signed_in("otto", "Operations")
    page = client.get(page_of(agreement)).content.decode()
    assert "do/deactivate/" in page
    assert "do/activate/" not in page


@pytest.mark.parametrize("address", ["do/unknown/", "see/unknown/"])
def test_an_unknown_button_is_a_page_that_is_not_there(address: str, agreement: Agreement) -> None:
    answer = signed_in("otto", "Operations").get(page_of(agreement, address))
    assert answer.status_code in (302, 404)


def test_a_button_of_a_missing_row_is_404(agreement: Agreement) -> None:
    address = page_of(agreement, "do/activate/").replace(agreement.id[4:], "01h455vb4pex5vsknk084sn02q")
    answer = signed_in("otto", "Operations").post(address)
    assert answer.status_code == 404
    assert "There is no such page." in answer.content.decode()


def test_a_dead_job_runs_again_and_one_that_runs_does_not() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts) "
            "VALUES ('upkeep', 't', '{}', 'failed', 3), ('upkeep', 't', '{}', 'doing', 1) RETURNING id"
        )
        dead, runs = (row[0] for row in cursor.fetchall())
    client = signed_in("otto", "Operations")
    assert client.post(f"/admin/procrastinate/procrastinatejob/{dead}/do/run/").status_code == 302
    assert client.post(f"/admin/procrastinate/procrastinatejob/{runs}/do/run/").status_code == 409
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, attempts FROM procrastinate_jobs WHERE id = ANY(%s) ORDER BY id", [[dead, runs]])
        assert cursor.fetchall() == [("todo", 4), ("doing", 1)]


def test_an_event_is_replayed_to_each_of_its_handlers(agreement: Agreement) -> None:
    event = Event.objects.create(
        type="trail.sealed", subject_type="envelope", subject_id="env_x", actor={"kind": "system"}, data={}
    )
    client = signed_in("otto", "Operations")
    assert client.post(page_of(event, "do/replay/")).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args ->> 'handler_name' FROM procrastinate_jobs WHERE args ->> 'event_id' = %s", [event.id]
        )
        names = {name for (name,) in cursor.fetchall()}
    assert {"signing.envelopes.jobs.when_sealed", "signing.envelopes.delivery.jobs.when_sealed"} <= names
    silent = Event.objects.get(type="agreement.published")
    assert "do/replay/" not in client.get(page_of(silent)).content.decode()


def test_only_a_superuser_lets_colleagues_in_and_the_password_is_in_no_log() -> None:
    new = User.objects.create(clerk_user_id="user_new", name="Nina")
    body = {"login": "nina", "group": "Support", "password": "correct horse battery"}
    assert signed_in("otto", "Operations").post(page_of(new, "do/access/"), body).status_code == 403
    ada = signed_in("ada")
    weak = ada.post(page_of(new, "do/access/"), {**body, "password": "12345"})
    assert weak.status_code == 400
    assert ada.post(page_of(new, "do/access/"), body).status_code == 302
    new.refresh_from_db()
    assert (new.is_staff, new.is_superuser, list(new.groups.values_list("name", flat=True))) == (
        True,
        False,
        ["Support"],
    )
    assert new.check_password("correct horse battery")
    assert not LogEntry.objects.filter(change_message__contains="correct").exists()
    assert ada.post(page_of(new, "do/no-access/")).status_code == 302
    new.refresh_from_db()
    assert not new.is_staff
    assert re.match("!", new.password)
