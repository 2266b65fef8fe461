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

BEFORE, AFTER = "0005_chattel_documents", "0007_standard_checklists"


def migrate(name: str) -> Any:
    """Bring the documents' tables to that migration; the models as they are then."""
    executor = MigrationExecutor(connection)
    executor.migrate([("documents", name)])
    return executor.loader.project_state([("documents", name)]).apps


@pytest.fixture
def tables(committed: None) -> Iterator[None]:
    """Whatever happens, the tables are afterwards as they should be."""
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_documents_that_are_there(owner: Caller, tables: None) -> None:
    old = migrate(BEFORE).get_model("documents", "Document")
    rows = {}
    for deal_id in (None, "", "deal_01h455vb4pex5vsknk084sn02q", "x" * 64):
        row = old.objects.create(organization_id=owner.organization.pk, form_key=FORM, title="House", deal_id=deal_id)
        rows[row.id] = {**old.objects.values().get(id=row.id), "deal_id": None}
    assert len(rows) == 4
    migrate(AFTER)
    assert {row["id"]: row for row in Document.objects.values()} == rows
    assert sorted(ChecklistTemplate.objects.values_list("deal_type", flat=True)) == ["lease", "purchase", "sale"]
    document = Document.objects.first()
    deal = made(owner)
    assert owner.patch(f"/api/documents/{document.id}", {"dealId": deal["id"]}).json()["dealId"] == deal["id"]


def test_back_and_forth_with_deals(owner: Caller, tables: None) -> None:
    deal = made(owner)
    Document.objects.create(organization=owner.organization, form_key=FORM, title="House", deal_id=deal["id"])
    old = migrate(BEFORE).get_model("documents", "Document")
    assert [(row.title, row.deal_id) for row in old.objects.all()] == [("House", None)]
    migrate(AFTER)
    assert [(row.title, row.deal_id) for row in Document.objects.all()] == [("House", None)]
