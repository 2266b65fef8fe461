"""DELETE /v1/workspace/orgs/:id/locations/:locationId."""

import pytest
from django.db import connection
from django.db.models import ProtectedError

from tests.people import Caller
from tests.workspace.asking import first_location, of, refused, told
from workspace.models import Location

IN_USE = "The location is in use, by signings or what else belongs to it, so it can't be deleted."


def route(caller: Caller) -> str:
    return of(caller.organization, path=f"/locations/{first_location(caller.organization).pk}")


def test_a_deleted_location_is_gone_and_told(alice: Caller) -> None:
    location, path = first_location(alice.organization), route(alice)
    answer = alice.delete(path)
    assert (answer.status_code, answer.content) == (204, b"")
    assert alice.get(of(alice.organization)).json()["locations"] == []
    assert told() == (
        "location.deleted", "location", str(location.pk), {"name": "Toronto", "companyId": str(location.company_id)},
    )  # fmt: skip
    assert alice.delete(path).status_code == 404


def test_a_stranger_deletes_nothing(alice: Caller, charlie: Caller) -> None:
    charlie.delete(route(alice))
    charlie.delete(of(charlie.organization, path=f"/locations/{first_location(alice.organization).pk}"))
    assert first_location(alice.organization)


@pytest.mark.parametrize("when", ["", "DEFERRABLE INITIALLY DEFERRED", "ON DELETE RESTRICT"])
def test_a_location_that_any_table_refers_to_is_not_deleted(alice: Caller, when: str) -> None:
    """Of whatever table, and however it was told to protect: the database says it."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE package (location_id bigint REFERENCES workspace_location {when})")
        cursor.execute("INSERT INTO package VALUES (%s)", [first_location(alice.organization).pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    refused(alice.delete(route(alice)), 409, IN_USE)
    assert first_location(alice.organization)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM package")
    assert alice.delete(route(alice)).status_code == 204


def test_a_location_that_django_protects_is_not_deleted(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def protected(self: Location) -> None:
        raise ProtectedError("signings", set())

    monkeypatch.setattr(Location, "delete", protected)
    refused(alice.delete(route(alice)), 409, IN_USE)
