"""Forgetting a person, in every app: what is known of them, what stands in the way, and how it is lost.

An app registers functions under four marks:

- `knows`: adds what it knows of the person (other names, ids of rows that stand for them) to the Person. All are
  called until nothing new is found.
- `holds_back`: names what is under way with the person, and how it can be ended.
- `names_in_files`: lists stored files that name the person.
- `forgets("app.Model.column", …)`: loses the person in these columns; answers how many rows it changed. A test over
  all models asks that each column that can hold personal data is named here, or is known to hold none.

Only what is linked to the person by their e-mail address is touched: a namesake is somebody else.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, NamedTuple, TypeVar

from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Cast

from safeclose.actors import Actor

ERASED = "(erased)"
SHORTEST = 3  # letters of a name that is looked for within longer texts
F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class Person:
    """Who is to be forgotten; `email` is folded, as `workspace.identity.emails` does it.

    `ids`: of rows that stand for them, and of things that they take part in, by kind: ("signer", "sgr_…").
    `texts`: their addresses, names and phone numbers.
    """

    email: str
    ids: set[tuple[str, str]] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)

    def learn(self, kind: str, identifier: object, *texts: str | None) -> None:
        """One more row, and how it names the person."""
        self.ids.add((kind, str(identifier)))
        self.texts |= {text.strip() for text in texts if text and text.strip() and text != ERASED}

    def of(self, *kinds: str) -> list[str]:
        """The ids of these kinds."""
        return sorted(identifier for kind, identifier in self.ids if kind in kinds)

    def numbers(self, *kinds: str) -> list[int]:
        """Those ids of these kinds that are numbers."""
        return [int(identifier) for identifier in self.of(*kinds) if identifier.isdigit()]

    def is_named_in(self, value: Any) -> bool:
        """Whether a text, or any text within JSON, has one of theirs."""
        return self.struck(value) != value

    def struck(self, value: Any) -> Any:
        """The same text or JSON, with all that names them struck out."""
        if isinstance(value, str):
            return self._pattern().sub(ERASED, value)
        if isinstance(value, dict):
            return {key: self.struck(part) for key, part in value.items()}
        return [self.struck(part) for part in value] if isinstance(value, list) else value

    def _pattern(self) -> re.Pattern[str]:
        texts = sorted({self.email, *self.texts}, key=lambda text: (-len(text), text))
        within = "|".join(re.escape(text) for text in texts if len(text) >= SHORTEST)
        whole = "".join(rf"|\A\s*{re.escape(text)}\s*\Z" for text in texts if len(text) < SHORTEST)
        return re.compile(rf"(?<!\w)(?:{within})(?!\w){whole}", re.IGNORECASE)


class Obstacle(NamedTuple):
    """Something under way, as a sentence has it, and how it is ended; None where it has only to be waited for."""

    sentence: str
    end: Callable[[Actor], object] | None


class NamingFile(NamedTuple):
    """A stored file that names the person."""

    sha256: str
    what: str


_knows: list[Callable[[Person], None]] = []
_holds_back: list[Callable[[Person], Iterable[Obstacle]]] = []
_files: list[Callable[[Person], Iterable[NamingFile]]] = []
_forgets: list[Callable[[Person], int]] = []
_columns: set[str] = set()


def knows(function: F) -> F:
    """Mark `function(person)`, which lets the person learn."""
    _knows.append(function)
    return function


def holds_back(function: F) -> F:
    """Mark `function(person)`, which gives Obstacles."""
    _holds_back.append(function)
    return function


def names_in_files(function: F) -> F:
    """Mark `function(person)`, which gives NamingFiles; it is called with no transaction open, and may read files."""
    _files.append(function)
    return function


def forgets(*columns: str) -> Callable[[F], F]:
    """Mark `function(person)`, which loses them in these columns (`app.Model.column`)."""

    def register(function: F) -> F:
        _columns.update(columns)
        _forgets.append(function)
        return function

    return register


def columns() -> frozenset[str]:
    """All columns in which someone is forgotten."""
    return frozenset(_columns)


def known(email: str) -> Person:
    """All that is known of whom this folded e-mail address names."""
    person, before = Person(email), -1
    while before != (before := len(person.ids) + len(person.texts)):
        for function in _knows:
            function(person)
    return person


def obstacles(person: Person) -> Iterator[Obstacle]:
    """What is under way with them."""
    for function in _holds_back:
        yield from function(person)


def files(person: Person) -> list[NamingFile]:
    """The stored files that name them, each once."""
    found = {file.sha256: file for function in _files for file in function(person)}
    return sorted(found.values(), key=lambda file: (file.what, file.sha256))


def forget(person: Person) -> int:
    """Lose them in all apps, inside an action; how many rows were changed."""
    return sum(function(person) for function in _forgets)


def mentioning(rows: QuerySet[Any], texts: Iterable[str], *names: str) -> QuerySet[Any]:
    """Those rows in which one of these columns (text or JSON) holds one of the texts, whatever the case."""
    texts = list(texts)
    if not texts:
        return rows.none()
    read = {f"{name}_read": Cast(name, models.TextField()) for name in names}
    return rows.alias(**read).filter(
        reduce(or_, (Q(**{f"{name}__icontains": text}) for name in read for text in texts))
    )


def strike(person: Person, rows: QuerySet[Any], *names: str) -> int:
    """Strike the person out of these columns (text or JSON) of these rows; how many had them."""
    changed = 0
    for row in rows.only("pk", *names).iterator():
        struck = {name: person.struck(getattr(row, name)) for name in names}
        struck = {name: _fitting(row, name, value) for name, value in struck.items() if value != getattr(row, name)}
        changed += rows.model._base_manager.filter(pk=row.pk).update(**struck) if struck else 0
    return changed


def _fitting(row: models.Model, name: str, value: Any) -> Any:
    """A struck text may be longer than its column is wide."""
    width = getattr(row._meta.get_field(name), "max_length", None)
    return value[:width] if width and isinstance(value, str) else value
