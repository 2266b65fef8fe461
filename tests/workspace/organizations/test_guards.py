"""What the database itself refuses, whoever asks."""

from typing import Any

import pytest
from django.db import IntegrityError

from safeclose.refusals import Conflict
from tests.people import Caller
from tests.workspace.asking import membership, role
from workspace.models import Membership, Organization
from workspace.organizations.constraints import unique, unreferenced


@pytest.mark.parametrize("slug", ["", "A", "a b", "é", "a_b", "a\nb"])
def test_the_database_refuses_a_malformed_slug(db: None, slug: str) -> None:
    with pytest.raises(IntegrityError, match="organization_slug_fits_into_addresses"):
        Organization.objects.create(name="X", slug=slug)


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"status": "ACTIVE", "user": None}, "only_an_invitation_has_no_user"),
        ({"status": "REMOVED", "user": None, "invited_email": "a@b.ca"}, "only_an_invitation_has_no_user"),
        ({"status": "PENDING", "user": None, "invited_email": ""}, "only_an_invitation_has_no_user"),
        ({"status": "OTHER"}, "membership_status_is_known"),
    ],
)
def test_the_database_refuses_contradictory_memberships(bob: Caller, columns: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        Membership.objects.filter(pk=membership(bob).pk).update(**columns)


def test_the_database_refuses_a_second_invitation_of_one_address(alice: Caller, charlie: Caller) -> None:
    def invite(caller: Caller) -> None:
        Membership.objects.create(
            organization=caller.organization,
            role=role(caller.organization, slug="member"),
            status="PENDING",
            invited_email="a@b.ca",
        )

    invite(alice)
    invite(charlie)
    with pytest.raises(IntegrityError, match="email_is_invited_once"):
        invite(alice)


def test_only_the_named_constraint_is_a_conflict(alice: Caller) -> None:
    """Any other refusal of the database is a fault of ours, and has to be seen."""
    with pytest.raises(IntegrityError), unique("organization_slug_is_unique", "Taken."):
        Organization.objects.create(name="X", slug="Not A Slug")


def test_only_references_are_a_conflict(alice: Caller) -> None:
    with pytest.raises(IntegrityError), unreferenced("In use."):
        Organization.objects.create(name="X", slug="acme")


def test_a_taken_slug_is_a_conflict(alice: Caller) -> None:
    with pytest.raises(Conflict, match="Taken"), unique("organization_slug_is_unique", "Taken."):
        Organization.objects.create(name="X", slug="acme")
