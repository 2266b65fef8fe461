"""The interface of all forms: a pack, a pack printed on a licensed blank form, an uploaded template."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from documents.packs.toolkit.checking import Checked
from documents.packs.toolkit.pack import Party
from documents.rendering.typesetting import Typeset


class Form(Protocol):
    """Data and rules in, a PDF out; documents.packs.Pack says what each part means."""

    @property
    def key(self) -> str:
        """The `formKey` of its documents."""

    @property
    def title(self) -> str:
        """The name shown to users."""

    @property
    def template_version(self) -> str:
        """SHA-256, in hex, of everything that determines how data is printed."""

    def json_schema(self) -> dict[str, Any]:
        """JSON Schema (draft 2020-12) of the canonical."""

    def check(self, canonical: object) -> Checked:
        """What is wrong with a canonical, complete or not."""

    def default_title(self, canonical: Mapping[str, Any]) -> str:
        """What a document is called when nobody says; also for an incomplete canonical."""

    def signing_parties(self, canonical: Mapping[str, Any]) -> list[Party]:
        """Who signs, in order; for a valid canonical. Nobody, where the form does not say."""

    def render(self, canonical: Mapping[str, Any], *, title: str, at: datetime) -> Typeset:
        """The finished document; the same arguments give the same bytes, and the same marks.

        A mark's `party` is the key of a signing party; "" where the form does not say whose it is.
        """
