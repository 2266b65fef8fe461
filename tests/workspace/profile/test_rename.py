"""PATCH /v1/workspace/profile."""

from typing import Any

import pytest
from pytest_django import Settings

from tests.people import Caller
from tests.workspace.asking import BODIES_THAT_ARE_NO_OBJECT, V1, refused, said
from tests.workspace.clerk.deliveries import SECRET, deliver, user
from workspace.models import User

ROUTE = f"{V1}/profile"


def name_of(caller: Caller) -> str:
    assert caller.person
    return User.objects.get(pk=caller.person.user.pk).name


def test_the_whole_profile_is_answered_with_the_new_name(alice: Caller, bob: Caller) -> None:
    before = alice.get(ROUTE).json()
    assert said(alice.patch(ROUTE, {"name": "  Alice Archer "})) == (200, {**before, "name": "Alice Archer"})
    assert alice.get(ROUTE).json()["name"] == "Alice Archer"
    assert name_of(bob) == "Bob"


def test_a_new_name_is_published_once(alice: Caller) -> None:
    for _ in range(2):
        alice.patch(ROUTE, {"name": "Alice Archer"})
    (event,) = alice.get(f"{V1}/activity").json()["events"]
    assert (event["type"], event["data"]) == ("user.renamed", {})


def test_a_body_without_a_name_changes_nothing(alice: Caller) -> None:
    before = alice.get(ROUTE).json()
    body = {"email": "mallory@example.com", "emailVerified": True, "isStaff": True, "clerkUserId": "user_bob"}
    for one in ({}, body):
        assert said(alice.patch(ROUTE, one)) == (200, before)
    assert not User.objects.filter(is_named_here=True).exists()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "name: This field may not be blank."),
        ("  ", "name: This field may not be blank."),
        (None, "name: This field may not be null."),
        (5, "name: Not a valid string."),
        ("x" * 256, "name: Ensure this field has no more than 255 characters."),
        ("a\nb", "name: Must be one line of plain text."),
        ("\u202eecilA", "name: Must be one line of plain text."),
        ("\u200b", "name: Must not be blank."),
    ],
)
def test_a_name_that_can_not_be_right_is_refused(name: Any, sentence: str, alice: Caller) -> None:
    refused(alice.patch(ROUTE, {"name": name}), 400, sentence)
    assert name_of(alice) == "Alice"


@BODIES_THAT_ARE_NO_OBJECT
def test_a_body_that_is_no_object_is_refused(alice: Caller, body: bytes) -> None:
    refused(alice.generic("PATCH", ROUTE, body, content_type="application/json"), 400, "Invalid body.")


def test_clerk_does_not_take_a_name_back_that_was_given_here(alice: Caller, settings: Settings) -> None:
    settings.CLERK_WEBHOOK_SECRET = [SECRET]
    deliver("user.updated", user("alice", at=1000))
    assert name_of(alice) == "Alice Doe"
    alice.patch(ROUTE, {"name": "Alice Archer"})
    deliver("user.updated", user("alice", at=2000, first_name="Other"))
    assert name_of(alice) == "Alice Archer"
    assert alice.get(ROUTE).json()["email"] == "alice@example.com", "the rest is Clerk's"


def test_the_name_that_one_has_already_is_no_name_of_ones_own(alice: Caller, settings: Settings) -> None:
    """A page that sends the whole profile back has not chosen a name."""
    settings.CLERK_WEBHOOK_SECRET = [SECRET]
    alice.patch(ROUTE, {"name": "Alice"})
    deliver("user.updated", user("alice"))
    assert name_of(alice) == "Alice Doe"
