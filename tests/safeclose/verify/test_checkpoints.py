"""Checkpoints in bundles: changed by strangers, and by somebody who has the key of the bundle."""

import base64
import copy
import json
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from safeclose.gateways.timestamping import Authority
from safeclose.proof import merkle
from safeclose.proof.hashchain import canonical_json
from safeclose.sealing.bundle import signed
from safeclose.verify import Report, verify
from safeclose.verify.checkpoints import leaf_bytes, signed_statement
from signing.evidence.checkpoints.statement import outline
from tests.evidence_examples import SEALED_AT, example, new_key, sealing_key
from tests.reports import details, failed
from tests.time_authority import TimeAuthority

OTHER = "0" * 64
AT = SEALED_AT + timedelta(hours=1)


@cache
def made(size: int = 5, place: int = 2, key: Any = None, organization: int = 7, previous: str = "a" * 64) -> str:
    """A checkpoint over `size` chains with the example at `place`, as JSON."""
    events, key = json.loads(example().bundle)["events"], key or sealing_key()
    leaves = [{"id": f"env_{at}0", "length": at + 1, "head": f"{at:064x}"} for at in range(size)]
    leaves[place] = {"id": "env_1", "length": len(events) - 1, "head": events[-2]["chainHash"]}
    hashes = [merkle.leaf_hash(leaf_bytes(leaf)) for leaf in leaves]
    root = merkle.root(hashes).hex()
    said = outline(organization_id=organization, seq=3, at=AT, size=size, root=root, previous=previous)
    content = signed(said, key, at=AT, statement=signed_statement)
    return json.dumps(
        {
            **content,
            "certificates": [each.public_bytes(Encoding.PEM).decode() for each in key.certificates],
            "timeStamp": None,
            "leaf": leaves[place],
            "index": place,
            "proof": [each.hex() for each in merkle.inclusion_proof(hashes, place)],
        }
    )


def checkpoint(**options: Any) -> dict[str, Any]:
    return dict(json.loads(made(**options)))


def judged(given: Any, change: Any = None, **more: Any) -> Report:
    content = {**json.loads(example().bundle), "checkpoint": given}
    if change:
        change(content)
    return verify(bundle=canonical_json(content), **{"trust": [sealing_key().certificate], **more})


@pytest.mark.parametrize(("size", "place"), [(1, 0), (2, 1), (3, 2), (5, 0), (5, 4), (8, 3), (33, 32)])
def test_a_checkpoint_is_genuine(size: int, place: int) -> None:
    report = judged(checkpoint(size=size, place=place))
    assert (report.result, failed(report)) == ("genuine", {})
    said = {name: detail for name, detail in details(report).items() if "checkpoint" in name}
    assert said == {
        "given checkpoint": "Checkpoint 3 of 2026-05-01T14:00:00.000Z vouches for the first 9 events.",
        "given checkpoint trust": (
            "The certificate of Safeclose seal is trusted, and was valid when the seal says it was made."
        ),
    }


def test_a_trail_that_ends_before_its_checkpoint_is_altered() -> None:
    given = checkpoint()
    given["leaf"]["length"] = 11
    said = "The checkpoint knows 11 events of the trail, and 10 are here: its end is missing."
    assert failed(judged(given)) == {"given checkpoint": said}


FORM = "is not what the format demands."
WAY = "The proof does not lead from the trail to the checkpoint's root."
SIGNATURE = "The checkpoint's signature does not belong to this checkpoint."


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("root",), OTHER, WAY),
        (("index",), 1, WAY),
        (("index",), -1, WAY),
        (("index",), 5, WAY),
        (("size",), 4, WAY),
        (("size",), 0, WAY),
        (("proof",), [], WAY),
        (("proof",), [OTHER], WAY),
        (("proof", 0), OTHER, WAY),
        (("leaf", "id"), "env_x", "The checkpoint is about another trail."),
        (("leaf", "head"), OTHER, "Event 9 is not the one that the checkpoint knows."),
        (("leaf", "length"), 8, "Event 8 is not the one that the checkpoint knows."),
        (("leaf", "length"), 0, FORM),
        (("leaf", "length"), -1, FORM),
        (("leaf", "length"), True, FORM),
        (("leaf", "length"), "9", FORM),
        (("leaf", "more"), 1, FORM),
        (("seq",), 2, SIGNATURE),
        (("organization",), "8", SIGNATURE),
        (("previous",), OTHER, SIGNATURE),
        (("previous",), None, SIGNATURE),
        (("signature", "value"), "AAAA", SIGNATURE),
        (("signature", "value"), "AA=A", "Could not be examined"),
        (("signature", "alg"), "none", "The checkpoint's signature names another algorithm or certificate."),
        (("signature", "certificateSha256"), OTHER, "The checkpoint's signature names another algorithm"),
        (("signature", "at"), "2026-05-01T15:00:00.000Z", FORM),
        (("signature", "more"), 1, FORM),
        (("at",), "2020-01-01T00:00:00.000Z", FORM),
        (("format",), "safeclose-checkpoint/2", FORM),
        (("format",), "safeclose-evidence/1", FORM),
        (("more",), 1, FORM),
        (("seq",), "3", FORM),
        (("root",), "A" * 64, FORM),
        (("proof",), "x", FORM),
        (("proof",), [5], FORM),
        (("certificates",), [], FORM),
        (("certificates",), ["x"], "Could not be examined"),
        (("timeStamp",), 5, FORM),
        (("organization",), 7, FORM),
    ],
)
def test_a_changed_checkpoint_is_altered(path: tuple[Any, ...], value: Any, said: str) -> None:
    given = copy.deepcopy(checkpoint())
    *parents, last = path
    spot: Any = given
    for each in parents:
        spot = spot[each]
    spot[last] = value
    report = judged(given)
    assert (report.result, list(failed(report))) == ("altered", ["given checkpoint"])
    assert said in failed(report)["given checkpoint"]


