"""Why a document cannot be generated yet: the closed list of codes, and one issue."""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Stable codes of issues. Clients branch on them; a code is never renamed or reused."""

    REQUIRED = "required"  # missing, null, blank, or a list without the entries it needs
    INVALID_CHOICE = "invalid_choice"  # not one of the listed words
    INVALID_DATE = "invalid_date"  # not a day of the calendar as YYYY-MM-DD, from 1900 to 2199
    INVALID_TIME = "invalid_time"  # not an ISO 8601 date and time with its offset
    INVALID_EMAIL = "invalid_email"
    INVALID_PHONE = "invalid_phone"
    INVALID_POSTAL_CODE = "invalid_postal_code"  # not a Canadian one, or not one of the province
    INVALID_ROLL_NUMBER = "invalid_roll_number"  # an assessment roll number has 15 or 19 digits
    INVALID_PIN = "invalid_pin"  # a property identifier has 5 and 4 digits
    NOT_ONE_LINE = "not_one_line"  # a line break or tab where one line is wanted
    UNPRINTABLE = "unprintable"  # a character that no font of the documents has
    OUT_OF_RANGE = "out_of_range"  # a number too small or too large
    OUT_OF_ORDER = "out_of_order"  # a date before or after one that it must follow or precede
    NOT_A_BUSINESS_DAY = "not_a_business_day"  # Saturday, Sunday, Ontario statutory or bank holiday
    NOT_IN_ONTARIO = "not_in_ontario"  # the form is for property in Ontario
    DEPOSIT_EXCEEDS_PRICE = "deposit_exceeds_price"
    DUE_DATE_REQUIRED = "due_date_required"  # the deposit is due on a date that is not given
    DUE_DATE_NOT_ALLOWED = "due_date_not_allowed"  # a date, while the timing says otherwise
    RENT_DEPOSIT_NOT_ONE_MONTH = "rent_deposit_not_one_month"  # the only deposit a landlord may keep as such
    EXCEEDS_LEGAL_LIMIT = "exceeds_legal_limit"  # a charge above what the law allows
    SUM_DIFFERS = "sum_differs"  # parts that do not add up to their total
    NOT_A_PARTY = "not_a_party"  # a name that none of the parties has
    CONFLICTING_CHOICES = "conflicting_choices"  # two answers that cannot both hold


@dataclass(frozen=True)
class Issue:
    """One thing that blocks generation. `path` is dotted (`parties.buyers.0.name`), `message` a sentence."""

    path: str
    code: Code
    message: str
