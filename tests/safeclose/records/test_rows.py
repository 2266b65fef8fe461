"""One way to find a row that someone named, one to lock it, and one to change it."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from documents.deals.models import Deal
from safeclose import clock
from safeclose.records import rows
from safeclose.records.rows import found, locked
from safeclose.records.transactions import action
from safeclose.refusals import Unknown
from tests.people import Person, acme_and_birch
from workspace.models import Membership, Organization, User


@pytest.mark.parametrize(
    "lookup", [{"id": 0}, {"id": "x"}, {"id": 10**30}, {"id": None}, {"slug": "a\x00"}, {"name": "Nobody"}, {"id": "٠"}]
)
def test_a_row_that_is_not_there_is_unknown(lookup: dict[str, object], people: dict[str, Person]) -> None:
    with pytest.raises(Unknown):
        found(Organization.objects.all(), **lookup)
    assert found(Organization.objects.all(), slug="acme").name == "Acme Financial"


def test_a_row_outside_the_given_rows_is_unknown(people: dict[str, Person]) -> None:
    with pytest.raises(Unknown):
        found(Organization.objects.exclude(slug="acme"), slug="acme")


def test_two_matching_rows_are_a_fault(people: dict[str, Person]) -> None:
    with pytest.raises(Organization.MultipleObjectsReturned):
        found(Organization.objects.all(), timezone="America/Toronto")


@action
def holding(work: Callable[[], object], also: tuple[str, ...] = ()) -> object:
    """Lock a membership, with what `also` names, and do something meanwhile."""
    member = locked(Membership.objects.select_related("organization"), also=also, user__clerk_user_id="user_alice")
    return work(), member


def test_a_row_is_locked_only_within_an_action(people: dict[str, Person]) -> None:
    with pytest.raises(RuntimeError, match="none is running"):
        locked(User.objects.all(), clerk_user_id="user_alice")


def test_the_lock_joins_nothing_that_is_not_locked(people: dict[str, Person]) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        holding(lambda: None, also=("role",))
    (select,) = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
    assert select.endswith('FOR UPDATE OF "workspace_membership", "workspace_role"')
    assert "workspace_organization" not in select


BLOCKED = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


def lock_of(table: str) -> str:
    """What a second connection finds: `free`, or `held` by the first."""

    def ask() -> str:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT 1 FROM {table} FOR UPDATE NOWAIT")
                return "free"
        except OperationalError:
            return "held"
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(ask).result()


def test_a_locked_row_is_held_until_the_action_ends(committed: None) -> None:
    acme_and_birch()
    tables = ("workspace_membership", "workspace_role", "workspace_organization")
    assert holding(lambda: [lock_of(one) for one in tables], also=("role",))[0] == ["held", "held", "free"]
    assert [lock_of(one) for one in tables] == ["free"] * 3


def test_who_waited_for_a_lock_sees_what_was_written(committed: None) -> None:
    acme_and_birch()

    def second() -> str:
        try:
            return holding(lambda: None)[1].invited_email
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:

        def write_while_the_other_waits() -> Future[str]:
            waiting = threads.submit(second)
            with connection.cursor() as cursor:
                while cursor.execute(BLOCKED).fetchone()[0] == 0:
                    assert not waiting.done()
            Membership.objects.filter(user__clerk_user_id="user_alice").update(invited_email="seen@example.test")
            return waiting

        waiting = holding(write_while_the_other_waits)[0]
        assert waiting.result(10) == "seen@example.test"


@action
def changing(changes: dict[str, object]) -> tuple[list[str], list[str]]:
    """Change an organization; returns the names of what changed, and the statements that did it."""
    acme = locked(Organization.objects.all(), slug="acme")
    with CaptureQueriesContext(connection) as queries:
        changed = rows.change(acme, changes)
    return changed, [query["sql"] for query in queries]


def test_a_change_writes_only_the_columns_that_differ(people: dict[str, Person]) -> None:
    changed, (update,) = changing({"name": "Acme", "slug": "acme", "timezone": "UTC"})
    assert changed == ["name", "timezone"]
    assert """ SET "name" = 'Acme', "timezone" = 'UTC' WHERE """ in update
    assert Organization.objects.get(slug="acme").name == "Acme"


def test_a_change_to_what_is_so_already_writes_nothing(people: dict[str, Person]) -> None:
    assert changing({"slug": "acme"}) == ([], [])


@action
def saving(row: Organization, *columns: str) -> str:
    """Save these columns; returns the statement."""
    with CaptureQueriesContext(connection) as queries:
        rows.save(row, *columns)
    return str(queries[0]["sql"])


def test_a_column_that_is_named_twice_is_saved_once(people: dict[str, Person]) -> None:
    acme = Organization.objects.get(slug="acme")
    acme.name = "Acme"
    assert saving(acme, "name", "name").count('"name"') == 1
    assert Organization.objects.get(slug="acme").name == "Acme"


def test_a_row_that_is_gone_can_not_be_saved(people: dict[str, Person]) -> None:
    with pytest.raises(DatabaseError, match="There is no organization 0 to save"):
        saving(Organization(id=0, name="Acme"), "name")


def test_a_change_outside_an_action_is_refused(people: dict[str, Person]) -> None:
    with pytest.raises(RuntimeError, match="none is running"):
        rows.change(Organization(name="a"), {"name": "b"})


@action
def renaming(deal: Deal, title: str) -> None:
    """Change a deal."""
    rows.change(deal, {"title": title})


def test_a_changed_row_says_when_and_that_instant_never_goes_back(people: dict[str, Person]) -> None:
    acme, before = Organization.objects.get(slug="acme"), clock.now() - timedelta(hours=1)
    deal = Deal.objects.create(organization=acme, title="a", type="purchase", created_at=before, updated_at=before)
    renaming(deal, "b")
    assert Deal.objects.get().updated_at > before
    ahead = deal.updated_at = clock.now() + timedelta(hours=1)
    renaming(deal, "c")
    assert (Deal.objects.get().title, Deal.objects.get().updated_at) == ("c", ahead)
