"""Steps with loans that are parts of an action under the document's lock."""

from collections.abc import Mapping
from typing import Any

from documents.chattel.loans.models import Loan
from documents.chattel.register.models import ChattelDocument
from safeclose.records.transactions import assert_in_action


def loan_of(document: ChattelDocument) -> Loan | None:
    """The loan of a locked document, as it is now."""
    assert_in_action()
    return Loan.objects.filter(document=document).first()


def attach(document: ChattelDocument, columns: Mapping[str, Any]) -> bool:
    """Make this the locked document's loan, in place of any other; whether that changed anything."""
    before = loan_of(document)
    if before and all(getattr(before, name) == value for name, value in columns.items()):
        return False
    loan = Loan(document=document, **columns)
    loan.save(force_insert=before is None, force_update=before is not None)
    document.loan = loan
    return True
