"""The first column of a list is what a person calls the row; ids come after it."""

import html
import re
from typing import Any

import pytest
from django.db import models

from tests.backoffice.staff import TABLES, fill, list_of, signed_in

EACH = pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
NAMES = ("title", "name", "url", "email")  # columns that name a row, in this order
HASH_OR_ID = re.compile(r"(.*_id|.*sha256|.*hash|id|slug|key)$")


def names(model: type[models.Model]) -> list[str]:
    return [str(name) for name in TABLES[model].get_list_display(None)]  # type: ignore[arg-type]


@EACH
def test_no_list_begins_with_an_id(model: type[models.Model]) -> None:
    first, *others = names(model)
    key = model._meta.pk.name
    assert first not in (key, "pk", "__str__")
    assert not HASH_OR_ID.fullmatch(first) or first == "form_key"  # a form is called by its key: on/freehold-purchase
    assert key in others, "the id is there to be copied"
    readable = [place for place, name in enumerate(others) if not HASH_OR_ID.fullmatch(name)]
    ids = [place for place, name in enumerate(others) if name == key]
    assert ids == [len(others) - 1] or max(readable, default=-1) < ids[0]
    assert TABLES[model].get_list_display_links(None, names(model)) == [first]  # type: ignore[arg-type]


@EACH
@pytest.mark.django_db
def test_the_link_has_words_and_they_are_the_rows_name(model: type[models.Model]) -> None:
    client = signed_in("sue", "Support")
    fill(model, 2)
    page = client.get(list_of(model)).content.decode()
    cells = re.findall(r"<th class=\"field-[^>]*>\s*<a [^>]*>(.*?)</a>", page, re.DOTALL)
    rows = list(client.get(list_of(model)).context_data["cl"].result_list)  # type: ignore[attr-defined]
    assert len(cells) == len(rows) >= 2
    columns = {field.name for field in model._meta.concrete_fields}
    column = next((name for name in NAMES if name in columns), None)
    for cell, row in zip(cells, rows, strict=True):
        words = html.unescape(re.sub("<[^>]+>", "", cell)).strip()
        assert words not in ("", "–", "-", str(row.pk))
        value: Any = getattr(row, column) if column else None
        assert not value or str(value) in words
