"""Canonical data as it is passed to a template: dates, amounts and percentages written out."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from documents.packs.toolkit.block import Block
from documents.packs.toolkit.wording import dollars, dollars_in_words, long_date, long_time, percent


def printed(terms: Block) -> dict[str, Any]:
    """The same tree with its dates, amounts and percentages written out; what is absent stays absent.

    An amount becomes `{"figures": "$5.00", "words": "five dollars"}`; a percentage, a date or a time a string.
    """
    return _members(terms.model_dump(by_alias=True, exclude_none=True))


def amount(cents: int) -> dict[str, str]:
    """An amount as `printed` writes it."""
    return {"figures": dollars(cents), "words": dollars_in_words(cents)}


def _members(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _member(name, value) for name, value in values.items()}


def _member(name: str, value: Any) -> Any:
    if name.endswith("Cents"):
        return amount(value)
    return percent(value) if name == "basisPoints" else _written(value)


def _written(value: Any) -> Any:
    if isinstance(value, dict):
        return _members(value)
    if isinstance(value, list):
        return [_written(entry) for entry in value]
    if isinstance(value, datetime):
        return long_time(value)
    return long_date(value) if isinstance(value, date) else value
