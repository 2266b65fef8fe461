"""Reading a canonical that may be incomplete or partly wrong."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from pydantic_core import PydanticCustomError

from documents.packs.toolkit.codes import Issue
from documents.packs.toolkit.values import parse_day, parse_instant

T = TypeVar("T")


class Reading:
    """What is there, by dotted path; None for what is absent or not well formed.

    So a rule runs on what it needs, whatever else is still missing, and stays silent where the value itself
    is already reported.
    """

    def __init__(self, canonical: Mapping[str, Any]) -> None:
        self._canonical = canonical

    def has(self, path: str) -> bool:
        """Whether anything is there, well formed or not."""
        return self._at(path) is not None

    def day(self, path: str) -> date | None:
        return _parsed(parse_day, self._at(path))

    def instant(self, path: str) -> datetime | None:
        """A date and time with its offset."""
        return _parsed(parse_instant, self._at(path))

    def whole(self, path: str) -> int | None:
        value = self._at(path)
        return value if type(value) is int else None

    def cents(self, path: str) -> int | None:
        return self.whole(path)

    def word(self, path: str) -> str | None:
        value = self._at(path)
        return value if isinstance(value, str) else None

    def flag(self, path: str) -> bool | None:
        value = self._at(path)
        return value if isinstance(value, bool) else None

    def each(self, path: str) -> list[str]:
        """The paths of a list's entries."""
        value = self._at(path)
        return [f"{path}.{at}" for at in range(len(value))] if isinstance(value, list) else []

    def _at(self, path: str) -> Any:
        value: Any = self._canonical
        for step in path.split("."):
            if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
                value = value[int(step)]
            elif isinstance(value, Mapping):
                value = value.get(step)
            else:
                return None
        return value


# A business rule: reads what it needs and reports what is wrong.
Rule = Callable[[Reading], Iterator[Issue]]


def _parsed(parse: Callable[[object], T], value: object) -> T | None:
    try:
        return parse(value)
    except PydanticCustomError:
        return None
