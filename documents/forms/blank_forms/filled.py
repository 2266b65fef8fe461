"""A pack that is printed on its licensed form."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from documents.forms.blank_forms.mapping import homeless, parties_of_marks, placed
from documents.forms.blank_forms.models import BlankForm
from documents.forms.fillable_pdf import filling
from documents.packs.toolkit.checking import Checked
from documents.packs.toolkit.pack import Pack, Party
from documents.rendering.typesetting import Typeset
from safeclose.proof.hashchain import canonical_json


@dataclass(frozen=True)
class FilledPack:
    """See documents.forms.form.Form. Data and rules are the pack's; the paper is the form's."""

    pack: Pack
    blank: BlankForm

    @property
    def key(self) -> str:
        return self.pack.key

    @property
    def title(self) -> str:
        return self.pack.title

    @property
    def template_version(self) -> str:
        """Over the form's pages, its fields, the mapping, and how values are written upon them."""
        parts = f"{self.blank.paper_sha256} {filling.version()} ".encode()
        return hashlib.sha256(parts + canonical_json([self.blank.fields, self.blank.mapping])).hexdigest()

    def json_schema(self) -> dict[str, Any]:
        return self.pack.json_schema()

    def check(self, canonical: object) -> Checked:
        """By the pack's rules."""
        return self.pack.check(canonical)

    def default_title(self, canonical: Mapping[str, Any]) -> str:
        return self.pack.default_title(canonical)

    def signing_parties(self, canonical: Mapping[str, Any]) -> list[Party]:
        return self.pack.signing_parties(canonical)

    def render(self, canonical: Mapping[str, Any], *, title: str, at: datetime) -> Typeset:
        """The form, filled; what it has no field for stands on pages after it. Raises what Pack.render does."""
        data = self.pack.model.model_validate(canonical).model_dump(by_alias=True, exclude_none=True)
        fields, marks = self.blank.form_fields(), self.blank.form_marks()
        parties = parties_of_marks(self.blank.mapping, marks, self.pack.sides)
        mapping = {name: entry for name, entry in self.blank.mapping.items() if name not in parties}
        shown = placed(mapping, fields, data)
        there = {party.key for party in self.signing_parties(canonical)}
        # A place of the third buyer, where there are two, is nobody's.
        asked = [mark for mark in marks if parties.get(mark.field, "") in {"", *there}]
        named = [replace(each, mark=replace(each.mark, party=parties.get(each.field, ""))) for each in asked]
        return filling.fill(
            self.blank.paper(),
            fields,
            shown.values,
            title=title,
            at=at,
            further=list(homeless(data, shown)),
            marks=named,
        )
