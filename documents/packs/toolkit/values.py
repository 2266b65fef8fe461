"""Kinds of value: text, amounts, dates, and the numbers that identify people and land.

A value of the wrong JSON type raises the error `wrong_type`; every other error is named after its issue code.
"""

import re
from datetime import date, datetime
from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from documents.packs.toolkit.codes import Code

_DAY = re.compile(r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
)
_PHONE = re.compile(r"\+?[0-9 ().-]+(?: ?(?:x|ext\.?) ?[0-9]{1,6})?", re.IGNORECASE)
# Canada Post uses no D, F, I, O, Q, U, and no W or Z in first place.
_POSTAL_CODE = re.compile(r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z] ?[0-9][ABCEGHJ-NPRSTV-Z][0-9]", re.IGNORECASE)
_ROLL_NUMBER = re.compile(r"(?:[0-9][ .-]*){15}(?:(?:[0-9][ .-]*){4})?")
_PIN = re.compile(r"[0-9]{5}-?[0-9]{4}(?: ?\((?:LT|R)\))?")


def parse_day(value: object) -> date:
    """`2026-07-04`. Raises PydanticCustomError for anything else."""
    text = _string(value)
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise PydanticCustomError(Code.INVALID_DATE.value, "Must be a date of the calendar, as YYYY-MM-DD.")


def parse_instant(value: object) -> datetime:
    """`2026-07-04T23:59:00-04:00`; the offset is needed. Raises PydanticCustomError for anything else."""
    text = _string(value)
    try:
        if _INSTANT.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise PydanticCustomError(
        Code.INVALID_TIME.value, "Must be a date and time with its offset, as YYYY-MM-DDThh:mm:ss-04:00."
    )


def _string(value: object) -> str:
    if isinstance(value, str):
        return value
    raise PydanticCustomError("wrong_type", "Must be a string.")


def _one_line(value: str) -> str:
    if len(value.splitlines()) == 1 and "\t" not in value:
        return value
    raise PydanticCustomError(Code.NOT_ONE_LINE.value, "Must be one line, without tabs.")


def _email(value: str) -> str:
    try:
        validate_email(value, check_deliverability=False)
    except EmailNotValidError as wrong:
        raise PydanticCustomError(Code.INVALID_EMAIL.value, "Must be an e-mail address.") from wrong
    return value


def _phone(value: str) -> str:
    number = re.split("x|ext", value, maxsplit=1, flags=re.IGNORECASE)[0]
    if _PHONE.fullmatch(value) and 10 <= sum(map(str.isdigit, number)) <= 15:
        return value
    raise PydanticCustomError(Code.INVALID_PHONE.value, "Must be a telephone number with its area code.")


def _postal_code(value: str) -> str:
    if _POSTAL_CODE.fullmatch(value):
        return value
    raise PydanticCustomError(Code.INVALID_POSTAL_CODE.value, "Must be a Canadian postal code, as A1A 1A1.")


def _roll_number(value: str) -> str:
    if _ROLL_NUMBER.fullmatch(value):
        return value
    raise PydanticCustomError(Code.INVALID_ROLL_NUMBER.value, "Must be a roll number of 15 or 19 digits.")


def _pin(value: str) -> str:
    if _PIN.fullmatch(value):
        return value
    raise PydanticCustomError(Code.INVALID_PIN.value, "Must be a property identifier, as 12345-6789 (LT).")


Line = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_one_line)]
PostalAddress = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Paragraph = Annotated[str, StringConstraints(min_length=1, max_length=5_000)]
Pages = Annotated[str, StringConstraints(min_length=1, max_length=100_000)]

Email = Annotated[
    str,
    StringConstraints(min_length=1, max_length=254),
    AfterValidator(_email),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": 254}),
]
Phone = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(_phone)]
PostalCode = Annotated[str, StringConstraints(min_length=1, max_length=7), AfterValidator(_postal_code)]
RollNumber = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(_roll_number)]
Pin = Annotated[str, StringConstraints(min_length=1, max_length=20), AfterValidator(_pin)]

Day = Annotated[date, BeforeValidator(parse_day, json_schema_input_type=date)]
Instant = Annotated[datetime, BeforeValidator(parse_instant, json_schema_input_type=datetime)]

MAX_CENTS = 10**12
Cents = Annotated[int, Field(ge=1, le=MAX_CENTS)]
