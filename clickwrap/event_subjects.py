"""What events are about: for each model, the subject that a row is."""

from collections.abc import Callable
from typing import Any

from clickwrap.agreements.models import Agreement
from workspace.events.catalogue import Subject


def _agreement(row: Agreement) -> Subject:
    data = {"key": row.key, "title": row.title, "version": row.version, "versionHash": row.version_hash}
    return Subject("agreement", row.id, row.organization_id, data=data)


EVENT_SUBJECTS: dict[type[Any], Callable[[Any], Subject]] = {
    Agreement: _agreement,
}
