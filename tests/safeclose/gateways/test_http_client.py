"""The HTTP client: its limits, its faults, and the settings for proxies."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from safeclose.gateways import http_client, http_transport, name_resolution
from safeclose.gateways.http_client import Answer, Client, Fault, Kind
from tests.safeclose.gateways.receiver import Receiver, dripping, dripping_headers, endless, nonsense, plain, reset

SECRET = "token-of-the-test"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as one:
        yield one


def post(url: str, *, seconds: float = 5, max_bytes: int = 1000) -> Answer:
    headers = {"Authorization": f"Bearer {SECRET}"}
    return http_client.exchange("POST", url, content=b"{}", headers=headers, seconds=seconds, max_bytes=max_bytes)


def fault(url: str, **limits: Any) -> Fault:
    with pytest.raises(Fault) as raised:
        post(url, **limits)
    assert SECRET not in f"{raised.value} {raised.value.reason}"
    return raised.value


def test_every_status_is_an_answer(receiver: Receiver) -> None:
    receiver.answers.append(plain(503, b"later", Retry_After="3"))
    answer = post(receiver.url)
    assert (answer.status, answer.body, answer.json_object()) == (503, b"later", None)
    with pytest.raises(Fault) as raised:
        answer.require_success()
    assert (raised.value.kind, raised.value.status) == (Kind.STATUS, 503)


def test_the_limit_of_bytes_is_for_the_decoded_body(receiver: Receiver) -> None:
    packed = gzip.compress(b"x" * 1000)
    receiver.answers.append(plain(200, packed, **{"Content-Encoding": "gzip"}))
    assert post(receiver.url).body == b"x" * 1000
    receiver.answers.append(plain(200, gzip.compress(b"x" * 1001), **{"Content-Encoding": "gzip"}))
    assert fault(receiver.url).kind is Kind.TOO_LONG
    receiver.answers.append(plain(200, b"no gzip", **{"Content-Encoding": "gzip"}))
    assert fault(receiver.url).kind is Kind.UNREADABLE


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (endless, Kind.TOO_LONG),
        (reset, Kind.BROKEN_OFF),
        (nonsense, Kind.BROKEN_OFF),
        (lambda handler: None, Kind.BROKEN_OFF),
    ],
    ids=["endless", "reset", "nonsense", "nothing"],
)
def test_an_unusable_answer_is_a_fault_after_which_the_request_may_have_arrived(
    receiver: Receiver, answer: Callable[[Any], None], kind: Kind
) -> None:
    receiver.answers.append(answer)
    found = fault(receiver.url)
    assert (found.kind, found.may_have_arrived) == (kind, True)


@pytest.mark.parametrize("answer", [dripping, dripping_headers])
def test_the_deadline_is_for_the_whole_exchange(receiver: Receiver, answer: Callable[[Any], None]) -> None:
    receiver.answers.append(answer)
    started = time.monotonic()
    assert fault(receiver.url, seconds=0.5).kind is Kind.TIMEOUT
    assert time.monotonic() - started < 3


def test_a_second_exchange_of_a_client_has_its_own_deadline(receiver: Receiver) -> None:
    receiver.answers.append(dripping)
    with Client() as client:
        with pytest.raises(Fault):
            client.exchange("POST", receiver.url, content=b"", seconds=0.2, max_bytes=1000)
        assert client.exchange("POST", receiver.url, content=b"", seconds=5, max_bytes=1000).status == 200


def test_a_name_that_is_not_resolved_in_time_is_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(name_resolution.socket, "getaddrinfo", lambda *_, **__: over.wait(30) and [])
    found = fault("https://slow.example/", seconds=0.2)
    over.set()
    assert (found.kind, found.may_have_arrived) == (Kind.TIMEOUT, False)


def test_a_name_without_an_address_is_a_fault_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_resolution.socket, "getaddrinfo", lambda *_, **__: [])
    found = fault("https://nowhere.example/")
    assert (found.kind, found.may_have_arrived) == (Kind.UNRESOLVED, False)


@pytest.mark.parametrize("url", ["", "nowhere", "ftp://127.0.0.1/", "http://[::bad/"])
def test_an_address_that_is_no_url_is_a_fault_and_nothing_is_sent(url: str) -> None:
    found = fault(url)
    assert (found.kind, found.may_have_arrived) == (Kind.NO_URL, False)


def test_a_closed_port_is_a_fault_and_nothing_is_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        found = fault(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert (found.kind, found.reason, found.may_have_arrived) == (Kind.NO_CONNECTION, "ConnectError", False)


def test_a_proxy_of_the_environment_carries_requests_except_to_the_hosts_of_no_proxy(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"127.0.0.1:{receiver.port}")
    assert post("http://hooks.example/hook").status == 200
    ((path, headers, _),) = receiver.got
    assert (path, headers["host"]) == ("http://hooks.example/hook", "hooks.example")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("http_proxy", "127.0.0.1:9")
    assert post(receiver.url).status == 200


def test_a_proxy_that_refuses_a_tunnel_is_a_fault_and_nothing_is_sent(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", receiver.url)
    found = fault("https://hooks.example/hook")
    assert (found.kind, found.may_have_arrived, receiver.got) == (Kind.NO_CONNECTION, False, [])


def test_at_most_four_addresses_of_a_name_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[str] = []

    def connect_tcp(_self: object, host: str, port: int, **_: object) -> Any:
        went.append(host)
        raise http_transport.httpcore.ConnectError("no internet here")

    monkeypatch.setattr(http_transport.httpcore.SyncBackend, "connect_tcp", connect_tcp)
    monkeypatch.setattr(
        name_resolution, "addresses_of", lambda host, port, seconds: [f"8.8.8.{number}" for number in range(6)]
    )
    assert fault("https://many.example/").kind is Kind.NO_CONNECTION
    assert went == [f"8.8.8.{number}" for number in range(http_transport.MAX_ADDRESSES)]
