"""Migration 0006 on a database that is in use: documents stay, and lose a deal that there never was."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from documents.deals.checklists.models import ChecklistTemplate
from documents.paper.models import Document
from tests.documents.deals.asking import made
from tests.paper import FORM
from tests.people import Caller

BEFORE = "0005_chattel_documents"


def migrate(name: str) -> Any:
    """Bring the documents' tables to that migration; the models as they are then."""
    executor = MigrationExecutor(connection)
    executor.migrate([("documents", name)])
    return executor.loader.project_state([("documents", name)]).apps


def migrate_to_the_newest() -> None:
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    if plan := executor.migration_plan(newest):
        executor.migrate(newest, plan)


@pytest.fixture
def tables(committed: None) -> Iterator[None]:
    """Whatever happens, the tables are afterwards as they should be."""
    yield
    migrate_to_the_newest()


def test_documents_survive_the_migration_to_deals_and_back_without_their_deal(owner: Caller, tables: None) -> None:
    deal = made(owner)
    Document.objects.create(organization=owner.organization, form_key=FORM, title="Flat", deal_id=deal["id"])
    old = migrate(BEFORE).get_model("documents", "Document")
    assert [(row.title, row.deal_id) for row in old.objects.all()] == [("Flat", None)]
    for deal_id in (None, "", "deal_01h455vb4pex5vsknk084sn02q", "x" * 64):
        old.objects.create(organization_id=owner.organization.pk, form_key=FORM, title="House", deal_id=deal_id)
    rows = {row["id"]: {**row, "deal_id": None} for row in old.objects.values()}
    assert len(rows) == 5
    migrate_to_the_newest()
    assert {row["id"]: row for row in Document.objects.values()} == rows
    assert sorted(ChecklistTemplate.objects.values_list("deal_type", flat=True)) == ["lease", "purchase", "sale"]
    document = Document.objects.first()
    deal = made(owner)
    assert owner.patch(f"/api/documents/{document.id}", {"dealId": deal["id"]}).json()["dealId"] == deal["id"]
