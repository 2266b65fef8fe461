"""Filters of lists that stay fast when the list is long."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.admin import SimpleListFilter
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter, DropdownFilter

from safeclose import clock
from safeclose.records import ids

SPANS = {"day": ("the last 24 hours", 1), "week": ("the last 7 days", 7), "month": ("the last 30 days", 30)}


class Since(DropdownFilter):
    """By the time of creation of rows with a TypeID, which contains it and has an index."""

    title = "when"
    parameter_name = "since"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, str]]:
        return ((name, words) for name, (words, _) in SPANS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        span = SPANS.get(self.value() or "")
        key = queryset.model._meta.pk
        assert isinstance(key, ids.TypeIDField)
        if span is None:
            return queryset
        return queryset.filter(pk__gte=ids.first_since(key.prefix, clock.now() - timedelta(days=span[1])))


class Named(DropdownFilter):
    """By one of a few known values; the subclass defines `parameter_name` and `values`."""

    values: ClassVar[tuple[str, ...]] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, str]]:
        return ((value, value) for value in self.values)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{str(self.parameter_name): self.value()}) if self.value() in self.values else queryset


def one_of(column: str) -> tuple[str, type[Any]]:
    return (column, ChoicesDropdownFilter)


def by(column: str) -> tuple[str, type[Any]]:
    """By a foreign key, with a search box instead of a list of all rows."""
    return (column, AutocompleteSelectFilter)


def parameter_of(model: type[Model], declared: Any) -> str:
    """The one query parameter of a filter; `declared` is its entry in `list_filter`."""
    if isinstance(declared, type) and issubclass(declared, SimpleListFilter):
        return str(declared.parameter_name)
    column, _ = declared
    field = model._meta.get_field(column)
    return f"{column}__{field.target_field.name}__exact" if isinstance(field, ForeignKey) else f"{column}__exact"
