"""What is written about chains of acceptances."""

from clickwrap.acceptances.models import Acceptance
from clickwrap.chain.models import Block, Chain, ChainedAcceptance, UnchainedAcceptance
from clickwrap.chain.payloads import beginning, payload_of
from safeclose import clock
from safeclose.proof.hashchain import link
from safeclose.records.rows import locked
from safeclose.records.transactions import action

MAX_ACCEPTANCES = 500  # acceptances in a block


@action
def record_block(*, organization_id: int) -> int:
    """Chain the oldest acceptances of an organization that are in no block; how many they were.

    What others have not committed yet is not seen here, and stays for a later block.
    """
    Chain.objects.bulk_create(
        [Chain(organization_id=organization_id, head=beginning(organization_id))], ignore_conflicts=True
    )
    chain = locked(Chain.objects.all(), organization_id=organization_id)
    # Joined: what waits and is not there any more goes on waiting, for the audit to find.
    waiting = Acceptance.objects.filter(unchained__organization_id=organization_id).order_by("id")
    acceptances = list(waiting.select_related("publication")[:MAX_ACCEPTANCES])
    if acceptances:
        _append(chain, acceptances)
    return len(acceptances)


def _append(chain: Chain, acceptances: list[Acceptance]) -> None:
    seq, at = chain.length + 1, max(clock.now(), chain.last_at)
    made = link(chain.head, payload_of(chain.organization_id, seq, at, acceptances))
    block = Block.objects.create(
        chain=chain,
        seq=seq,
        at=at,
        payload=made.canonical,
        payload_hash=made.payload_hash,
        prev_hash=chain.head,
        chain_hash=made.chain_hash,
    )
    ChainedAcceptance.objects.bulk_create(ChainedAcceptance(acceptance=one, block=block) for one in acceptances)
    UnchainedAcceptance.objects.filter(acceptance__in=[one.id for one in acceptances]).delete()
    chain.length, chain.head, chain.last_at = seq, made.chain_hash, at
    chain.save(update_fields=["length", "head", "last_at"])
