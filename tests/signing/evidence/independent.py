"""Trails, written down a second time from docs/evidence.md alone, with nothing but two modules of the standard library.

It shares no line with the service. Where both agree, the page says enough.
"""

import hashlib
import json


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def canonical(payload):
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def first_hash(document_hashes):
    if len(document_hashes) == 1:
        return document_hashes[0]
    return sha256("\n".join(sorted(document_hashes)).encode())


def first_hash_of_acceptances(organization_id):
    return sha256(f"safeclose-acceptances/1\nacceptances-{organization_id}".encode())


def head(first, payloads):
    """The chainHash of the last of these payloads, from the payloads and what the chain is about."""
    found = first
    for number, payload in enumerate(payloads, start=1):
        if payload["seq"] != number:
            raise ValueError(f"{payload['seq']} stands where {number} belongs.")
        found = sha256((found + sha256(canonical(payload))).encode())
    return found


def at_place(payload, pointer):
    """What stands at a JSON Pointer."""
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        payload = payload[int(name)] if isinstance(payload, list) else payload[name]
    return payload


def opens(payload, pointer, entry):
    """Whether value and salt are those that the payload commits to there."""
    data = b"safeclose-commitment/1\n" + bytes.fromhex(entry["salt"]) + entry["value"].encode()
    return at_place(payload, pointer) == {"sha256": sha256(data)}


def statement(bundle):
    """What a bundle's signature covers."""
    signed = {name: value for name, value in bundle.items() if name != "checkpoint"}
    signed["signature"] = {name: value for name, value in bundle["signature"].items() if name != "value"}
    signed["events"] = len(bundle["events"])
    signed["certificates"] = [sha256(_der(each)) for each in bundle["certificates"]]
    return canonical(signed)


def _der(pem):
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    text = "".join(pem.splitlines()[1:-1])
    bits = "".join(f"{digits.index(each):06b}" for each in text.rstrip("="))
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) - len(bits) % 8, 8))
