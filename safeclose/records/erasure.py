"""Erasing a person's data in all apps.

An app takes part by what its `contributions.py` adds to these registries:

- `learners`: functions that add what the app knows of the person (other names, ids of rows that stand for them) to the
  Person. All are called until nothing new is found.
- `obstacle_finders`: functions that list what is under way with the person and prevents erasure, and how to end it.
- `file_finders`: functions that list stored files that name the person. They are called with no transaction open, and
  may read files.
- `forgetters`: functions that erase the person from columns, with the names of these columns. A test over all models
  fails for a column that can contain personal data and is neither named here nor listed as free of it.
- `address_columns`: text or JSON that may hold the e-mail address by which a row is found.

Only what is linked to the person by their e-mail address is erased, since others can have the same name. Whole
addresses are compared (`safeclose.email_addresses`), in Python; PostgreSQL only preselects rows.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Cast

from safeclose import email_addresses
from safeclose.actors import Actor
from safeclose.registry import ColumnRegistry, Registry

ERASED = "(erased)"
MIN_NAME_LETTERS = 3  # of a name that is searched within longer texts


@dataclass
class Person:
    """The person to erase; `email` is in the form of `email_addresses.spelled`.

    `ids`: kind and id of rows that represent them or that they take part in, such as ("signer", "sgr_…").
    `texts`: their addresses, names and phone numbers.
    """

    email: str
    ids: set[tuple[str, str]] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)

    def learn(self, kind: str, identifier: object, *texts: str | None) -> None:
        """Adds a row, and how it names the person."""
        self.ids.add((kind, str(identifier)))
        self.texts |= {text.strip() for text in texts if text and text.strip() and text != ERASED}

    def of(self, *kinds: str) -> list[str]:
        return sorted(identifier for kind, identifier in self.ids if kind in kinds)

    def numbers(self, *kinds: str) -> list[int]:
        """The ids of these kinds that are numbers."""
        return [int(identifier) for identifier in self.of(*kinds) if identifier.isdigit()]

    def is_addressed_in(self, value: Any) -> bool:
        """Whether a text, or any text within JSON, contains their e-mail address as a whole."""
        return any(email_addresses.spelled(found) == self.email for found in _addresses_in(value))

    def is_linked_to(self, value: Any) -> bool:
        """Whether it contains their address, or the id of a row that represents them.

        Numeric ids are ignored, as rows of other tables have the same numbers.
        """
        ids = {identifier for _, identifier in self.ids if "_" in identifier}
        return self.is_addressed_in(value) or any(ids & set(_WORDS.findall(text)) for text in _texts(value))

    def is_named_in(self, value: Any) -> bool:
        """Whether a text, or any text within JSON, has one of theirs as a whole address or as whole words."""
        return self.struck(value) != value

    def struck(self, value: Any) -> Any:
        """The same text or JSON, with everything that names them replaced by ERASED."""
        if isinstance(value, str):
            return self._struck(value)
        if isinstance(value, dict):
            return {key: self.struck(part) for key, part in value.items()}
        return [self.struck(part) for part in value] if isinstance(value, list) else value

    def _struck(self, text: str) -> str:
        """Names inside someone else's address are kept."""
        whole = unicodedata.normalize("NFC", text)
        own = {email_addresses.spelled(one) for one in {self.email, *self.texts} if email_addresses.is_address(one)}
        spans = list(email_addresses.found(whole))
        theirs = [span for span in spans if email_addresses.spelled(whole[slice(*span)]) in own]
        others = [span for span in spans if span not in theirs]
        names = [match.span() for match in self._names().finditer(whole)]
        theirs += [name for name in names if not any(start < name[1] and name[0] < end for start, end in others)]
        left, at = [], 0
        for start, end in sorted(theirs, key=lambda span: (span[0], -span[1])):
            if start >= at:
                left += [whole[at:start], ERASED]
            at = max(at, end)
        return "".join([*left, whole[at:]]) if theirs else text

    def _names(self) -> re.Pattern[str]:
        texts = {unicodedata.normalize("NFC", text) for text in self.texts if not email_addresses.is_address(text)}
        names = sorted(texts, key=lambda text: (-len(text), text))
        within = "|".join(re.escape(text) for text in names if len(text) >= MIN_NAME_LETTERS)
        whole = [rf"\A\s*{re.escape(text)}\s*\Z" for text in names if len(text) < MIN_NAME_LETTERS]
        # Anna-Zelda and O'Zelda are other names than Zelda; Zelda's is the same name.
        words = [rf"(?<![\w{_MARKS}])(?<!\w[-'\u2019])(?:{within})(?![\w{_MARKS}]|-\w)"] if within else []
        return re.compile("|".join([*words, *whole]) or r"(?!)", re.IGNORECASE)


_WORDS = re.compile(r"\w+")
_MARKS = "\u0300-\u036f"  # accents that NFC does not combine with a letter


