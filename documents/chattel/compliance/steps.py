"""Writing to the log, as a part of an action under the document's lock."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from documents.chattel.compliance.models import ComplianceEntry
from documents.chattel.register.models import ChattelDocument
from safeclose.actors import Actor
from safeclose.records.transactions import assert_in_action
from workspace.events import bus
from workspace.events.catalogue import Subject


def record(
    action: str,
    document: ChattelDocument,
    *,
    campaign_id: str,
    by: Actor,
    channel: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> ComplianceEntry:
    """Write an entry, and the same to the owner's activity feed. `detail` must hold nothing about a person."""
    assert_in_action()
    last = ComplianceEntry.objects.filter(document_id=document.id).aggregate(last=Max("number"))["last"] or 0
    bus.publish(
        action,
        about=Subject("campaign", campaign_id, user_id=document.owner_id),
        by=by,
        data={"documentId": document.id, "channel": channel, **(detail or {})},
    )
    return ComplianceEntry.objects.create(
        document_id=document.id,
        number=last + 1,
        campaign_id=campaign_id,
        action=action,
        channel=channel,
        detail=dict(detail or {}),
        by_id=by.id,
    )
