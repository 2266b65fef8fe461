"""Filters of lists that stay quick when the list is long."""

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
    """By when a row with a TypeID was made: the id itself says so, and has an index."""

    title = "when"
    parameter_name = "since"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, str]]:
        """The spans to choose from."""
        return ((name, words) for name, (words, _) in SPANS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those rows, or all of them."""
        span = SPANS.get(self.value() or "")
        key = queryset.model._meta.pk
        assert isinstance(key, ids.TypeIDField)
        if span is None:
            return queryset
        return queryset.filter(pk__gte=ids.first_since(key.prefix, clock.now() - timedelta(days=span[1])))


class Named(DropdownFilter):
    """By an exact value out of a few that are known beforehand; the subclass names `parameter_name` and `values`."""

    values: ClassVar[tuple[str, ...]] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, str]]:
        """The values to choose from."""
        return ((value, value) for value in self.values)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those rows, or all of them."""
        return queryset.filter(**{str(self.parameter_name): self.value()}) if self.value() in self.values else queryset


def one_of(column: str) -> tuple[str, type[Any]]:
    """By a column with choices."""
    return (column, ChoicesDropdownFilter)


def by(column: str) -> tuple[str, type[Any]]:
    """By a foreign key, which is looked up while one types: never a list of all there are."""
    return (column, AutocompleteSelectFilter)


def parameter_of(model: type[Model], declared: Any) -> str:
    """The one parameter that a filter of a list takes; `declared` stands in `list_filter`."""
    if isinstance(declared, type) and issubclass(declared, SimpleListFilter):
        return str(declared.parameter_name)
    column, _ = declared
    field = model._meta.get_field(column)
    return f"{column}__{field.target_field.name}__exact" if isinstance(field, ForeignKey) else f"{column}__exact"
