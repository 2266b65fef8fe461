"""An uploaded template as the form of documents."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents.forms.fillable_pdf import filling
from documents.forms.fillable_pdf.checking import check_answers, schema_of
from documents.forms.uploaded_templates.models import UploadedTemplate
from documents.packs.toolkit.checking import Checked
from documents.packs.toolkit.pack import Party
from documents.rendering.typesetting import Typeset
from safeclose.proof.hashchain import canonical_json


@dataclass(frozen=True)
class TemplateForm:
    """See documents.forms.form.Form. It knows fields, not parties, so nobody is asked to sign by it."""

    template: UploadedTemplate

    @property
    def key(self) -> str:
        """`template/tpl_…`, as documents name it."""
        return self.template.form_key

    @property
    def title(self) -> str:
        """As its owner calls it."""
        return self.template.title

    @property
    def template_version(self) -> str:
        """Over the pages, the fields, and how values are written upon them."""
        fields = canonical_json(self.template.fields)
        parts = f"{self.template.paper_sha256} {filling.version()} ".encode()
        return hashlib.sha256(parts + fields).hexdigest()

    def json_schema(self) -> dict[str, Any]:
        """JSON Schema of the canonical, which is `{"fields": {…}}`."""
        return schema_of(self.template.form_fields())

    def check(self, canonical: object) -> Checked:
        """What is wrong with the answers."""
        return check_answers(self.template.form_fields(), canonical)

    def default_title(self, canonical: Mapping[str, Any]) -> str:
        return self.template.title

    def signing_parties(self, canonical: Mapping[str, Any]) -> list[Party]:
        return []

    def render(self, canonical: Mapping[str, Any], *, title: str, at: datetime) -> Typeset:
        """The template, filled. Raises documents.rendering.typesetting.Unprintable."""
        answers, marks = canonical.get("fields", {}), self.template.form_marks()
        return filling.fill(
            self.template.paper(), self.template.form_fields(), answers, title=title, at=at, marks=marks
        )
