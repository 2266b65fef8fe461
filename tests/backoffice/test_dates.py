"""Instants have one form in lists, on pages and in panels, with their zone."""

import html
import re
from datetime import UTC, date, datetime

import pytest
from django.contrib.admin.utils import display_for_value
from django.db import models

from safeclose.backoffice.panels import moment
from safeclose.backoffice.staff import log_for
from tests.backoffice.staff import TABLES, fill, list_of, page_of, signed_in
from workspace.models import User

AT = datetime(2026, 11, 22, 14, 5, 9, tzinfo=UTC)


def test_lists_and_panels_write_instants_alike_with_the_zone() -> None:
    assert display_for_value(AT, "–") == moment(AT) == "22 Nov 2026, 14:05:09 UTC"
    assert display_for_value(date(2026, 1, 2), "–") == "2 Jan 2026"


GOOD = r"\b\d{1,2} [A-Z][a-z]{2} \d{4}(, \d{2}:\d{2}:\d{2} UTC)?"
MONTH = "(?:Jan|Feb|March|Mar|April|Apr|May|June|Jun|July|Jul|Aug|Sept|Sep|Oct|Nov|Dec)[a-z]*"
# Whatever else looks like a day or a time of day.
OTHER = (
    rf"\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}:\d{{2}}|\b{MONTH}\.? \d|\d{{1,2}} {MONTH}|\d/\d{{1,2}}/\d|[ap]\.m\.|\bnoon\b"
)


def other_dates(page: str) -> list[str]:
    """What a page writes as a day or an instant in any form but ours."""
    page = re.sub(r"<(script|style|head)\b.*?</\1>", " ", page, flags=re.DOTALL)
    words = html.unescape(re.sub(r"<[^>]+>", " ", page))
    return re.findall(OTHER, re.sub(GOOD, " ", words))


def test_other_forms_are_noticed() -> None:
    for form in ("2026-11-22", "22 Nov 2026, 14:05:09", "Nov. 22, 2026", "2:05 p.m.", "11/22/26", "22 November 2026"):
        assert other_dates(f"<td>{form}</td>"), form
    assert other_dates(f"<td>{moment(AT)}, 22 Nov 2026</td>") == []


@pytest.mark.django_db
@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_every_list_page_and_history_has_the_one_form_of_dates(model: type[models.Model]) -> None:
    client = signed_in("super")
    fill(model, 2)
    row = model._default_manager.order_by("-pk").first()
    assert row
    log_for(User.objects.get(username="super").pk, row, "Looked at.")
    for address in (list_of(model), page_of(row), page_of(row, "history/"), "/admin/"):
        page = client.get(address, headers={"Accept-Language": "fr-CA"}).content.decode()
        assert other_dates(page) == [], address
        if address.endswith("history/"):
            assert re.search(GOOD, page)
