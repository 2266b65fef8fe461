"""What is hashed: blocks of acceptances, without any personal value."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from clickwrap.acceptances.models import Acceptance
from clickwrap.chain.models import Block
from safeclose import clock
from safeclose.proof.hashchain import ChainedEvent

KIND, PREFIX = "acceptances", "acceptances-"


def chain_id(organization_id: int) -> str:
    """What the chain of an organization is called, in its blocks and in reports."""
    return f"{PREFIX}{organization_id}"


def beginning(organization_id: int) -> str:
    """The prevHash of the first block: no chain can be moved to another organization."""
    return sha256(f"safeclose-acceptances/1\n{chain_id(organization_id)}".encode()).hexdigest()


def entry_of(acceptance: Acceptance) -> dict[str, Any]:
    """An acceptance as it stands in its block; the personal values are commitments."""
    verified = {} if acceptance.verified is None else {"verified": acceptance.verified}
    language = {} if acceptance.language is None else {"language": acceptance.language}
    return {
        "acceptanceId": acceptance.id,
        "agreementId": acceptance.agreement_id,
        "title": acceptance.publication.title,
        "version": acceptance.version,
        "versionHash": acceptance.version_hash,
        "acceptedAt": clock.iso(acceptance.accepted_at),
        **verified,
        **language,
        **acceptance.concealed,
    }


def payload_of(organization_id: int, seq: int, at: datetime, acceptances: Iterable[Acceptance]) -> dict[str, Any]:
    """The payload of a block."""
    return {
        "trailId": chain_id(organization_id),
        "seq": seq,
        "type": KIND,
        "at": clock.iso(at),
        "acceptances": [entry_of(one) for one in acceptances],
    }


def chained(block: Block) -> ChainedEvent:
    """A stored block as a link of the chain."""
    return ChainedEvent(
        seq=block.seq,
        type=KIND,
        at=clock.iso(block.at),
        canonical=bytes(block.payload),
        payload_hash=block.payload_hash,
        prev_hash=block.prev_hash,
        chain_hash=block.chain_hash,
    )
