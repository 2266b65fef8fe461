"""What each field of a blank form shows of a pack's data.

An entry is a path (`parties.buyers.0.name`), text with paths in it (`{dates.completionDate:day}`), or, for a box to
tick, a comparison (`dates.irrevocableBy=buyer`). A place for a signer (`FormMark`) names the party whose it is
(`parties.buyers.0`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.forms.blank_forms.paths import leads_somewhere, leaves, values_at
from documents.forms.blank_forms.wording import FORMATS, is_shown, parts_shown, usual
from documents.forms.fillable_pdf.fields import Field, FormMark, Value
from documents.packs.toolkit.block import Block

# Where the parties are: path of the list, role.
Sides = Sequence[tuple[str, str]]

_PLACE = re.compile(r"\{([^{}:]+)(?::([a-z]+))?\}")


@dataclass
class Placed:
    """Values by the fields' names, and which parts of which paths of the data they show."""

    values: dict[str, Value] = field(default_factory=dict)
    parts: dict[str, set[str]] = field(default_factory=dict)

    def show(self, path: str, parts: frozenset[str]) -> None:
        """Note that these parts of the value at `path` are on the page."""
        self.parts.setdefault(path, set()).update(parts)


def faults(
    mapping: Mapping[str, Any], fields: Sequence[Field], model: type[Block], marks: Sequence[FormMark], sides: Sides
) -> list[str]:
    """What is wrong with a mapping: unknown fields, paths and formats, each a sentence."""
    known = {one.name: one for one in fields}
    places, parties = {mark.field for mark in marks}, parties_of_marks(mapping, marks, sides)
    found = []
    for name, entry in mapping.items():
        if name in parties:
            continue
        if name in places and name not in known:
            found.append(f"{name}: must be a party, such as {sides[0][0]}.0.")
        elif name not in known:
            found.append(f"The form has no field {name}.")
        elif not isinstance(entry, str) or not entry.strip():
            found.append(f"{name}: must be a path, or a text with paths in it.")
        else:
            found += [f"{name}: {fault}" for fault in _faults(entry, known[name], model)]
    return found


def by_name(fields: Sequence[Field], model: type[Block], marks: Sequence[FormMark], sides: Sides) -> dict[str, str]:
    """The mapping of the fields that are called like paths of the data, and of places called like something of a party
    (`parties.buyers.0.signature`)."""
    found = {one.name: one.name for one in fields if leads_somewhere(model, one.name) and one.kind != "radio"}
    for mark in marks:
        party = mark.field.rpartition(".")[0]
        if _party_key(party, sides):
            found[mark.field] = party
    return found


def parties_of_marks(mapping: Mapping[str, Any], marks: Sequence[FormMark], sides: Sides) -> dict[str, str]:
    """The keys of the parties that a mapping names for places of signers, by the names of their fields."""
    places = {mark.field for mark in marks}
    named = ((name, _party_key(entry, sides)) for name, entry in mapping.items() if name in places)
    return {name: key for name, key in named if key}


def _party_key(entry: object, sides: Sides) -> str:
    """`parties.buyers.0` → `buyers.0`; "" for what is no path of a party."""
    side, _, number = entry.strip().rpartition(".") if isinstance(entry, str) else ("", "", "")
    is_party = side in dict(sides) and number.isdecimal() and number.isascii()
    return f"{side}.{number}".removeprefix("parties.") if is_party else ""


def placed(mapping: Mapping[str, str], fields: Sequence[Field], canonical: Mapping[str, Any]) -> Placed:
    """The values of the fields. `canonical` holds dates as dates, amounts as whole cents."""
    found = Placed()
    for one in fields:
        entry = mapping.get(one.name)
        if entry is None:
            continue
        value = _ticked(entry, one, canonical, found) if one.kind != "text" else None
        found.values[one.name] = _text(entry, canonical, found) if value is None else value
    return found


def homeless(canonical: Mapping[str, Any], shown: Placed) -> Iterator[tuple[str, str]]:
    """Name and text of every value that no field shows wholly, in the order of the data."""
    for path, value in leaves(canonical):
        if not is_shown(shown.parts.get(path, set()), value):
            yield _name(path), usual(path, value)


def _faults(entry: str, one: Field, model: type[Block]) -> Iterator[str]:
    path, equals, _ = entry.partition("=")
    if equals and "{" not in entry:
        if one.kind != "checkbox":
            yield "only a box to tick takes a comparison."
        yield from _path_faults(path, model)
        return
    if one.kind == "checkbox" and "{" in entry:
        yield "a box to tick takes a path, or a comparison."
    for where, format in _places(entry):
        yield from _path_faults(where, model)
        if format and format not in FORMATS:
            yield f"there is no format {format}."
    if "{" in _PLACE.sub("", entry) or "}" in _PLACE.sub("", entry):
        yield "has a brace without its other."


def _path_faults(path: str, model: type[Block]) -> Iterator[str]:
    if not leads_somewhere(model, path.strip()):
        yield f"the form's data has no {path.strip()}."


def _places(entry: str) -> list[tuple[str, str]]:
    return [(path.strip(), format) for path, format in _PLACE.findall(entry)] if "{" in entry else [(entry.strip(), "")]


def _ticked(entry: str, one: Field, canonical: Mapping[str, Any], found: Placed) -> Value | None:
    """What a box, a group of buttons or a list gets; None where it is to be written as text."""
    path, equals, wanted = (part.strip() for part in entry.partition("="))
    if "{" in entry:
        return None
    met = list(values_at(canonical, path))
    if one.kind == "checkbox":
        hits = [where for where, value in met if (_plain(value) == wanted if equals else value is True)]
        for where in hits:
            found.show(where, frozenset({"whole"}))
        if not equals:  # an empty box says "no"
            for where, value in met:
                if value is False:
                    found.show(where, frozenset({"whole"}))
        return bool(hits)
    choices = [(where, _plain(value)) for where, value in met if _plain(value) in one.values]
    for where, _ in choices[:1]:
        found.show(where, frozenset({"whole"}))
    return choices[0][1] if choices else False


def _text(entry: str, canonical: Mapping[str, Any], found: Placed) -> str:
    if "{" not in entry:
        entry = f"{{{entry}}}"
    written = _PLACE.sub(lambda place: _written(place[1].strip(), place[2], canonical, found), entry)
    return "\n".join(line.strip() for line in written.split("\n")).strip()


def _written(path: str, format: str | None, canonical: Mapping[str, Any], found: Placed) -> str:
    texts = []
    for where, value in values_at(canonical, path):
        kinds, write = FORMATS.get(format or "", ((), str))
        fits = format and isinstance(value, kinds)
        found.show(where, parts_shown(format if fits else None, value))
        texts.append(write(value) if fits else usual(where, value))
    return ("\n" if format == "lines" else ", ").join(texts)


def _plain(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _name(path: str) -> str:
    """`parties.buyers.0.postalCode` → `Parties, buyers, no. 1, postal code`."""
    steps = [
        f"no. {int(step) + 1}" if step.isdecimal() else re.sub(r"(?<=[a-z])([A-Z])", r" \1", step).lower()
        for step in path.removesuffix("Cents").split(".")
    ]
    return ", ".join(steps).capitalize()
