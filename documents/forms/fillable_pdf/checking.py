"""Checks the data of a fillable PDF, `{"fields": {name: value}}`, and describes it as JSON Schema."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from documents.forms.fillable_pdf.fields import Field
from documents.packs.toolkit.checking import Checked
from documents.packs.toolkit.codes import Code, Issue
from documents.rendering.glyph_coverage import sentence, unprintable
from safeclose.plain_text import trimmed

MAX_ANSWER_LENGTH = 100_000  # characters, where the form sets no limit


def check_answers(fields: Sequence[Field], canonical: object) -> Checked:
    """Check any JSON value against a form's fields, as documents.packs.toolkit.checking.check does. Never raises."""
    if not isinstance(canonical, dict):
        return Checked({"": ["Must be an object."]}, [], None)
    value, shape = trimmed(canonical)
    shape.update({name: ["Unknown field."] for name in value.keys() - {"fields"}})
    answers = value.get("fields", {})
    if not isinstance(answers, dict):
        return Checked({**shape, "fields": ["Must be an object."]}, [], None)
    known = {field.name: field for field in fields}
    for name, answer in answers.items():
        sentence = _shape_fault(known[name], answer) if name in known else "Unknown field."
        if sentence:
            shape.setdefault(f"fields.{name}", []).append(sentence)
    if shape:
        return Checked(shape, [], None)
    return Checked(shape, [issue for field in fields for issue in _issues(field, answers)], value)


def schema_of(fields: Sequence[Field]) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of `{"fields": {…}}`."""
    required = [field.name for field in fields if field.required and field.default is None]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["fields"] if required else [],
        "properties": {
            "fields": {
                "type": "object",
                "additionalProperties": False,
                "required": required,
                "properties": {field.name: _schema(field) for field in fields},
            }
        },
    }


def _schema(field: Field) -> dict[str, Any]:
    about = {"title": field.label}
    if field.kind == "checkbox":
        return {**about, "type": "boolean", **({"const": True} if field.required else {})}
    if field.kind == "text":
        return {**about, "type": "string", "maxLength": field.max_length or MAX_ANSWER_LENGTH}
    one: dict[str, Any] = {"type": "string", **({} if field.editable else {"enum": field.values})}
    return {**about, "type": "array", "items": one} if field.several else {**about, **one}


def _shape_fault(field: Field, answer: object) -> str | None:
    if answer is not None and answer == field.default:
        return None  # the form holds it already, whatever it is
    if field.kind == "checkbox":
        return None if isinstance(answer, bool) else "Must be true or false."
    if field.several:
        if not isinstance(answer, list) or not all(isinstance(each, str) for each in answer):
            return "Must be a list of strings."
        return None if len(answer) <= len(field.options) else f"Must have at most {len(field.options)} entries."
    if not isinstance(answer, str):
        return "Must be a string."
    most = field.max_length or MAX_ANSWER_LENGTH
    return f"Must have at most {most} characters." if len(answer) > most else None


def _issues(field: Field, answers: Mapping[str, Any]) -> Iterator[Issue]:
    path, answer = f"fields.{field.name}", answers.get(field.name, field.default)
    if field.required and answer in (None, False, []):
        yield Issue(path, Code.REQUIRED, f"{field.label} is required.")
    if answer is None or isinstance(answer, bool) or (answer == field.default and field.keeps_its_drawing):
        return
    texts = answer if isinstance(answer, list) else [answer]
    if field.kind != "text" and not field.editable and not set(texts) <= set(field.values):
        yield Issue(path, Code.INVALID_CHOICE, f"{field.label} must be one of the form's options.")
    if not field.multiline and any(len(text.splitlines()) > 1 or "\t" in text for text in texts):
        yield Issue(path, Code.NOT_ONE_LINE, "Must be one line, without tabs.")
    if part := unprintable(field.printed(answer)):
        yield Issue(path, Code.UNPRINTABLE, sentence(part))
