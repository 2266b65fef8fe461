"""One form: its data, its rules, its template."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from documents.packs.toolkit.block import Block
from documents.packs.toolkit.checking import Checked, check
from documents.packs.toolkit.reading import Reading, Rule
from documents.packs.toolkit.template_data import printed
from documents.rendering.typesetting import Typeset, typeset
from safeclose.proof.hashchain import canonical_json

_IMPORT = re.compile(r'^#import "([^"]+)"', re.MULTILINE)


@dataclass(frozen=True)
class Party:
    """A person who must sign; one without an e-mail address too.

    key   of the form, stable while its data stays: list and index, such as `buyers.0`. Marks name it as their party
    """

    key: str
    name: str
    email: str | None
    phone: str | None
    role: str


@dataclass(frozen=True)
class Pack:
    """A form that documents are made from.

    sides     where the signing parties are, in the order of signing: path of the list, role
    about     the path of the address that a document of this form is named after
    sample    a complete, valid canonical whose dates all lie after the given day
    derived   figures the template needs and the canonical does not hold, from a valid canonical
    """

    key: str
    title: str
    form_number: str
    transaction_type: str
    model: type[Block]
    rules: tuple[Rule, ...]
    template: Path
    sides: tuple[tuple[str, str], ...]
    about: str
    sample: Callable[[date], dict[str, Any]]
    derived: Callable[[Mapping[str, Any]], dict[str, Any]]

    def json_schema(self) -> dict[str, Any]:
        """JSON Schema (draft 2020-12) of the canonical."""
        return self.model.model_json_schema()

    def check(self, canonical: object) -> Checked:
        """Check a canonical against the model and the rules. It may be incomplete."""
        return check(self.model, self.rules, canonical)

    def default_title(self, canonical: Mapping[str, Any]) -> str:
        """`Agreement of Purchase and Sale: 12 Maple Street, Ottawa`; also for an incomplete canonical."""
        reading = Reading(canonical)
        where = [reading.word(f"{self.about}.{part}") for part in ("street", "unit", "city")]
        return f"{self.title}: {', '.join(filter(None, where))}" if any(where) else self.title

    def signing_parties(self, canonical: Mapping[str, Any]) -> list[Party]:
        """Who signs, in order; for a valid canonical."""
        reading = Reading(canonical)
        return [_party(reading, path, role) for side, role in self.sides for path in reading.each(side)]

    def render(self, canonical: Mapping[str, Any], *, title: str, at: datetime) -> Typeset:
        """The finished document; the same arguments give the same bytes.

        Its marks are of every party that signs, and of spouses who consent (`spouses.0`, no party).

        Raises pydantic.ValidationError when a value is missing or malformed, and
        documents.rendering.typesetting.Unprintable when no font has a character of the data.
        """
        data = {
            "title": title,
            "language": "en",
            "form": {"title": self.title, "number": self.form_number},
            "dataSha256": hashlib.sha256(canonical_json(dict(canonical))).hexdigest(),
            "signers": [
                {"key": party.key, "name": party.name, "role": party.role} for party in self.signing_parties(canonical)
            ],
            "derived": self.derived(canonical),
            "terms": printed(self.model.model_validate(canonical)),
        }
        return typeset(self.template, data, at=at)

    @property
    def template_version(self) -> str:
        """SHA-256, in hex, over the template and the files it imports: their names and contents."""
        digest = hashlib.sha256()
        for file in _template_files(self.template):
            content = file.read_bytes()
            digest.update(f"{file.name} {len(content)}\n".encode() + content)
        return digest.hexdigest()


def _party(reading: Reading, path: str, role: str) -> Party:
    name, representative = reading.word(f"{path}.name") or "", reading.word(f"{path}.representative.name")
    signer = f"{representative} for {name}" if representative else name
    key = path.removeprefix("parties.")
    return Party(key, signer, reading.word(f"{path}.email"), reading.word(f"{path}.phone"), role)


def _template_files(template: Path) -> list[Path]:
    found = [template]
    for file in found:
        imported = [file.parent / name for name in _IMPORT.findall(file.read_text(encoding="utf-8"))]
        found += [one for one in imported if one not in found]
    return found
