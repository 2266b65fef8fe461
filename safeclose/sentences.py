"""Sentences with values in them, which can be said in another language later.

A `Sentence` is the English text. It remembers its template and its values, and the template is its id: a catalogue in
another language maps templates to templates (`signing/static/signing/verify-sentences.js`), and may leave values out.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

Value = str | int | datetime | None


class Sentence(str):
    """English text that knows its template and its values (texts, numbers, or other sentences)."""

    __slots__ = ("template", "values")
    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, values: Mapping[str, Any]) -> Self:
        made = super().__new__(cls, template.format_map(values))
        made.template, made.values = template, dict(values)
        return made

    def as_json(self) -> dict[str, Any]:
        """{"template", "values"}; a value that is a sentence is written in the same form."""
        written = {
            name: value.as_json() if isinstance(value, Sentence) else value for name, value in self.values.items()
        }
        return {"template": self.template, "values": written}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Self:
        """The sentence that `as_json` wrote."""
        values = {
            name: cls.from_json(value) if isinstance(value, Mapping) else value
            for name, value in written["values"].items()
        }
        return cls(written["template"], values)


class SentenceError(Exception):
    """An error whose message is a sentence."""

    def __init__(self, message: Sentence) -> None:
        super().__init__(message)
        self.sentence = message


def sentence(template: str, **values: Value) -> Sentence:
    """A sentence from a template, in the syntax of `str.format` with names only.

    Instants are written in UTC, to the second. By convention their names are `at` and `sealed`: pages show such
    values in the viewer's time zone, too.
    """
    return Sentence(template, {name: _written(value) for name, value in values.items()})


def _written(value: Value) -> str | int:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S} UTC"
    return value if isinstance(value, str | int) else str(value)
