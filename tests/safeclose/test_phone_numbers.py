"""Telephone numbers."""

import pytest

from safeclose.phone_numbers import international


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("+1 613 555 0100", None, "+16135550100"),
        ("+44 (20) 7946-0000", None, "+442079460000"),
        ("613-555-0100", "CA", "+16135550100"),
        ("(613) 555 0100", "CA", "+16135550100"),
        ("1 613 555 0100", "CA", "+16135550100"),
        ("+49 30 901820", "CA", "+4930901820"),
        ("613-555-0100", None, None),
        ("call me", "CA", None),
        ("", "CA", None),
        ("+1", None, None),
        ("+1 613 555 01", "CA", None),
        ("911", "CA", None),
        ("+999 123 4567", None, None),
        ("613-555-0100 ext. 7", "CA", None),
        ("1" * 40, "CA", None),
    ],
)
def test_a_number_is_international_or_refused(text: str, region: str | None, number: str | None) -> None:
    assert international(text, region=region) == number