@pytest.mark.parametrize("given", [None, [], "x", {}, 5])
def test_an_object_that_is_no_checkpoint_fails(given: Any) -> None:
    assert failed(judged(given)) == {"given checkpoint": f"In the checkpoint, fields {FORM}"}


@pytest.mark.parametrize("name", sorted(json.loads(made())))
def test_every_member_of_a_checkpoint_is_needed(name: str) -> None:
    given = checkpoint()
    del given[name]
    assert failed(judged(given)) == {"given checkpoint": f"In the checkpoint, fields {FORM}"}


def test_an_exchanged_certificate_is_noticed() -> None:
    """A checkpoint whose certificate was put there by somebody else."""
    given = checkpoint()
    given["certificates"] = [new_key().certificate.public_bytes(Encoding.PEM).decode()]
    assert failed(judged(given)) == {
        "given checkpoint": "The checkpoint's signature names another algorithm or certificate."
    }


def test_a_checkpoint_by_a_stranger_is_not_trusted() -> None:
    """In perfect order, but anybody can make one."""
    report = judged(checkpoint(key=new_key("Stranger")))
    assert (report.result, list(failed(report))) == ("unknown", ["given checkpoint trust"])


def test_a_checkpoint_by_an_earlier_trusted_key_is_genuine() -> None:
    earlier = new_key("Earlier")
    report = judged(checkpoint(key=earlier), trust=[sealing_key().certificate, earlier.certificate])
    assert report.result == "genuine"


# Time stamps


@pytest.fixture(scope="module")
def authority() -> Iterator[TimeAuthority]:
    with TimeAuthority() as running:
        yield running


def stamped(authority: TimeAuthority, over: bytes | None = None) -> dict[str, Any]:
    given = checkpoint()
    value = base64.b64decode(given["signature"]["value"]) if over is None else over
    given["timeStamp"] = base64.b64encode(Authority(authority.url).stamp(sha256(value).digest())).decode()
    return given


NAME = "given checkpoint time stamp"


def test_a_time_stamp_is_judged_by_the_given_authorities(authority: TimeAuthority) -> None:
    report = judged(stamped(authority), time_stamp_trust=[authority.certificate("root")])
    assert (report.result, failed(report)) == ("genuine", {})
    said = details(report)[NAME]
    assert said.endswith(" UTC by a trusted authority.")
    report = judged(stamped(authority))
    assert report.result == "genuine"
    said = details(report)[NAME]
    assert said.endswith(" UTC by an authority whose certificate was not judged.")


def test_a_time_stamp_of_something_else_fails(authority: TimeAuthority) -> None:
    report = judged(stamped(authority, b"else"))
    assert failed(report) == {NAME: "A time stamp does not belong to this checkpoint."}


def test_a_time_stamp_by_a_stranger_fails(authority: TimeAuthority) -> None:
    report = judged(stamped(authority), time_stamp_trust=[new_key("Root", authority=True).certificate])
    assert failed(report) == {NAME: "A time stamp is not from a trusted authority."}


@pytest.mark.parametrize("token", ["", "AAAA", "MAA=", "2026-05-01T13:00:00Z", "x"])
def test_a_malformed_time_stamp_fails(token: str) -> None:
    """Such as a bare time."""
    report = judged({**checkpoint(), "timeStamp": token})
    assert (report.result, list(failed(report))) == ("altered", [NAME])


@pytest.mark.parametrize("back", [3, 40, 200, 700])
def test_a_changed_time_stamp_fails(authority: TimeAuthority, back: int) -> None:
    given = stamped(authority)
    token = bytearray(base64.b64decode(given["timeStamp"]))
    token[-back] ^= 1
    given["timeStamp"] = base64.b64encode(token).decode()
    assert list(failed(judged(given, time_stamp_trust=[authority.certificate("root")]))) == [NAME]
