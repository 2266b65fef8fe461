"""What the database refuses by its own word."""

from hashlib import sha256
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model

from clickwrap.acceptances.models import Acceptance
from clickwrap.agreements.models import Agreement, Publication, Version
from clickwrap.chain.jobs import seal_all
from clickwrap.chain.models import Block, Chain, ChainedAcceptance, UnchainedAcceptance
from tests.clickwrap.asking import accepted, published
from tests.guards import Case, named, refuses
from tests.people import Caller

CASES: list[Case] = [
    (Agreement, "agreement_is_at_a_version", {"version": 0}),
]
ONCE = {
    (Agreement, "agreement_key_is_unique_in_organization"),
    (Version, "agreement_has_one_version_of_a_number"),
    (Version, "agreement_has_each_text_once"),
    (Version, "version_counts_from_one"),
    (Version, "version_has_the_hash_of_its_text"),
    (Block, "chain_has_one_block_of_a_number"),
    (Block, "chain_counts_from_one"),
}
STAYING = ("version", "publication", "acceptance", "block", "chainedacceptance")


@pytest.fixture
def agreement(alice: Caller) -> dict[str, Any]:
    """Published, and accepted by two, of whom one is chained."""
    found = published(alice)
    accepted(found, subjectRef="a")
    seal_all()
    accepted(found, subjectRef="b")
    return found


def run(sql: str) -> None:
    """In a transaction of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else PostgreSQL refuses TRUNCATE for a reason of its own
        cursor.execute(sql)


def everything() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Version, Publication, Acceptance, Block)]


@pytest.mark.parametrize("table", STAYING)
@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM clickwrap_{table}",
        "TRUNCATE clickwrap_{table} CASCADE",
        "UPDATE clickwrap_{table} SET {column} = {column}",
        "UPDATE clickwrap_{table} SET {column} = NULL",
    ],
)
def test_the_database_refuses_to_delete_or_change_rows(agreement: dict[str, Any], table: str, sql: str) -> None:
    column = {"version": "body", "publication": "title", "acceptance": "version_hash", "block": "payload"}
    if table == "acceptance" and "= version_hash" in sql.format(table=table, column=column["acceptance"]):
        sql = "UPDATE clickwrap_{table} SET version_hash = repeat('0', 64)"
    before = everything()
    with pytest.raises(DatabaseError, match=r"Rows of clickwrap_\w+ are append-only\."):
        run(sql.format(table=table, column=column.get(table, "block_id")))
    assert everything() == before


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE clickwrap_acceptance SET accepted_at = now()",
        "UPDATE clickwrap_acceptance SET version = 7",
        "UPDATE clickwrap_acceptance SET concealed = '{}'",
        'UPDATE clickwrap_acceptance SET kept = kept || \'{"/ip": {"value": "1", "salt": "0"}}\'',
        "UPDATE clickwrap_acceptance SET kept = '{}', version = 7",
    ],
)
def test_the_database_refuses_to_change_an_acceptance(agreement: dict[str, Any], sql: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        run(sql)


def test_the_orm_can_not_change_an_acceptance(agreement: dict[str, Any]) -> None:
    row = Acceptance.objects.first()
    row.version_hash = "0" * 64
    for change in (row.save, row.delete, Acceptance.objects.all().delete, lambda: Acceptance.objects.update(version=7)):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_personal_values_may_be_erased(alice: Caller, agreement: dict[str, Any]) -> None:
    run("UPDATE clickwrap_acceptance SET kept = kept - '/subjectRef'")
    shown = alice.get(f"/api/clickwrap/{agreement['id']}/acceptances").json()["acceptances"]
    assert [(one["subjectRef"], one["ip"]) for one in shown] == [(None, "127.0.0.1")] * 2
    assert alice.get(f"/api/clickwrap/{agreement['id']}/acceptances?subjectRef=a").json() == {"acceptances": []}


def test_an_agreement_with_texts_can_not_be_removed(agreement: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match="foreign key constraint"):
        run("DELETE FROM clickwrap_agreement")


@pytest.mark.parametrize(
    "changes",
    [
        "version = 2",
        "version_hash = repeat('0', 64)",
        "publication_id = 0",
        "agreement_id = '00000000-0000-0000-0000-000000000000'",
        "organization_id = 0",
    ],
)
def test_the_database_refuses_an_acceptance_of_what_was_never_published(
    agreement: dict[str, Any], changes: str
) -> None:
    column, _, value = changes.partition(" = ")
    columns = ["version", "version_hash", "publication_id", "agreement_id", "organization_id"]
    rest = "accepted_at, concealed, kept"
    values = ", ".join(value if name == column else name for name in columns)
    with pytest.raises(IntegrityError, match="An acceptance names what was published"):
        run(
            f"INSERT INTO clickwrap_acceptance (id, {rest}, {', '.join(columns)})"
            f" SELECT gen_random_uuid(), {rest}, {values} FROM clickwrap_acceptance LIMIT 1"
        )


def test_an_acceptance_by_sql_waits_for_its_block(agreement: dict[str, Any]) -> None:
    columns = "version, version_hash, publication_id, agreement_id, organization_id, accepted_at, concealed, kept"
    run(
        f"INSERT INTO clickwrap_acceptance (id, {columns})"
        f" SELECT gen_random_uuid(), {columns} FROM clickwrap_acceptance LIMIT 1"
    )
    assert UnchainedAcceptance.objects.count() == 2
    assert seal_all() == 2


@pytest.mark.parametrize(("model", "name", "changes"), CASES, ids=lambda value: str(value)[:60])
def test_the_database_refuses_rows_that_contradict_themselves(
    agreement: dict[str, Any], model: type[Model], name: str, changes: dict[str, object]
) -> None:
    refuses(model._default_manager.all(), name, changes)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"number": 1, "body": "other"}, "agreement_has_one_version_of_a_number"),
        ({"number": 0, "body": "other"}, "version_counts_from_one"),
        ({"number": 2}, "agreement_has_each_text_once"),
        ({"number": 2, "sha256": "0" * 64}, "version_has_the_hash_of_its_text"),
    ],
)
def test_the_database_refuses_texts_that_contradict_themselves(
    agreement: dict[str, Any], fields: dict[str, Any], name: str
) -> None:
    known = Version.objects.get()
    body = fields.get("body", known.body)
    values = {"sha256": sha256(body.encode()).hexdigest(), **fields, "body": body}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Version.objects.create(agreement=known.agreement, **values)


@pytest.mark.parametrize(("seq", "name"), [(1, "chain_has_one_block_of_a_number"), (0, "chain_counts_from_one")])
def test_the_database_refuses_blocks_that_contradict_themselves(agreement: dict[str, Any], seq: int, name: str) -> None:
    block = Block.objects.get()
    block.pk, block.seq = None, seq
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        block.save()


def test_the_database_refuses_a_second_agreement_of_a_key(agreement: dict[str, Any]) -> None:
    row = Agreement.objects.get()
    with pytest.raises(IntegrityError, match="agreement_key_is_unique_in_organization"), transaction.atomic():
        Agreement.objects.create(organization=row.organization, key=row.key, title="x", version_hash="0" * 64)


def test_each_constraint_has_its_case() -> None:
    models = [Agreement, Version, Publication, Acceptance, Block, Chain, ChainedAcceptance, UnchainedAcceptance]
    assert {(model, name) for model, name, _ in CASES} | ONCE == named(models)
