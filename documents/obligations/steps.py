"""Steps of actions on documents that write down what is due."""

from documents.obligations.derivation import Due, derived
from documents.obligations.models import Obligation
from documents.paper.models import Document
from safeclose.records.transactions import assert_in_action

DERIVED_COLUMNS = ("description", "due_at", "due_day", "amount_cents")


def sync(document: Document) -> None:
    """Bring the rows of the locked document in step with what it says now; again and again gives the same rows.

    A row whose term still stands keeps its id, and that it was resolved.
    """
    assert_in_action()
    rows = {row.key: row for row in Obligation.objects.filter(document=document)}
    due = {one.key: one for one in derived(document.canonical, accepted_at=document.signed_at)}
    Obligation.objects.filter(pk__in=[row.pk for key, row in rows.items() if key not in due]).delete()
    Obligation.objects.bulk_create(_row(document, one) for key, one in due.items() if key not in rows)
    changed = [row for key, row in rows.items() if key in due and _apply_due(row, due[key])]
    Obligation.objects.bulk_update(changed, DERIVED_COLUMNS)


def _row(document: Document, due: Due) -> Obligation:
    row = Obligation(organization_id=document.organization_id, document=document, key=due.key, type=due.type)
    _apply_due(row, due)
    return row


def _apply_due(row: Obligation, due: Due) -> bool:
    """Write what is due into the row; whether that changes it."""
    before = [getattr(row, name) for name in DERIVED_COLUMNS]
    for name in DERIVED_COLUMNS:
        setattr(row, name, getattr(due, name))
    return before != [getattr(row, name) for name in DERIVED_COLUMNS]
