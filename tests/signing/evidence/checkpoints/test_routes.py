"""`/api/checkpoints`, and what checkpoints say about envelopes and packages; checked as a stranger would."""

import base64
import json
from hashlib import sha256
from typing import Any

import pytest

from safeclose import clock
from safeclose.sealing.bundle import make_bundle
from safeclose.verify import verify
from signing.evidence.checkpoints import proof_for
from signing.evidence.checkpoints.models import Checkpoint
from signing.evidence.checkpoints.next_checkpoint import make_checkpoint
from signing.evidence.jobs import seal
from signing.evidence.models import Seal, Trail
from signing.evidence.service_key import service_key
from signing.evidence.trail import chained
from tests.paper import Sent, sent
from tests.people import Caller
from tests.reports import details, failed
from tests.time_authority import TimeAuthority


def made(caller: Caller) -> Checkpoint:
    found = make_checkpoint(caller.organization.pk)
    assert found
    return found


def test_checkpoints_are_listed(alice: Caller, charlie: Caller, nobody: Caller, out: Sent) -> None:
    first = made(alice)
    sent(alice)
    second = made(alice)
    assert charlie.get("/api/checkpoints").json() == {"checkpoints": []}
    listed = alice.get("/api/checkpoints").json()["checkpoints"]
    assert [one["id"] for one in listed] == [second.id, first.id]
    assert listed[1] == {
        "id": first.id,
        "format": "safeclose-checkpoint/1",
        "organization": str(alice.organization.pk),
        "seq": 1,
        "at": clock.iso(first.at),
        "size": 1,
        "root": first.root,
        "previous": None,
        "signature": {
            "alg": "RS256",
            "at": clock.iso(first.at),
            "certificateSha256": service_key().fingerprint,
            "value": first.signature["value"],
        },
        "timeStamp": None,
    }
    page = alice.get("/api/checkpoints?limit=1").json()
    assert [one["seq"] for one in page["checkpoints"]] == [2]
    rest = alice.get(f"/api/checkpoints?limit=1&cursor={page['nextCursor']}").json()
    assert rest == {"checkpoints": [listed[1]]}


def test_a_checkpoint_is_shown_whole(alice: Caller, charlie: Caller, out: Sent) -> None:
    one = made(alice)
    told = alice.get(f"/api/checkpoints/{one.id}").json()
    assert told == {**alice.get("/api/checkpoints").json()["checkpoints"][0], "certificates": one.certificates}
    for caller, identifier in ((charlie, one.id), (alice, "ckp_x"), (alice, "1")):
        answer = caller.get(f"/api/checkpoints/{identifier}")
        assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


def recomputed(proof: dict[str, Any]) -> str:
    """The root, as docs/evidence.md tells it."""
    text = json.dumps(proof["leaf"], sort_keys=True, separators=(",", ":"))
    found, index, last = sha256(b"\0" + text.encode()).digest(), proof["index"], proof["size"] - 1
    for beside in map(bytes.fromhex, proof["proof"]):
        while not index & 1 and index == last:
            index, last = index >> 1, last >> 1
        pair = beside + found if index & 1 else found + beside
        found, index, last = sha256(b"\1" + pair).digest(), index >> 1, last >> 1
    return found.hex()


def stated(proof: dict[str, Any]) -> bytes:
    """What was signed, as docs/evidence.md tells it."""
    names = ("format", "organization", "seq", "at", "size", "root", "previous")
    signature = {name: proof["signature"][name] for name in ("alg", "at", "certificateSha256")}
    said = {**{name: proof[name] for name in names}, "signature": signature}
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def test_a_proof_needs_only_json_sha256_and_rsa(alice: Caller, out: Sent) -> None:
    others = [sent(alice) for _ in range(4)]
    one = made(alice)
    sent(alice)
    two = made(alice)
    numbers = service_key().certificate.public_key().public_numbers()
    for envelope in (out, *others):
        proof = alice.get(f"{envelope.path}/checkpoint").json()
        assert (proof["seq"], proof["size"], proof["leaf"]["id"]) == (2, 6, envelope.id)
        assert recomputed(proof) == proof["root"] == two.root
        value = int.from_bytes(base64.b64decode(proof["signature"]["value"]), "big")
        padded = pow(value, numbers.e, numbers.n).to_bytes(256, "big")
        assert padded.endswith(sha256(stated(proof)).digest())
    first = alice.get(f"/api/checkpoints/{one.id}").json()
    assert proof["previous"] == sha256(stated(first)).hexdigest()


def test_a_trail_without_a_checkpoint_says_so(alice: Caller, charlie: Caller, out: Sent) -> None:
    message = "No checkpoint knows this trail yet; one is made every day."
    answer = alice.get(f"{out.path}/checkpoint")
    assert (answer.status_code, answer.json()) == (409, {"error": "invalid_state", "message": message})
    other = sent(charlie)
    made(charlie)
    assert alice.get(f"{out.path}/checkpoint").status_code == 409
    assert alice.get(f"{other.path}/checkpoint").status_code == 404
    made(alice)
    later = sent(alice)
    assert alice.get(f"{later.path}/checkpoint").status_code == 409, "the checkpoint is older than the trail"
    assert proof_for("env_nothing") is None


# In a bundle


@pytest.fixture
def done(alice: Caller, out: Sent, authority: TimeAuthority) -> Sent:
    """Sealed, and in a checkpoint with a time stamp."""
    out.links[1].reach("signed")
    sent(alice)
    seal(trail_id=out.id)
    made(alice)
    return out


def exported(alice: Caller, done: Sent, *, length: int | None = None) -> bytes:
    """The evidence as it is now, with its checkpoint; `length`: only so many events, signed anew all the same."""
    subject = json.loads(alice.get(f"{done.path}/evidence").content)
    trail = Trail.objects.get(id=done.id)
    events = [chained(event) for event in trail.events.order_by("seq")][:length]
    proof = proof_for(done.id)
    assert proof
    return make_bundle(
        subject["subject"],
        subject["documents"],
        events,
        service_key(),
        at=clock.now(),
        checkpoint=proof,
        level=Seal.objects.get(trail=trail).level,
    )


def judged(bundle: bytes, authority: TimeAuthority, **more: Any) -> Any:
    trust = {"trust": [service_key().certificate], "time_stamp_trust": [authority.certificate("root")], **more}
    return verify(bundle=bundle, **trust)


def test_a_bundle_with_a_checkpoint_is_genuine(alice: Caller, done: Sent, authority: TimeAuthority) -> None:
    bundle = exported(alice, done)
    report = judged(bundle, authority, pdf=alice.get(f"{done.path}/sealed").content)
    assert (report.result, failed(report)) == ("genuine", {})
    said = {name: detail for name, detail in details(report).items() if "checkpoint" in name}
    length = Trail.objects.get(id=done.id).length
    at = clock.iso(Checkpoint.objects.get().at)
    assert said["given checkpoint"] == f"Checkpoint 1 of {at} vouches for the first {length} events."
    assert list(said) == ["given checkpoint", "given checkpoint trust", "given checkpoint time stamp"]
    assert said["given checkpoint time stamp"].endswith("UTC by a trusted authority.")


def test_a_truncated_trail_shows_although_the_key_itself_signed_it(
    alice: Caller, done: Sent, authority: TimeAuthority
) -> None:
    length = Trail.objects.get(id=done.id).length
    report = judged(exported(alice, done, length=length - 1), authority)
    assert report.result == "altered"
    said = f"The checkpoint knows {length} events of the trail, and {length - 1} are here: its end is missing."
    assert failed(report)["given checkpoint"] == said
