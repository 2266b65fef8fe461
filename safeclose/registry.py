"""The one mechanism by which apps contribute: audits, probes, event types and the rest.

A lower app can't import from the apps above it. It declares a Registry instead, and each app adds to it in its
`contributions.py`, and nowhere else. These modules are imported once at start, when all models are loaded
(`safeclose.apps`), in the order of INSTALLED_APPS.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")


class Registry(Generic[T]):
    """Contributions of one kind, by name. `title` is a plural, for messages."""

    def __init__(self, title: str) -> None:
        self.title = title
        self._contributions: dict[str, T] = {}

    def add(self, name: str, contribution: T) -> None:
        """Raises ImproperlyConfigured where the name is taken."""
        if name in self._contributions:
            raise ImproperlyConfigured(f"Two {self.title} are contributed as {name!r}.")
        self._contributions[name] = contribution

    def all(self) -> Mapping[str, T]:
        """By name, in the order in which they were added."""
        return MappingProxyType(self._contributions)


class ColumnRegistry(Registry[str]):
    """Columns of tables, each as `app.Model.column`."""

    def add_columns(self, *columns: str) -> None:
        """Raises ImproperlyConfigured for a duplicate."""
        for column in columns:
            self.add(column, column)
