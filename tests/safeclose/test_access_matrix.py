"""Who gets what from every closed route: the table in `access_matrix.txt`, and rules that hold for all of it.

After a change that is meant, `ACCESS_MATRIX=write` makes the table anew; read the difference before it is committed.
"""

import os
from pathlib import Path

import pytest

from tests.safeclose.access_matrix import answers, lines

pytestmark = pytest.mark.django_db
# What the service makes later, by jobs.
NOT_THERE = {
    "GET /api/checkpoints/{pk}", "GET /api/deals/{pk}/checklist", "PATCH /api/deals/{pk}/checklist/{milestone_id}",
}  # fmt: skip
TABLE = Path(__file__).with_name("access_matrix.txt")
# What is anybody's who is signed in: their own account, and what they may found.
OF_ONES_OWN = {
    "GET /v1/documents", "POST /v1/documents", "GET /v1/documents/stats", "GET /v1/documents/chattel-types",
    "GET /v1/workspace/active-org", "GET /v1/workspace/active-org-id", "GET /v1/workspace/activity",
    "GET /v1/workspace/memberships", "GET /v1/workspace/menu-core", "GET /v1/workspace/profile",
    "PATCH /v1/workspace/profile", "POST /v1/workspace/orgs",
}  # fmt: skip


def test_every_route_answers_each_of_seven_people_as_the_table_says() -> None:
    if os.environ.get("ACCESS_MATRIX") == "write":
        TABLE.write_text("\n".join(lines(answers())) + "\n")
    assert lines(answers()) == TABLE.read_text().splitlines()


def test_who_was_just_removed_is_answered_as_a_stranger_on_every_route() -> None:
    """With a token that is still valid, and byte for byte; what they made themselves is there."""
    for route, row in answers().items():
        removed, stranger = row["removed"], row["stranger"]
        assert removed.status == stranger.status, route
        if route not in OF_ONES_OWN:
            assert removed.status in (401, 403, 404), route
            assert removed.body == stranger.body, route


def test_nobody_without_a_token_is_answered_anything() -> None:
    assert {route for route, row in answers().items() if row["none"].status != 401} == set()


def test_the_rows_that_are_asked_for_are_there() -> None:
    """Else the table would say 404 for everyone, whatever they may."""
    seen = {name for name, row in answers().items() if not {row["owner"].status, row["signer"].status} <= {401, 404}}
    hidden = set(answers()) - seen
    assert hidden == NOT_THERE


def test_an_owner_may_do_what_a_manager_may_and_more() -> None:
    refused = {route for route, row in answers().items() if row["owner"].status in (401, 403)}
    assert refused == set()


def test_a_manager_at_one_location_is_refused_at_another() -> None:
    elsewhere = {route: row["manager"].status for route, row in answers().items() if route.endswith(" at Ottawa")}
    lists = {"GET /v1/signing/manager/signings at Ottawa"}
    assert {route for route, status in elsewhere.items() if status != 403} == lists
    assert len(elsewhere) > 20