def _texts(value: Any) -> Iterator[str]:
    """A text, or all texts within JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _addresses_in(value: Any) -> Iterator[str]:
    for text in _texts(value):
        whole = unicodedata.normalize("NFC", text)
        for start, end in email_addresses.found(whole):
            yield whole[start:end]


class Obstacle(NamedTuple):
    """Something under way: a sentence about it, and a function that ends it; None if it ends by itself."""

    sentence: str
    end: Callable[[Actor], object] | None


class NamingFile(NamedTuple):
    """A stored file that names the person."""

    sha256: str
    what: str


class Forgetter(NamedTuple):
    """Erases the person from these columns (`app.Model.column`); `forget` returns the number of changed rows."""

    forget: Callable[[Person], int]
    columns: tuple[str, ...]


learners: Registry[Callable[[Person], None]] = Registry("learners")
obstacle_finders: Registry[Callable[[Person], Iterable[Obstacle]]] = Registry("finders of obstacles")
file_finders: Registry[Callable[[Person], Iterable[NamingFile]]] = Registry("finders of files")
forgetters: Registry[Forgetter] = Registry("forgetters")
address_columns = ColumnRegistry("columns of addresses")


def erased_columns() -> frozenset[str]:
    """All columns from which a person is erased."""
    return frozenset(column for forgetter in forgetters.all().values() for column in forgetter.columns)


def known(email: str) -> Person:
    """Everything that the apps know of the person with this e-mail address."""
    person, before = Person(email_addresses.spelled(email)), -1
    while before != (before := len(person.ids) + len(person.texts)):
        for learn in learners.all().values():
            learn(person)
    return person


def obstacles(person: Person) -> Iterator[Obstacle]:
    for find in obstacle_finders.all().values():
        yield from find(person)


def files(person: Person) -> list[NamingFile]:
    """The stored files that name them, each once."""
    found = {file.sha256: file for find in file_finders.all().values() for file in find(person)}
    return sorted(found.values(), key=lambda file: (file.what, file.sha256))


def forget(person: Person) -> dict[str, int]:
    """Erases the person in all apps, inside an action; returns the number of changed rows by model."""
    changed: dict[str, int] = {}
    for forgetter in forgetters.all().values():
        named = ", ".join(sorted({column.rpartition(".")[0] for column in forgetter.columns}))
        if rows := forgetter.forget(person):
            changed[named] = changed.get(named, 0) + rows
    return changed


def similar(email: str) -> list[str]:
    """Other stored addresses that people could confuse with this one, each once."""
    email, likeness = email_addresses.spelled(email), email_addresses.alike(email)
    found = set()
    for column in sorted(address_columns.all()):
        label, _, name = column.rpartition(".")
        rows: QuerySet[Any] = apps.get_model(label)._base_manager.all()
        for value in _near(rows, [likeness], name).values_list(name, flat=True).iterator():
            similar = (one for one in _addresses_in(value) if email_addresses.alike(one) == likeness)
            found |= {email_addresses.spelled(one) for one in similar}
    return sorted(found - {email})


def of_address(person: Person, rows: QuerySet[Any], name: str) -> QuerySet[Any]:
    """The rows in which this column is the person's address."""
    near = _near(rows, [person.email], name).values_list("pk", name)
    theirs = [pk for pk, value in near.iterator() if email_addresses.spelled(value) == person.email]
    return rows.filter(pk__in=theirs)


def addressing(person: Person, rows: QuerySet[Any], *names: str) -> QuerySet[Any]:
    """The rows in which one of these columns (text or JSON) contains the person's whole address."""
    near = _near(rows, [person.email], *names).values_list("pk", *names)
    theirs = [pk for pk, *values in near.iterator() if person.is_addressed_in(values)]
    return rows.filter(pk__in=theirs)


def linked(person: Person, rows: QuerySet[Any], *names: str) -> QuerySet[Any]:
    """The rows in which one of these columns (text or JSON) contains the person's address or one of their ids."""
    ids = [identifier for _, identifier in person.ids if "_" in identifier]
    near = _near(rows, [person.email, *ids], *names).values_list("pk", *names)
    theirs = [pk for pk, *values in near.iterator() if person.is_linked_to(values)]
    return rows.filter(pk__in=theirs)


# PostgreSQL can't compare all spellings of addresses with letters outside ASCII, so all such rows are selected.
_FOREIGN = r"[^\u0001-\u007f][^\s@]*@|@[^\s@]*[^\u0001-\u007f]"


def _near(rows: QuerySet[Any], texts: Iterable[str], *names: str) -> QuerySet[Any]:
    """A superset of the rows that contain one of these addresses or ids."""
    read = {f"{name}_read": Cast(name, models.TextField()) for name in names}
    # JSON escapes quotes and backslashes, so the longest part between them is searched.
    parts = [max(re.split(r'["\\]', text), key=len) for text in texts if text.isascii()]
    wanted = [Q(**{f"{name}__icontains": part}) for name in read for part in parts]
    foreign = [Q(**{f"{name}__regex": _FOREIGN}) for name in read]
    return rows.alias(**read).filter(reduce(or_, [*wanted, *foreign]))


def strike(person: Person, rows: QuerySet[Any], *names: str) -> int:
    """Removes the person from these columns (text or JSON) of these rows; returns the number of changed rows."""
    changed = 0
    for row in rows.only("pk", *names).iterator():
        struck = {name: person.struck(getattr(row, name)) for name in names}
        struck = {name: _fitting(row, name, value) for name, value in struck.items() if value != getattr(row, name)}
        changed += rows.model._base_manager.filter(pk=row.pk).update(**struck) if struck else 0
    return changed


def _fitting(row: models.Model, name: str, value: Any) -> Any:
    """Cut to the column's width: a text can become longer."""
    width = getattr(row._meta.get_field(name), "max_length", None)
    return value[:width] if width and isinstance(value, str) else value
