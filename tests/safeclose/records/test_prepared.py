"""Queries whose text and plan are kept: they answer as the query sets that they were made of."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import Count

from safeclose.records.prepared import Given, Prepared
from safeclose.records.transactions import action
from tests.people import Person, acme_and_birch
from workspace.models import Membership, Organization, User

SLUG = Given("slug", Organization._meta.get_field("slug"))


def of(slug: Any) -> "models.QuerySet[Membership]":
    """Members of an organization, with what belongs to them, and a column that is counted."""
    rows = Membership.objects.filter(organization__slug=slug)
    rows = rows.select_related("organization", "user__active_organization")
    return rows.annotate(roles=Count("organization__roles", distinct=True)).order_by("pk")


def whole(row: Membership) -> Any:
    """All columns of a row and of those that came with it."""
    assert row.user is not None
    together = (row, row.organization, row.user, row.user.active_organization)
    return row.roles, [one and {key: vars(one)[key] for key in vars(one) if key != "_state"} for one in together]  # type: ignore[attr-defined]


def test_the_answer_is_that_of_the_query_set(people: dict[str, Person]) -> None:
    query: Prepared[Membership] = Prepared(lambda: of(SLUG))
    for slug in ("acme", "birch", "acme", "nobody", "a'; --", "%s"):
        expected = list(of(slug))
        found = query.rows(slug=slug)
        assert found == expected
        assert [whole(one) for one in found] == [whole(one) for one in expected]
        assert query.one_or_none(slug=slug) == next(iter(expected), None)
    assert len(query.rows(slug="acme")) > 1


def test_nothing_is_read_afterwards(people: dict[str, Person], django_assert_num_queries: Any) -> None:
    query: Prepared[Membership] = Prepared(lambda: of(SLUG))
    with django_assert_num_queries(1):
        assert [whole(one) for one in query.rows(slug="acme")]


def test_the_query_set_is_built_once(people: dict[str, Person]) -> None:
    built = []
    query: Prepared[Membership] = Prepared(lambda: built.append(1) or of(SLUG))  # type: ignore[func-returns-value]
    assert query.rows(slug="acme") != query.rows(slug="birch")
    assert built == [1]


@pytest.mark.parametrize(("threshold", "kept"), [(5, 1), (None, 0)])
def test_the_server_keeps_the_statement_unless_the_connection_says_otherwise(
    people: dict[str, Person], monkeypatch: pytest.MonkeyPatch, threshold: int | None, kept: int
) -> None:
    monkeypatch.setattr(connection.connection, "prepare_threshold", threshold)
    subject = Given("subject", User._meta.get_field("clerk_user_id"))
    query: Prepared[User] = Prepared(lambda: User.objects.filter(clerk_user_id=subject).order_by("-image_url"))
    assert query.one_or_none(subject="user_alice")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%image_url\" DESC'")
        assert cursor.fetchone() == (kept,)


def test_a_column_that_is_added_meanwhile_changes_nothing(people: dict[str, Person]) -> None:
    """A new release migrates the database while processes of the old one have their plans."""
    query: Prepared[Membership] = Prepared(lambda: of(SLUG))
    expected = query.rows(slug="acme")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE workspace_user ADD COLUMN added text")
        assert query.rows(slug="acme") == expected
        cursor.execute("ALTER TABLE workspace_user DROP COLUMN added")
    assert query.rows(slug="acme") == expected


def test_a_value_that_is_missing_is_a_fault(people: dict[str, Person]) -> None:
    with pytest.raises(KeyError, match="slug"):
        Prepared(lambda: of(SLUG)).rows()


def test_what_is_prefetched_is_refused() -> None:
    query: Prepared[Organization] = Prepared(lambda: Organization.objects.prefetch_related("roles"))
    with pytest.raises(ValueError, match="prefetch_related"):
        query.rows()


def test_rows_are_locked_only_within_an_action(people: dict[str, Person]) -> None:
    query: Prepared[Organization] = Prepared(lambda: Organization.objects.filter(slug=SLUG).select_for_update())

    @action
    def hold() -> object:
        return query.one_or_none(slug="acme")

    assert hold() == Organization.objects.get(slug="acme")
    with pytest.raises(RuntimeError, match="none is running"):
        query.rows(slug="acme")


def test_threads_share_it(committed: None) -> None:
    acme_and_birch()
    query: Prepared[Membership] = Prepared(lambda: of(SLUG))
    expected = {slug: [whole(one) for one in of(slug)] for slug in ("acme", "birch")}

    def ask(slug: str) -> object:
        try:
            return [whole(one) for one in query.rows(slug=slug)]
        finally:
            connection.close()

    asked = ["acme", "birch"] * 8
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, asked)) == [expected[slug] for slug in asked]
