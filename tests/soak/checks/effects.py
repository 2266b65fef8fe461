"""What follows from DOCUMENT_SIGNED: each effect there, and once."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from tests.soak.rows import Row, Rows, typeid

# Each deal of the soak, with the DOCUMENT_SIGNED of its document, if there is one, and how many milestones that makes.
DEALS = """
    SELECT l.id, l.stage, w.id AS event_id, CASE WHEN w.id IS NULL THEN 0 ELSE (
        SELECT count(*) FROM documents_templatemilestone m JOIN documents_checklisttemplate t ON t.id = m.template_id
        WHERE t.deal_type = l.type) END AS wanted
    FROM documents_deal l
    LEFT JOIN documents_document d ON d.deal_id = l.id AND d.status = 'FULLY_SIGNED'
    LEFT JOIN signing_envelope e ON e.document_id = d.id AND e.status = 'completed'
    LEFT JOIN workspace_event w ON w.type = 'DOCUMENT_SIGNED' AND w.subject_id = e.trail_id
    WHERE l.title LIKE 'Soak %%'"""
TOLD = "SELECT count(*) AS n FROM workspace_event WHERE type = 'deal.stage_changed' AND subject_id = %s"
MILESTONES = """
    SELECT m.number, m.due_date - m.offset_days AS closing FROM documents_milestone m
    JOIN documents_checklist c ON c.id = m.checklist_id WHERE c.deal_id = %s ORDER BY m.number"""


def obligations(rows: Rows) -> Iterator[str]:
    """Those of a signed document: its dates, the deposit's from the signature, and no lapse of the offer any more."""
    for document in rows.all("SELECT * FROM documents_document WHERE status = 'FULLY_SIGNED'"):
        name = typeid("doc", document["id"])
        found = rows.all("SELECT * FROM documents_obligation WHERE document_id = %s", document["id"])
        wanted = _due(document["canonical"])
        types = Counter(row["type"] for row in found)
        if types != wanted:
            yield f"{name} is signed; its obligations are {dict(types)}, not {dict(wanted)}"
        elif not _counts_from_signature(document, found):
            yield f"{name} is signed; its deposit is not due from then on"


def deals(rows: Rows) -> Iterator[str]:
    """A deal whose one agreement is signed has moved on, once, and has one checklist; any other has not, and none."""
    for deal in rows.all(DEALS):
        name, causes = typeid("deal", deal["id"]), [] if deal["event_id"] is None else [deal["event_id"]]
        wanted = "conditional" if causes else "new"  # the sample's conditions are all ahead
        if deal["stage"] != wanted:
            yield f"{name} is {deal['stage']}, not {wanted}"
        for table in ("documents_stagechange", "documents_checklist"):
            found = [
                row["event_id"] for row in rows.all(f"SELECT event_id FROM {table} WHERE deal_id = %s", deal["id"])
            ]
            if found != causes:
                yield f"{name} has {len(found)} rows in {table}, not {len(causes)}"
        told = rows.number(TOLD, name)
        if told != len(causes):
            yield f"{name} told of {told} moves, not of {len(causes)}"
        yield from _milestones(rows, deal, name)


def _milestones(rows: Rows, deal: Row, name: str) -> Iterator[str]:
    """Each number once, and each day as far from the completion as it says."""
    found = rows.all(MILESTONES, deal["id"])
    if [row["number"] for row in found] != list(range(1, deal["wanted"] + 1)):
        yield f"{name} has {len(found)} milestones, not {deal['wanted']}"
    if len({row["closing"] for row in found}) > 1:
        yield f"{name} has milestones that count from different days"


def _due(canonical: dict[str, Any]) -> Counter[str]:
    deposits = [canonical["money"]["deposit"], *canonical["money"].get("furtherDeposits", [])]
    return Counter(
        {
            "closing": 1,
            "condition_waiver": len(canonical.get("conditions", [])),
            "deposit_due": len(deposits),
        }
    )


def _counts_from_signature(document: Row, found: list[Row]) -> bool:
    """The sample's first deposit is due within 24 hours of acceptance."""
    due = document["signed_at"] + timedelta(hours=24)
    return any(row["type"] == "deposit_due" and row["due_at"] == due for row in found)
