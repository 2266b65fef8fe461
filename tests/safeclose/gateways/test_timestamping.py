"""Time stamps by a real authority, as it is and as it should not be."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from asn1crypto import cms, core, tsp

from safeclose.gateways import timestamping
from safeclose.gateways.timestamping import Authority, Fault, Response
from safeclose.records.transactions import action
from safeclose.verify.time_stamps import check_token
from tests.evidence_examples import new_key
from tests.time_authority import REPLY, TimeAuthority

DIGEST = sha256(b"something").digest()
NONE = "The time stamp authority's answer is no time stamp"


@pytest.fixture(scope="module")
def running() -> Iterator[TimeAuthority]:
    with TimeAuthority() as authority:
        yield authority


@pytest.fixture
def authority(running: TimeAuthority) -> Iterator[TimeAuthority]:
    """As it should be, after every test."""
    yield running
    running.faults.clear()
    running.signs_as, running.ahead, running.spoil, running.seconds_per_byte = "tsa", timedelta(), None, 0.0


@pytest.fixture
def asked(authority: TimeAuthority) -> Authority:
    return Authority(authority.url, [authority.certificate("root")])


def test_a_time_stamp_is_had_and_checked(authority: TimeAuthority, asked: Authority) -> None:
    token = asked.stamp(DIGEST)
    at, said = check_token(token, b"something", [authority.certificate("root")])
    assert said == f"Time-stamped at {at:%Y-%m-%d %H:%M:%S} UTC by a trusted authority."
    stated = cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed
    assert stated["message_imprint"]["hashed_message"].native == DIGEST
    assert asked.stamp(DIGEST) != token, "each by its nonce"


def refusal(*failures: str) -> bytes:
    status = {"status": "rejection", "fail_info": set(failures)}
    found: bytes = Response({"status": tsp.PKIStatusInfo(status)}).dump()
    return found


def bare_time() -> bytes:
    """What a careless client would take: an instant that nobody signed."""
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": DIGEST}
    stated = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": "1.2.3",
            "message_imprint": imprint,
            "serial_number": 1,
            "gen_time": "20260501130000Z",
        }
    )
    content = {"content_type": "data", "content": core.OctetString(stated.dump())}
    answer = {"status": tsp.PKIStatusInfo({"status": "granted"}), "time_stamp_token": cms.ContentInfo(content)}
    found: bytes = tsp.TimeStampResp(answer).dump()
    return found


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (None, "The time stamp authority can't be reached (RemoteProtocolError)."),
        ((500, "text/plain", b"Oops"), "The time stamp authority answers 500."),
        ((302, REPLY, b""), "The time stamp authority answers 302."),
        ((200, "text/html", b"<html>"), f"{NONE}."),
        ((200, REPLY, b""), f"{NONE}: it can't be read."),
        ((200, REPLY, b"2026-05-01T13:00:00Z"), f"{NONE}: it can't be read."),
        ((200, REPLY, b"\x30\x03\x02\x01"), f"{NONE}: it can't be read."),
        ((200, REPLY, b"x" * 30_000), "The time stamp authority's answer is too long."),
        ((200, REPLY, bare_time()), f"{NONE}: It has no token."),
        ((200, REPLY, refusal("bad_alg")), f"{NONE}: It refuses (rejection, bad_alg)."),
        ((200, REPLY, Response({"status": {"status": "granted"}}).dump()), f"{NONE}: It has no token."),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_an_answer_that_is_no_time_stamp_is_refused(
    authority: TimeAuthority, asked: Authority, answer: Any, sentence: str
) -> None:
    authority.faults.append(answer)
    with pytest.raises(Fault) as raised:
        asked.stamp(DIGEST)
    assert str(raised.value) == sentence
    assert asked.stamp(DIGEST), "and it is over"


def set_nonce(request: tsp.TimeStampReq) -> None:
    request["nonce"] = 5


def drop_nonce(request: tsp.TimeStampReq) -> None:
    del request["nonce"]


def set_imprint(request: tsp.TimeStampReq) -> None:
    request["message_imprint"]["hashed_message"] = bytes(32)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (set_nonce, f"{NONE}: It is the answer to another request."),
        (drop_nonce, f"{NONE}: It is the answer to another request."),
        (set_imprint, f"{NONE}: A time stamp does not belong to this request."),
    ],
)
def test_a_time_stamp_of_something_else_is_refused(
    authority: TimeAuthority, asked: Authority, spoil: Any, sentence: str
) -> None:
    authority.spoil = spoil
    with pytest.raises(Fault) as raised:
        asked.stamp(DIGEST)
    assert str(raised.value) == sentence


@pytest.mark.parametrize("trusted", [True, False])
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("expired", "A time stamp was signed with a certificate that was not valid then."),
        ("plain", "A time stamp was signed with a certificate that is not for time stamps."),
        ("lax", "A time stamp was signed with a certificate that is not for time stamps."),
    ],
)
def test_a_time_stamp_by_a_certificate_that_is_not_for_it_is_refused(
    authority: TimeAuthority, name: str, sentence: str, trusted: bool
) -> None:
    authority.signs_as = name
    trust = [authority.certificate("root")] if trusted else []
    with pytest.raises(Fault, match=f"^{NONE}: {sentence}$"):
        Authority(authority.url, trust).stamp(DIGEST)


def test_a_time_stamp_by_a_stranger_is_refused(authority: TimeAuthority) -> None:
    stranger = Authority(authority.url, [new_key("Root", authority=True).certificate])
    with pytest.raises(Fault, match=f"^{NONE}: A time stamp is not from a trusted authority.$"):
        stranger.stamp(DIGEST)
    assert Authority(authority.url).stamp(DIGEST), "nobody said whom to trust"


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(hours=-1)])
def test_a_time_stamp_by_a_wrong_clock_is_refused(authority: TimeAuthority, asked: Authority, ahead: timedelta) -> None:
    authority.ahead = ahead
    with pytest.raises(Fault, match="clock is wrong: it says 20"):
        asked.stamp(DIGEST)


def test_a_time_stamp_with_a_changed_signature_is_refused(authority: TimeAuthority, asked: Authority) -> None:
    token = bytearray(asked.stamp(DIGEST))
    token[-5] ^= 1
    answer = {"status": {"status": "granted"}, "time_stamp_token": cms.ContentInfo.load(bytes(token))}
    authority.faults.append((200, REPLY, tsp.TimeStampResp(answer).dump()))
    with pytest.raises(Fault, match=NONE):
        asked.stamp(DIGEST)


def test_an_authority_that_trickles_is_given_up(
    authority: TimeAuthority, asked: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte comes in time, and the whole never does."""
    monkeypatch.setattr(timestamping, "TIMEOUT_SECONDS", 0.3)
    authority.seconds_per_byte = 0.05
    with pytest.raises(Fault, match=r"can't be reached \(ReadTimeout\)"):
        asked.stamp(DIGEST)


def test_an_authority_that_is_not_there_is_a_fault() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(Fault, match=r"^The time stamp authority can't be reached \(ConnectError\)\.$"):
            Authority(address).stamp(DIGEST)


@pytest.mark.parametrize("address", ["", "nowhere", "ftp://127.0.0.1/", "http://[::bad/"])
def test_an_address_that_is_none_is_a_fault(address: str) -> None:
    with pytest.raises(Fault, match="can't be reached"):
        Authority(address).stamp(DIGEST)


@pytest.mark.django_db
def test_no_time_stamp_is_asked_for_while_a_transaction_is_open(asked: Authority) -> None:
    @action
    def record_something() -> None:
        asked.stamp(DIGEST)

    with pytest.raises(RuntimeError, match="Slow work inside the action"):
        record_something()
