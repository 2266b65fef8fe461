"""A chattel document on paper, for those who sign it."""

from datetime import datetime
from pathlib import Path
from typing import Any

from documents.chattel.loans.models import Loan
from documents.chattel.register.models import ChattelDocument
from documents.chattel.register.types import TYPES
from documents.rendering.glyph_coverage import sentence, unprintable
from documents.rendering.typesetting import Typeset, Unprintable, typeset
from safeclose import clock
from safeclose.refusals import Invalid

SHEET = Path(__file__).with_name("sheet.typ")


def printed(document: ChattelDocument, *, at: datetime) -> Typeset:
    """The record with its loan, as they are; raises Invalid where the fonts lack one of its letters."""
    loan = getattr(document, "loan", None)
    of_loan = _loan(loan) if loan else []
    data = {
        "title": document.title,
        "facts": [
            {"name": "Kind of collateral", "value": TYPES[document.chattel_type].label},
            {"name": "Record", "value": document.id},
            {"name": "Last changed", "value": clock.iso(document.updated_at)},
        ],
        "description": document.description or "",
        "loan": of_loan,
    }
    texts = [document.title, document.description or "", *(fact["value"] for fact in of_loan)]
    if part := next(filter(None, map(unprintable, texts)), None):
        raise Invalid(f"The chattel document can't be printed. {sentence(part)}")
    try:
        return typeset(SHEET, data, at=at)
    except Unprintable as error:
        raise Invalid(f"The chattel document can't be printed. {sentence(error.text)}") from error


def _loan(loan: Loan) -> list[dict[str, Any]]:
    facts = {
        "From": loan.provider_name,
        "Original amount": f"{loan.original_amount:,.2f} {loan.currency}",
        "Remaining amount": f"{loan.remaining_amount:,.2f} {loan.currency}",
        "Matures on": loan.maturity_date.isoformat() if loan.maturity_date else "",
        "Status": loan.status.capitalize(),
        "Borrower": loan.borrower_name or "",
    }
    return [{"name": name, "value": value} for name, value in facts.items() if value]
