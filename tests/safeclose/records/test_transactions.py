"""One way to write."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from safeclose.records.transactions import action, assert_in_action, assert_no_transaction, before_commit
from workspace.models import User


def step() -> str:
    assert_in_action()
    return "done"


@action
def take(*, clerk_user_id: str) -> str:
    """An action of this test."""
    User.objects.create(clerk_user_id=clerk_user_id)
    return step()


@action
def take_and(*, also: object) -> object:
    """An action that does something else too."""
    User.objects.create(clerk_user_id="user_x")
    assert callable(also)
    return also()


def test_an_action_writes_and_its_steps_know_it(db: None) -> None:
    assert take(clerk_user_id="user_x") == "done"
    assert User.objects.count() == 1
    with pytest.raises(RuntimeError, match="none is running"):
        step()


def test_an_action_keeps_its_name_and_words() -> None:
    assert (take.__name__, take.__doc__) == ("take", "An action of this test.")


def test_no_action_calls_another(db: None) -> None:
    with pytest.raises(RuntimeError, match="take was called inside the action take_and"):
        take_and(also=lambda: take(clerk_user_id="user_y"))
    assert not User.objects.exists()
    assert take(clerk_user_id="user_y") == "done"


def test_an_action_that_fails_writes_nothing(db: None) -> None:
    with pytest.raises(IntegrityError):
        take_and(also=lambda: User.objects.create(clerk_user_id="user_x"))
    assert not User.objects.exists()
    with pytest.raises(RuntimeError, match="none is running"):
        step()


def test_an_action_inside_another_transaction_is_refused(committed: None) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        take(clerk_user_id="user_x")
    assert not User.objects.exists()
    take(clerk_user_id="user_x")
    assert not connection.in_atomic_block
    assert User.objects.count() == 1


def test_slow_work_inside_an_action_is_refused(db: None) -> None:
    assert_no_transaction()
    with pytest.raises(RuntimeError, match="Slow work inside the action take_and would hold its locks"):
        take_and(also=assert_no_transaction)


def test_another_thread_is_not_inside_the_action(db: None) -> None:
    def of_another_thread() -> object:
        with ThreadPoolExecutor(1) as threads:
            return threads.submit(step).exception()

    assert "none is running" in str(take_and(also=of_another_thread))


def test_what_runs_before_commit_is_written_with_the_action_or_not_at_all(db: None) -> None:
    def also() -> None:
        assert_in_action()
        User.objects.create(clerk_user_id="user_also")

    with before_commit(also):
        with pytest.raises(ZeroDivisionError):
            take_and(also=lambda: 1 / 0)
        assert not User.objects.exists()
        take(clerk_user_id="user_y")
    assert set(User.objects.values_list("clerk_user_id", flat=True)) == {"user_y", "user_also"}
    take(clerk_user_id="user_z")
    assert User.objects.count() == 3
    with before_commit(lambda: 1 / 0), pytest.raises(ZeroDivisionError):
        take(clerk_user_id="user_never")
    assert User.objects.count() == 3
