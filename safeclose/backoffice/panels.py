"""Small tables on the page of a row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.utils import quote
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

MAX_PANEL_LINES = 200  # lines of one panel
VERIFIERS_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC")


@dataclass(frozen=True)
class Panel:
    """A title, the names of the columns, and lines of cells; `empty` is shown where there are none."""

    title: str
    columns: Sequence[str]
    lines: Sequence[Sequence[Any]]
    empty: str = "None."
    note: str = ""


def page_of(row: models.Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=(quote(row.pk),))


def link(row: models.Model | None, words: object = None) -> SafeString | str:
    """A link to a row's page; a dash for None."""
    if row is None:
        return "–"
    try:
        return format_html('<a href="{}">{}</a>', page_of(row), words or row)
    except NoReverseMatch:
        return str(words or row)


def code(words: object) -> SafeString:
    """A hash or an id, which can wrap at any letter."""
    return format_html('<code class="office-code">{}</code>', words)


def wrapped(words: object) -> SafeString:
    """A sentence with long hashes in it, which can wrap at any letter."""
    return format_html('<span class="office-anywhere">{}</span>', words)


def moment(instant: datetime | None) -> str:
    """`22 Nov 2026, 14:05:09 UTC`; a dash for None."""
    if instant is None:
        return "–"
    return date_format(timezone.localtime(instant), "DATETIME_FORMAT")


def with_moments(sentence: str) -> str:
    """A sentence of the verifier, whose instants (`2026-11-22 14:05:09 UTC`) get the form of the back office."""
    return VERIFIERS_INSTANT.sub(lambda found: moment(datetime.fromisoformat(f"{found[1]}+00:00")), sentence)
