"""Instants have one form in lists, on pages and in panels, with their zone."""

from datetime import UTC, date, datetime

from django.contrib.admin.utils import display_for_value

from safeclose.backoffice.panels import moment

AT = datetime(2026, 11, 22, 14, 5, 9, tzinfo=UTC)


def test_lists_and_panels_write_instants_alike_with_the_zone() -> None:
    assert display_for_value(AT, "–") == moment(AT) == "22 Nov 2026, 14:05:09 UTC"
    assert display_for_value(date(2026, 1, 2), "–") == "2 Jan 2026"
