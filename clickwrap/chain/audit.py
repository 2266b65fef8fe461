"""Our own chains of acceptances, checked against the rows and texts that they are about."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from clickwrap.acceptances.models import Acceptance
from clickwrap.agreements.models import HAS_ITS_HASH, Agreement, Version
from clickwrap.chain.models import Block, Chain, ChainedAcceptance, UnchainedAcceptance
from clickwrap.chain.payloads import beginning, chain_id, chained, entry_of
from safeclose.proof.audits import Audited
from safeclose.proof.commitments import reveal_fault
from safeclose.proof.hashchain import verify_chain


def chains(since: datetime | None) -> Iterator[Audited]:
    """One for each organization with agreements; or, with `since`, with acceptances chained since then or waiting."""
    organizations = Agreement.objects.order_by("organization_id")
    if since:
        lately = Chain.objects.filter(last_at__gte=since).values("organization_id")
        waiting = UnchainedAcceptance.objects.values("organization_id")
        organizations = organizations.filter(organization_id__in=lately.union(waiting))
    for organization_id in organizations.values_list("organization_id", flat=True).distinct():
        yield Audited(chain_id(organization_id), partial(fault_of, organization_id))


def fault_of(organization_id: int) -> str | None:
    """The first thing that is wrong with an organization's acceptances, as a sentence; None when all is well."""
    return (
        _text_fault(organization_id)
        or _link_fault(organization_id)
        or next(filter(None, map(_block_fault, _blocks(organization_id).iterator(chunk_size=10))), None)
        or _loose_fault(organization_id)
    )


def _blocks(organization_id: int) -> "QuerySet[Block]":
    return Block.objects.filter(chain=organization_id).order_by("seq")


def _text_fault(organization_id: int) -> str | None:
    versions = Version.objects.filter(agreement__organization=organization_id).order_by("id")
    if changed := versions.exclude(HAS_ITS_HASH).first():
        return (
            f"Version {changed.number} of {changed.agreement_id} has another text than the one it was published with."
        )
    text = Version.objects.filter(
        agreement=OuterRef("agreement"), number=OuterRef("version"), sha256=OuterRef("version_hash")
    )
    if orphan := Acceptance.objects.filter(~Exists(text), organization=organization_id).order_by("id").first():
        return f"{orphan.id} accepts a version that is not there."
    return None


def _link_fault(organization_id: int) -> str | None:
    """Whether the blocks hold together, and are as many as the chain says."""
    chain = Chain.objects.filter(organization=organization_id).first()
    blocks = _blocks(organization_id)
    if chain is None or chain.length == 0:
        return "There are blocks that the chain does not know." if blocks.exists() else None
    links = map(chained, blocks.iterator(chunk_size=10))
    fault = verify_chain(beginning(organization_id), links, trail_id=chain_id(organization_id), head=chain.head)
    if fault:
        return fault.reason.replace("Event", "Block", 1)
    if blocks.count() != chain.length:
        return f"The chain says that it has {chain.length} blocks, and {blocks.count()} are there."
    return None


def _block_fault(block: Block) -> str | None:
    """Whether the rows are still what the block says."""
    entries = json.loads(bytes(block.payload))["acceptances"]
    rows = Acceptance.objects.select_related("publication").in_bulk([entry["acceptanceId"] for entry in entries])
    for entry in entries:
        if fault := _entry_fault(entry, rows.get(entry["acceptanceId"])):
            return f"Block {block.seq}: {entry['acceptanceId']} {fault}"
    members = ChainedAcceptance.objects.filter(block=block).values_list("acceptance_id", flat=True)
    if set(members) != rows.keys():
        return f"Block {block.seq}: the index of its acceptances is not what it holds."
    return None


def _entry_fault(entry: Mapping[str, Any], row: Acceptance | None) -> str | None:
    if row is None:
        return "is not there any more."
    if entry_of(row) != entry:
        return "was changed after it was chained."
    if reveal_fault(entry, row.kept):
        return "has a personal value that is not the one it was made with."
    return None


def _loose_fault(organization_id: int) -> str | None:
    """Whether every acceptance is in a block or waits for one, and all that waits is there."""
    rows = Acceptance.objects.filter(organization=organization_id).order_by("id")
    waits = UnchainedAcceptance.objects.filter(acceptance=OuterRef("id"))
    if lost := rows.filter(
        ~Exists(ChainedAcceptance.objects.filter(acceptance=OuterRef("id"))), ~Exists(waits)
    ).first():
        return f"{lost.id} is in no block, and waits for none."
    waiting = UnchainedAcceptance.objects.filter(organization_id=organization_id)
    there = Acceptance.objects.filter(id=OuterRef("acceptance_id"))
    if missing := waiting.filter(~Exists(there)).order_by("acceptance_id").first():
        return f"{missing.acceptance_id} is not there any more; it was in no block yet."
    for row in rows.filter(Exists(waits)).iterator(chunk_size=500):
        if reveal_fault(row.concealed, row.kept):
            return f"{row.id} has a personal value that is not the one it was made with."
    return None
