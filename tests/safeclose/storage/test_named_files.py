"""Which columns name stored files: a new one is covered the day it is born."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models

from documents.paper.models import Document, Rendering
from safeclose.storage import named_files
from tests.paper import generated
from tests.people import Caller

# A SHA-256 of something that is not stored as a file.
NO_FILES = {
    "clickwrap.Version.sha256",  # a text in the same row
    "documents.Rendering.data_sha256",  # the data of a document
    "documents.Passage.text_sha256",  # a text
    "signing.SealingCertificate.sha256",  # a certificate in the same row
}


COLUMNS = frozenset(named_files.file_columns.all())


def hashes() -> set[str]:
    """Every column that could name a file by its SHA-256."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField) and "sha256" in field.name
    }


def test_every_hash_is_of_a_file_or_known_to_be_none() -> None:
    assert hashes() == COLUMNS | NO_FILES
    assert not COLUMNS & NO_FILES
    assert len(COLUMNS) >= 15


def test_no_model_has_files_of_djangos_own() -> None:
    """They would lie in the same storage under other names, and `prune` would not know them."""
    assert not [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FileField)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("column", sorted(COLUMNS))
def test_each_column_is_asked(column: str, django_assert_num_queries: Any) -> None:
    label, _, name = column.rpartition(".")
    assert apps.get_model(label)._meta.get_field(name).max_length == 64
    with django_assert_num_queries(len(COLUMNS)) as asked:
        named_files.named(["0" * 64])
    assert any(f'"{apps.get_model(label)._meta.db_table}"."{name}" IN' in one["sql"] for one in asked.captured_queries)


def test_only_hashes_that_rows_name_are_named(alice: Caller) -> None:
    document = generated(alice)
    rendering = Rendering.objects.get(document_id=document["id"])
    Document.objects.filter(id=document["id"]).update(status="DRAFT", sha256=None, page_count=None, generated_at=None)
    other = "f" * 64
    assert named_files.named([rendering.sha256, other, rendering.data_sha256]) == {rendering.sha256}
    assert named_files.named([]) == set()
