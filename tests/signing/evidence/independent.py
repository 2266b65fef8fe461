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


def level_fault(pdf):
    """What the evidence in a sealed file promises of time stamps and is not so; None where all of it is.

    The authority's signature is left to others: this asks what must be there, over what, and of when.
    """
    begin, after, rest = _byte_range(pdf)
    signature, certificates, tokens = _container(bytes.fromhex(pdf[begin + 1 : after - 1].decode()))
    evidence = _evidence(pdf)
    level, follows = evidence.get("level"), len(pdf) > after + rest
    if evidence["format"] == "safeclose-evidence/1":
        has_room = (after - begin - 2) // 2 - certificates >= 24576
        return "taken out" if has_room and not tokens else None
    if level not in ("B-B", "B-T", "B-LTA"):
        return "no level"
    if len(tokens) != (0 if level == "B-B" else 1):
        return f"{len(tokens)} time stamps at {level}"
    if follows != (level == "B-LTA"):
        return f"what follows the seal at {level}"
    place = after + pdf[after:].index(b"/M (D:") + 6
    sealed_at = pdf[place : place + 14].decode()
    return _stamp_fault(tokens[0], signature, sealed_at, evidence["events"][-1]["at"]) if tokens else None


def _byte_range(pdf):
    """Where the container begins and ends, and how much follows: of the text that names the place where it stands."""
    opening, start = b"/ByteRange [ 0 ", -1
    while True:
        start = pdf.index(opening, start + 1)
        end = pdf.index(b"]", start)
        numbers = [int(each) for each in pdf[start + len(opening) : end].split()]
        if numbers[:1] == [pdf.index(b"<", end)]:
            return numbers


def _stamp_fault(token, signature, sealed_at, last_event_at):
    info = _stated(token)
    if _der_children(_der_children(info)[2])[1][1] != hashlib.sha256(signature).digest():
        return "over something else"
    at = _seconds(_der_children(info)[4][1].decode()[:14])
    sealed, last = _seconds(sealed_at), _seconds("".join(each for each in last_event_at if each.isdigit())[:14])
    if at < max(sealed, last) - 300 or at > sealed + 3600:
        return "of another time"
    return None


def _seconds(digits):
    """Since some instant, of YYYYMMDDHHMMSS in UTC."""
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    year, month = (year, month) if month > 2 else (year - 1, month + 12)
    days = 365 * year + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + day
    return days * 86400 + int(digits[8:10]) * 3600 + int(digits[10:12]) * 60 + int(digits[12:14])


def _evidence(pdf):
    """The bundle among the attachments, which are stored as they are."""
    start = pdf.rindex(b'{"certificates":[')
    return json.JSONDecoder().raw_decode(pdf[start : pdf.index(b"endstream", start)].decode())[0]


def _container(data):
    """The signature, the size of all certificates, and the tokens in the one attribute that may be unsigned."""
    signed = _der_children(_der_children(_der_children((0x30, _der_value(data)[0][1]))[1])[0])
    certificates, signer = signed[3], _der_children(_der_children(signed[4])[0])
    tokens = []
    for attribute in _der_children(signer[6]) if len(signer) == 7 else []:
        tokens += _der_children(_der_children(attribute)[1])
    return signer[5][1], len(certificates[1]), tokens


def _stated(token):
    """TSTInfo: what an authority signed."""
    content = _der_children(_der_children(token)[1])[0]
    inside = _der_children(_der_children(_der_children(content)[2])[1])[0]
    return _der_value(inside[1])[0]


def _der_value(data):
    """The first value, as (tag, content), and the bytes behind it."""
    length, start = data[1], 2
    if length >= 0x80:
        start = 2 + length - 0x80
        length = int.from_bytes(data[2:start], "big")
    return (data[0], data[start : start + length]), data[start + length :]


def _der_children(value):
    found, rest = [], value[1]
    while rest:
        child, rest = _der_value(rest)
        found.append(child)
    return found


def presented_hashes(bundle):
    """What the sealed files of a trail can present: the documents, and what signers added."""
    added = [each["payload"]["data"]["documentSha256"] for each in bundle["events"] if each["type"] == "uploaded"]
    return [each["sha256"] for each in bundle["documents"]] + added


def added_file_fault(bundle):
    """The number of the first event that adds a file against the rules; None where there is none."""
    steps, seen = bundle["events"][0]["payload"]["data"].get("plan", {"steps": []})["steps"], []
    for event in bundle["events"]:
        if event["type"] != "uploaded":
            continue
        actor, data = event["payload"]["actor"], event["payload"]["data"]
        number, files = data.get("step"), (data.get("documentSha256"), data.get("receivedSha256"))
        asked = type(number) is int and 0 <= number < len(steps) and steps[number]["kind"] == "upload"
        if (
            not all(isinstance(one, str) and len(one) == 64 and not one.strip("0123456789abcdef") for one in files)
            or not asked
            or actor["kind"] != "signer"
            or actor["id"] not in [each["id"] for each in steps[number]["signers"]]
            or (actor["id"], number) in seen
        ):
            return event["seq"]
        seen.append((actor["id"], number))
    return None
