"""One way to page a list: by key, so that it stays stable while rows are added."""

import base64
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import reduce
from operator import attrgetter, or_
from typing import Any, Generic, NamedTuple, TypeVar

import orjson
from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, Field, Model, Q, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from safeclose.records import only
from safeclose.refusals import Code, Invalid

M = TypeVar("M", bound=Model)
T = TypeVar("T")
DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE = 50, 200
BAD_CURSOR = "cursor is not one that this list gave."


class Page(NamedTuple, Generic[M]):
    """Rows, and the cursor of the next page; None where this is the last."""

    rows: list[M]
    cursor: str | None


class Parts(NamedTuple):
    """A list of the `rows` that meet any of some conditions, such as `organization__only=1` and `location__only=7`.

    For `OR` PostgreSQL would sort all that meet any, or read everyone's rows in the order of the list. So a page is
    made of the first rows of each condition.
    """

    rows: QuerySet[Any]
    conditions: Sequence[Q]

    def whole(self) -> QuerySet[Any]:
        """All rows, for what is no page."""
        return self.rows.filter(reduce(or_, self.conditions)) if self.conditions else self.rows.none()


class KeysetPagination(BasePagination):
    """DRF's hook. The view says `ordering`, `page_size`, `max_page_size` and `listed_as` (see `ViewSet`).

    A list that stands in the code and not in the database is paged likewise, by the one attribute in `ordering`.
    """

    view: Any
    rows: list[Any]
    cursor: str | None = None
    extras_schema: dict[str, Any] | None = None  # of `list_extras`, for the API description

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """One page of rows. Raises Invalid for a bad limit or cursor."""
        self.view = view
        if isinstance(queryset, QuerySet | Parts):
            size = requested_size(request, view.page_size, view.max_page_size)
            self.rows, self.cursor = page_of(queryset, request, ordering=view.ordering, size=size)
        else:
            self.rows, self.cursor = portion(queryset, request, key=attrgetter(view.ordering[0]))
        return self.rows

    def get_paginated_response(self, data: Any) -> Response:
        view = self.view
        body = {view.listed_as: data}
        if self.cursor is not None:  # rows were left out
            body["nextCursor"] = self.cursor
        if view.list_extras is not None:
            extras = view.list_extras(view.get_list_extras(self.rows), context=view.get_serializer_context())
            body |= extras.data
        return Response(body)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        extras = self.extras_schema or {"properties": {}}
        properties = {self.view.listed_as: schema, **extras["properties"], "nextCursor": {"type": "string"}}
        required = [self.view.listed_as, *extras.get("required", [])]
        return {"type": "object", "properties": properties, "required": required}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {"in": "query", "name": "cursor", "schema": {"type": "string"}},
            {"in": "query", "name": "limit", "schema": {"type": "integer"}},
        ]


def page_of(rows: "QuerySet[M] | Parts", request: Request, *, ordering: Sequence[str], size: int | None) -> Page[M]:
    """One page of `size` rows (None: all) after `?cursor=`, and the cursor of the next. Raises Invalid.

    `ordering` names the columns, `-` for descending; the last one must be unique.
    """
    rows, conditions = rows if isinstance(rows, Parts) else (rows, [Q()])
    cursor = request.query_params.get("cursor")
    if cursor:
        rows = rows.filter(_after(rows.model, ordering, _decoded(rows.model, ordering, cursor)))
    most = None if size is None else size + 1
    found = list(_first(rows, conditions, ordering, most))
    if size is None or len(found) <= size:
        return Page(found, None)
    return Page(found[:size], _encoded(found[size - 1], ordering))


def _first(rows: QuerySet[M], conditions: Sequence[Q], ordering: Sequence[str], most: int | None) -> QuerySet[M]:
    """The first so many (None: all) that meet any of the conditions."""
    if len(conditions) == 1:
        rows = rows.filter(conditions[0])
        return rows.order_by(*only.columns(rows), *ordering)[:most]
    parts = [_first(rows, [condition], ordering, most).values("pk") for condition in conditions]
    return rows.filter(pk__in=parts[0].union(*parts[1:])).order_by(*ordering)[:most] if parts else rows.none()


def portion(items: Sequence[T], request: Request, *, key: Callable[[T], str]) -> tuple[list[T], str | None]:
    """One page of a list in the code, not in the database: all of it without a limit. `key` is unique in it."""
    keys, begin = [key(item) for item in items], 0
    cursor = request.query_params.get("cursor")
    if cursor:
        try:
            (last,) = _values(cursor, 1)
            begin = keys.index(last) + 1
        except (ValueError, TypeError) as error:
            raise Invalid(BAD_CURSOR, code=Code.INVALID_PARAMETER) from error
    size = requested_size(request, None, MAX_PAGE_SIZE)
    end = len(items) if size is None else begin + size
    following = _packed([keys[end - 1]]) if end < len(items) else None
    return list(items[begin:end]), following


def requested_size(request: Request, usual: int | None, largest: int) -> int | None:
    """Rows on a page by `?limit=`, else `usual`; None: all there are. Raises Invalid."""
    text = request.query_params.get("limit")
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MAX_PAGE_SIZE):
        raise Invalid(f"limit must be a whole number from 1 to {MAX_PAGE_SIZE}.", code=Code.INVALID_PARAMETER)
    return min(int(text), largest)


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
    """(a, b) past (x, y), written out: a past x, or a equal and b past y.

    And a equal or past x, which follows from it: with this an index is entered at the cursor, not read from its begin.
    """
    condition, equal = Q(), Q()
    for name, value in zip(order, values, strict=True):
        column = name.removeprefix("-")
        side = "lt" if name.startswith("-") else "gt"
        condition |= equal & Q(**{f"{column}__{side}": value})
        equal &= Q(**{column: value})
    first, side = order[0].removeprefix("-"), "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{side}": values[0]}) & condition
