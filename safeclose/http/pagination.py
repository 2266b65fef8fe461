"""One way to page a list: by key, so that it stays stable while rows are added."""

import base64
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import orjson
from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, Field, Model, Q, QuerySet
from rest_framework.request import Request

from safeclose.refusals import Code, Invalid

M = TypeVar("M", bound=Model)
T = TypeVar("T")
DEFAULT, MOST = 50, 200
BAD_CURSOR = "cursor is not one that this list gave."


def page(
    rows: QuerySet[M], request: Request, *, order: Sequence[str], cap: int | None = None, whole: bool = False
) -> tuple[list[M], str | None]:
    """One page of `rows` and the cursor of the next, or None.

    `order` names the columns, `-` for descending; the last one must be unique. A page has `?limit=` rows, 200 at most;
    without it 50, or `cap`, or with `whole` all that there are. `cap` also bounds `limit`. Raises Invalid for a bad
    limit or cursor.
    """
    size = _size(request, cap, whole=whole)
    rows = rows.order_by(*order)
    cursor = request.query_params.get("cursor")
    if cursor:
        rows = rows.filter(_after(rows.model, order, _decoded(rows.model, order, cursor)))
    found = list(rows if size is None else rows[: size + 1])
    if size is None or len(found) <= size:
        return found, None
    return found[:size], _encoded(found[size - 1], order)


def portion(items: Sequence[T], request: Request, *, key: Callable[[T], str]) -> tuple[list[T], str | None]:
    """Like `page` with `whole`, of a list that stands in the code and not in the database; `key` is unique in it."""
    keys, begin = [key(item) for item in items], 0
    cursor = request.query_params.get("cursor")
    if cursor:
        try:
            (last,) = _values(cursor, 1)
            begin = keys.index(last) + 1
        except (ValueError, TypeError) as error:
            raise Invalid(BAD_CURSOR, code=Code.INVALID_PARAMETER) from error
    size = _size(request, None, whole=True)
    end = len(items) if size is None else begin + size
    following = _packed([keys[end - 1]]) if end < len(items) else None
    return list(items[begin:end]), following


def narrowed(request: Request, cap: int) -> int:
    """How many rows a list gives that has no pages: `cap`, or fewer with `?limit=`."""
    return _size(request, cap, whole=False) or cap


def listed(key: str, items: Any, cursor: str | None) -> dict[str, Any]:
    """The body of a list: `nextCursor` stands in it only when rows were left out."""
    return {key: items} if cursor is None else {key: items, "nextCursor": cursor}


def _size(request: Request, cap: int | None, *, whole: bool) -> int | None:
    text = request.query_params.get("limit")
    if text is None:
        return cap or (None if whole else DEFAULT)
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MOST):
        raise Invalid(f"limit must be a whole number from 1 to {MOST}.", code=Code.INVALID_PARAMETER)
    return min(int(text), cap or MOST)


def _names(order: Sequence[str]) -> list[str]:
    return [name.removeprefix("-") for name in order]


def _encoded(row: Model, order: Sequence[str]) -> str:
    values = [getattr(row, name) for name in _names(order)]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return _packed(plain)


def _packed(values: list[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(values)).rstrip(b"=").decode()


def _values(cursor: str, number: int) -> list[Any]:
    """Raises ValueError for what is no cursor of so many values."""
    values = orjson.loads(base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
    if not isinstance(values, list) or len(values) != number:
        raise ValueError("The cursor has another number of values.")
    return values


def _decoded(model: type[Model], order: Sequence[str], cursor: str) -> list[Any]:
    try:
        values = _values(cursor, len(order))
        return [_cleaned(model, name, value) for name, value in zip(_names(order), values, strict=True)]
    except (ValueError, TypeError, OverflowError, ValidationError) as error:
        raise Invalid(BAD_CURSOR, code=Code.INVALID_PARAMETER) from error


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
