"""Every trail and every chain of acceptances, hashed anew by the tests' second implementation."""

import json
from collections.abc import Iterator
from typing import Any

from tests.signing.evidence import independent
from tests.soak.rows import Row, Rows, iso, typeid


def trails(rows: Rows) -> Iterator[str]:
    """Head, length, the hashes of each event, and every personal value that is kept."""
    for trail in rows.all("SELECT id, document_sha256, head, length FROM signing_trail"):
        events = rows.all("SELECT * FROM signing_trailevent WHERE trail_id = %s ORDER BY seq", trail["id"])
        payloads = [json.loads(bytes(event["payload"])) for event in events]
        if len(payloads) != trail["length"] or _head(trail["document_sha256"], payloads) != trail["head"]:
            yield f"{trail['id']} is not the chain that its row says"
        for payload, event in zip(payloads, events, strict=True):
            yield from (f"{trail['id']}, event {event['seq']}: {fault}" for fault in _event(payload, event))


def acceptances(rows: Rows) -> Iterator[str]:
    """The chain of each organization; and that each acceptance is in it, once, as it stands in its row."""
    told: dict[str, list[dict[str, Any]]] = {}
    for chain in rows.all("SELECT organization_id, head, length FROM clickwrap_chain"):
        organization = chain["organization_id"]
        blocks = rows.all("SELECT payload FROM clickwrap_block WHERE chain_id = %s ORDER BY seq", organization)
        payloads = [json.loads(bytes(block["payload"])) for block in blocks]
        first = independent.first_hash_of_acceptances(organization)
        if len(payloads) != chain["length"] or _head(first, payloads) != chain["head"]:
            yield f"the chain of acceptances of organization {organization} is not what its row says"
        for entry in (entry for payload in payloads for entry in payload["acceptances"]):
            told.setdefault(entry["acceptanceId"], []).append(entry)
    for row in rows.all("SELECT id, version_hash FROM clickwrap_acceptance"):
        found = told.pop(typeid("acc", row["id"]), [])
        if [entry["versionHash"] for entry in found] != [row["version_hash"]]:
            yield f"{typeid('acc', row['id'])} is {len(found)} times in the chain, or with another text"
    yield from (f"{identifier} is in the chain and has no row" for identifier in told)


def _event(payload: dict[str, Any], event: Row) -> Iterator[str]:
    hashed = independent.sha256(bytes(event["payload"]))
    chained = independent.sha256((event["prev_hash"] + hashed).encode())
    if (event["payload_hash"], event["chain_hash"]) != (hashed, chained):
        yield "its hashes are not those of its bytes"
    if (payload["type"], payload["at"], payload["seq"]) != (event["type"], iso(event["at"]), event["seq"]):
        yield "its row says something else than its payload"
    for place, entry in event["kept"].items():
        if not independent.opens(payload, place, entry):
            yield f"what is kept of {place} is not what it commits to"


def _head(first: str, payloads: list[dict[str, Any]]) -> str:
    try:
        return independent.head(first, payloads)
    except ValueError as fault:
        return str(fault)
