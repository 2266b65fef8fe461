"""GET /api/signatures/:envelopeId/events."""

import hashlib
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from signing.ceremony.link_disclosure import ENGLISH, FRENCH
from tests.access import statuses
from tests.clocks import stopped
from tests.matching import A_HASH, A_TIME
from tests.people import Caller, Person
from tests.prepared import sent, signed


def test_events_are_read_only_within_the_organization(alice: Caller, people: dict[str, Person]) -> None:
    assert statuses(people, "GET", f"{sent(alice).path}/events") == {
        "alice": 200, "bob": 200, "charlie": 404, "nobody": 401, "anyone": 401,
    }  # fmt: skip


def events(caller: Caller, path: str) -> list[dict[str, Any]]:
    """The trail; asserts that its head is its last hash."""
    body = caller.get(f"{path}/events").json()
    assert body == {"events": body["events"], "head": body["events"][-1]["chainHash"]}
    return list(body["events"])


def revealed(event: dict[str, Any]) -> dict[str, str]:
    """What an event conceals, by place; asserts that the payload commits to each value."""
    for pointer, entry in event["revealed"].items():
        commitment: Any = event["payload"]
        for key in pointer.split("/")[1:]:
            commitment = commitment[int(key)] if isinstance(commitment, list) else commitment[key]
        content = b"safeclose-commitment/1\n" + bytes.fromhex(entry["salt"]) + entry["value"].encode()
        assert commitment == {"sha256": hashlib.sha256(content).hexdigest()}
    return {pointer: entry["value"] for pointer, entry in event["revealed"].items()}


def test_a_whole_ceremony_can_be_recomputed(alice: Caller) -> None:
    out = signed(alice)
    previous = out.document["sha256"]
    trail = events(alice, out.path)
    for number, event in enumerate(trail, start=1):
        plain = json.dumps(event["payload"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        payload_hash = hashlib.sha256(plain.encode()).hexdigest()
        assert event == {
            "seq": number,
            "type": event["payload"]["type"],
            "at": event["payload"]["at"],
            "payload": event["payload"],
            "payloadHash": payload_hash,
            "prevHash": previous,
            "chainHash": hashlib.sha256((previous + payload_hash).encode()).hexdigest(),
            "revealed": event["revealed"],
        }
        previous = event["chainHash"]
    assert [event["type"] for event in trail] == [
        "sent",
        "opened", "authenticated", "consented", "signed",
        "opened", "authenticated", "consented", "signed",
        "completed",
    ]  # fmt: skip


def test_a_signature_event_says_what_was_signed(alice: Caller) -> None:
    out = sent(alice)
    link = out.links[0]
    link.reach("consented")
    answer = link.take("sign", signatureText="A. Archer", headers={"User-Agent": "Netscape é\x07 4"}).json()
    event = events(alice, out.path)[-1]
    assert event["payload"] == {
        "trailId": out.id,
        "seq": 5,
        "type": "signed",
        "at": answer["signedAt"],
        "actor": {"kind": "signer", "id": link.id, "name": {"sha256": A_HASH}},
        "ip": {"sha256": A_HASH},
        "userAgent": {"sha256": A_HASH},
        "data": {"signatureText": {"sha256": A_HASH}, "documentSha256": out.document["sha256"]},
    }
    assert event["chainHash"] == answer["eventHash"]
    assert revealed(event) == {
        "/actor/name": "Ann Archer",
        "/ip": "127.0.0.1",
        "/userAgent": "Netscape é 4",
        "/data/signatureText": "A. Archer",
    }


def test_the_events_of_other_steps_say_what_was_done(alice: Caller) -> None:
    out = sent(alice)
    first, second = out.links
    first.reach("authenticated")
    first.take("consent", language="fr")
    second.reach("consented")
    second.take("decline", reason="Too dear.")
    data = [(event["type"], event["payload"]["data"], revealed(event)) for event in events(alice, out.path)[1:]]
    who = [{"/actor/name": name, "/ip": "127.0.0.1", "/userAgent": ""} for name in ("Ann Archer", "Ben Bowman")]
    assert data == [
        ("opened", {}, who[0]),
        ("authenticated", {"method": "email_link"}, who[0]),
        ("consented", {"disclosureSha256": FRENCH.sha256, "language": "fr"}, who[0]),
        ("opened", {}, who[1]),
        ("authenticated", {"method": "email_link"}, who[1]),
        ("consented", {"disclosureSha256": ENGLISH.sha256, "language": "en"}, who[1]),
        ("declined", {"reason": {"sha256": A_HASH}}, {**who[1], "/data/reason": "Too dear."}),
    ]


def test_the_completion_event_is_by_the_system(alice: Caller) -> None:
    out = signed(alice)
    event = events(alice, out.path)[-1]
    assert event["payload"] == {
        "trailId": out.id,
        "seq": 10,
        "type": "completed",
        "at": A_TIME,
        "actor": {"kind": "system", "id": "system", "name": {"sha256": A_HASH}},
        "ip": None,
        "userAgent": None,
        "data": {"signers": 2},
    }
    assert revealed(event) == {"/actor/name": "Safeclose"}


def test_a_clock_that_goes_back_does_not_turn_the_trail_around(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stopped(monkeypatch)
    out = sent(alice)
    out.links[0].show()
    clock.move(hours=-1)
    out.links[1].show()
    times = [event["at"] for event in events(alice, out.path)]
    assert times == sorted(times)
    assert times[1] == times[2]


def test_as_many_queries_for_a_long_trail_as_for_a_short_one(alice: Caller) -> None:
    out, numbers = sent(alice), []
    for status in ("authenticated", "signed"):
        out.links[len(numbers)].reach(status)
        with CaptureQueriesContext(connection) as queries:
            alice.get(f"{out.path}/events")
        numbers.append(len(queries))
    assert numbers == [5, 5]
