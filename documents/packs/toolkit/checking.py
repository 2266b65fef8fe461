"""Checking a canonical, complete or not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from documents.packs.toolkit.block import Block
from documents.packs.toolkit.codes import Code, Issue
from documents.packs.toolkit.reading import Reading, Rule
from documents.rendering.glyph_coverage import sentence, unprintable
from safeclose.plain_text import Faults, leaves, trimmed

# Errors that even a draft may not have, and how they are told. `wrong_type` is this project's own.
_SHAPE = {
    "bool_type": "Must be true or false.",
    "dict_type": "Must be an object.",
    "extra_forbidden": "Unknown field.",
    "int_type": "Must be an integer.",
    "list_type": "Must be a list.",
    "model_type": "Must be an object.",
    "string_too_long": "Must have at most {max_length} characters.",
    "string_type": "Must be a string.",
    "too_long": "Must have at most {max_length} entries.",
    "wrong_type": "{message}",
}
# Errors that a draft may have. An error named after an issue code brings its own sentence.
_ISSUES = {
    "greater_than_equal": (Code.OUT_OF_RANGE, "{name} must be at least {ge}."),
    "less_than_equal": (Code.OUT_OF_RANGE, "{name} must be at most {le}."),
    "literal_error": (Code.INVALID_CHOICE, "{name} must be {expected}."),
    "missing": (Code.REQUIRED, "{name} is required."),
    "string_too_short": (Code.REQUIRED, "{name} is required."),
    "too_short": (Code.REQUIRED, "{name} needs at least {min_length} entry."),
}


@dataclass(frozen=True)
class Checked:
    """The outcome of a check.

    shape   what is refused even in a draft, as sentences by dotted path: unknown keys, wrong JSON types,
            control characters, text or lists that are too long
    issues  what still blocks generation, in the order of the form, then of its rules
    value   the canonical with its strings trimmed and its null and blank members left out; None when `shape`
            has faults
    """

    shape: Faults
    issues: list[Issue]
    value: dict[str, Any] | None


def check(model: type[Block], rules: Iterable[Rule], canonical: object) -> Checked:
    """Check any JSON value against a form. Never raises, whatever the value.

    The business rules run on what is there, also when other values are missing or wrong.
    """
    if not isinstance(canonical, dict):
        return Checked({"": ["Must be an object."]}, [], None)
    value, shape = trimmed(canonical)
    issues: list[Issue] = []
    for error in _errors(model, value):
        path = ".".join(map(str, error["loc"]))
        if sentence := _shape_fault(error):
            shape.setdefault(path, []).append(sentence)
        else:
            issues.append(_issue(path, error))
    reading = Reading(value)
    issues += [issue for rule in rules for issue in rule(reading)]
    if shape:
        return Checked(shape, issues, None)
    return Checked(shape, [*issues, *_unprintable(value)], value)


def _unprintable(value: object) -> Iterator[Issue]:
    for path, text in leaves(value):
        if part := unprintable(text):
            yield Issue(path, Code.UNPRINTABLE, sentence(part))


def _errors(model: type[Block], value: object) -> list[ErrorDetails]:
    try:
        model.model_validate(value)
    except ValidationError as wrong:
        return wrong.errors(include_url=False)
    return []


def _shape_fault(error: ErrorDetails) -> str | None:
    if error["type"] == "literal_error" and not isinstance(error["input"], str):
        return "Must be a string."
    sentence = _SHAPE.get(error["type"])
    return sentence and sentence.format(message=error["msg"], **error.get("ctx", {}))


def _issue(path: str, error: ErrorDetails) -> Issue:
    if error["type"] not in _ISSUES:
        return Issue(path, Code(error["type"]), error["msg"])
    code, sentence = _ISSUES[error["type"]]
    name = path.rpartition(".")[2]
    return Issue(path, code, sentence.format(name=name, **error.get("ctx", {})))
