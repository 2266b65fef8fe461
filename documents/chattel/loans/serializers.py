"""Shapes of loans."""

import re
from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field

from documents.chattel.account_views import ChattelBodyShape
from documents.chattel.loans.amounts import Amount
from documents.chattel.loans.models import Loan
from safeclose.http.fields import EmailAddress, Text
from safeclose.http.shapes import Shape
from safeclose.http.text_fields import Day, Line
from safeclose.phone_numbers import international

CURRENCY = re.compile("[A-Za-z]{3}")


@extend_schema_field({"type": "string", "pattern": "^[A-Za-z]{3}$"})
class Currency(Text):
    """Three letters; `cad` is `CAD`."""

    default_error_messages = {"invalid_currency": "Must be three letters."}

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if not CURRENCY.fullmatch(text):
            self.fail("invalid_currency")
        return text.upper()


@extend_schema_field({"type": "string", "enum": Loan.Status.values})
class LoanStatus(Text):
    """`CURRENT` or `BEHIND`."""

    default_error_messages = {"unknown_status": "Must be CURRENT or BEHIND."}

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if text not in Loan.Status.values:
            self.fail("unknown_status")
        return text


class Phone(Text):
    """A number that can be called from anywhere, such as `+1 613 555 0100`; kept in E.164 form."""

    default_error_messages = {"invalid_phone": "Must be an international number, such as +16135550100."}

    def to_internal_value(self, data: Any) -> str:
        number = international(super().to_internal_value(data))
        if number is None:
            self.fail("invalid_phone")
        return number


class Email(Text):
    """An address for mail."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 320, **kwargs})
        self._address = EmailAddress()

    def to_internal_value(self, data: Any) -> str:
        return str(self._address.run_validation(super().to_internal_value(data)))


class BorrowerShape(Shape):
    """Whom outreach is to reach; each part may be unknown."""

    name = Line(max_length=120, required=False, allow_null=True)
    email = Email(required=False, allow_null=True)
    phone = Phone(max_length=40, required=False, allow_null=True)


class LoanShape(ChattelBodyShape):
    """A loan, in bodies and in answers. `borrower` stands in an answer only where one was given."""

    provider_name = Line(max_length=120)
    original_amount = Amount()
    remaining_amount = Amount()
    currency = Currency(default="USD")
    maturity_date = Day(required=False, allow_null=True, default=None)
    status = LoanStatus(default=Loan.Status.CURRENT.value)
    borrower = BorrowerShape(required=False)

    def get_borrower(self, loan: Loan) -> dict[str, str | None] | None:
        borrower = {"name": loan.borrower_name, "email": loan.borrower_email, "phone": loan.borrower_phone}
        return borrower if any(borrower.values()) else None


class NewLoanShape(LoanShape):
    """A loan as it is given: `borrower` may also be null."""

    borrower = BorrowerShape(default=None, allow_null=True)


def columns(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body that was read, as the columns of a Loan."""
    borrower = body["borrower"] or {}
    return {
        **{name: value for name, value in body.items() if name != "borrower"},
        **{f"borrower_{name}": borrower.get(name) for name in ("name", "email", "phone")},
    }
