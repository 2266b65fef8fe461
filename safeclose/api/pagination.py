"""One way to page a list: by key, so that it stays stable while rows are added."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

import orjson
from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, Field, Model, Q, QuerySet
from rest_framework.request import Request

from safeclose.refusals import Code, Invalid

M = TypeVar("M", bound=Model)
DEFAULT, MOST = 50, 200


def page(
    rows: QuerySet[M], request: Request, *, order: Sequence[str], cap: int | None = None
) -> tuple[list[M], str | None]:
    """One page of `rows` and the cursor of the next, or None.

    `order` names the columns, `-` for descending; the last one must be unique. `cap` fixes the size of a page;
    without it `?limit=` does (50 unless given, 200 at most). Raises Invalid for a bad limit or cursor.
    """
    size = cap or _limit(request)
    rows = rows.order_by(*order)
    cursor = request.query_params.get("cursor")
    if cursor:
        rows = rows.filter(_after(rows.model, order, _decoded(rows.model, order, cursor)))
    found = list(rows[: size + 1])
    if len(found) <= size:
        return found, None
    return found[:size], _encoded(found[size - 1], order)


def listed(key: str, items: Any, cursor: str | None) -> dict[str, Any]:
    """The body of a list: `nextCursor` stands in it only when rows were left out."""
    return {key: items} if cursor is None else {key: items, "nextCursor": cursor}


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", str(DEFAULT))
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MOST):
        raise Invalid(f"limit must be a whole number from 1 to {MOST}.", code=Code.INVALID_PARAMETER)
    return int(text)


def _names(order: Sequence[str]) -> list[str]:
    return [name.removeprefix("-") for name in order]


def _encoded(row: Model, order: Sequence[str]) -> str:
    values = [getattr(row, name) for name in _names(order)]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(orjson.dumps(plain)).rstrip(b"=").decode()


def _decoded(model: type[Model], order: Sequence[str], cursor: str) -> list[Any]:
    refusal = Invalid("cursor is not one that this list gave.", code=Code.INVALID_PARAMETER)
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(order):
            raise refusal
        return [_cleaned(model, name, value) for name, value in zip(_names(order), values, strict=True)]
    except (ValueError, TypeError, OverflowError, ValidationError) as error:
        raise refusal from error


def _cleaned(model: type[Model], name: str, value: Any) -> Any:
    field = model._meta.get_field(name)
    assert isinstance(field, Field)
    cleaned = datetime.fromisoformat(value) if isinstance(field, DateTimeField) else field.to_python(value)
    if cleaned is None or (isinstance(cleaned, datetime) and cleaned.tzinfo is None):
        raise ValueError(f"{name} has no such value.")
    return cleaned


def _after(model: type[Model], order: Sequence[str], values: Sequence[Any]) -> Q:
    """(a, b) past (x, y), written out: a past x, or a equal and b past y."""
    condition, equal = Q(), Q()
    for name, value in zip(order, values, strict=True):
        column = name.removeprefix("-")
        side = "lt" if name.startswith("-") else "gt"
        condition |= equal & Q(**{f"{column}__{side}": value})
        equal &= Q(**{column: value})
    return condition
