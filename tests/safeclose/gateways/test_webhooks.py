"""Requests to addresses that customers name: where they go, where they never go, and how they end."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpcore
import pytest

from safeclose.config import environment
from safeclose.gateways import certificate_authorities, name_resolution, webhooks
from safeclose.gateways.ip_addresses import literal
from safeclose.records import transactions
from tests.safeclose.gateways.receiver import (
    Receiver,
    authority,
    dripping,
    dripping_headers,
    endless,
    nonsense,
    plain,
    reset,
)

BODY = b'{"type":"webhook.test"}'
TOO_LONG = "The receiver took longer than 1 seconds."
OWN_NETWORK = "The host has an address that is not on the public internet."
Resolve = Callable[..., list[str]]


@pytest.fixture
def open_network(settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True


@pytest.fixture
def receiver(open_network: None) -> Iterator[Receiver]:
    with Receiver() as one:
        yield one


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Resolve:
    """`resolver("8.8.8.8", …)`: the answers of the system's resolver, one after the other; what it was asked."""

    def answers(*rounds: list[str]) -> list[str]:
        asked: list[str] = []
        left = list(rounds)
        real: Any = socket.getaddrinfo

        def getaddrinfo(host: str, port: int, *rest: Any, **named: Any) -> Any:
            if literal(host):  # a connection to a number asks no one
                return real(host, port, *rest, **named)
            asked.append(host)
            found = left.pop(0)
            return [
                (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))
                for one in found
            ]

        monkeypatch.setattr(name_resolution.socket, "getaddrinfo", getaddrinfo)
        return asked

    return answers


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Every address that a connection goes to; in place of the internet stands a wall."""
    went: list[tuple[str, int]] = []

    def connect_tcp(_self: object, host: str, port: int, **_: object) -> Any:
        went.append((host, port))
        raise httpcore.ConnectError("no internet here")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect_tcp)
    return went


def post(url: str, **headers: str) -> int:
    return webhooks.post(url, body=BODY, headers=headers)


def fault(url: str) -> tuple[type, str]:
    with pytest.raises(webhooks.Fault) as raised:
        post(url)
    return type(raised.value), str(raised.value)


def test_a_delivery_arrives_as_it_was_signed(receiver: Receiver) -> None:
    assert post(f"{receiver.url}?a=b%20c", **{"webhook-id": "dlv_1"}) == 200
    ((path, headers, body),) = receiver.got
    assert (path, body) == ("/hook?a=b%20c", BODY)
    assert headers == {
        "host": f"127.0.0.1:{receiver.port}",
        "user-agent": "Safeclose-Webhooks/1",
        "accept": "*/*",
        "accept-encoding": "identity",
        "connection": "close",
        "content-type": "application/json",
        "content-length": str(len(BODY)),
        "webhook-id": "dlv_1",
    }


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299, 400, 404, 410, 429, 500, 503])
def test_every_answer_is_an_answer(receiver: Receiver, status: int) -> None:
    receiver.answers.append(plain(status, b""))
    assert post(receiver.url) == status


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(receiver: Receiver, status: int) -> None:
    with Receiver() as elsewhere:
        receiver.answers.append(plain(status, Location=elsewhere.url))
        assert post(receiver.url) == status
        assert (elsewhere.got, len(receiver.got)) == ([], 1)


@pytest.mark.parametrize("answer", [dripping, dripping_headers])
def test_a_slow_answer_is_given_up(receiver: Receiver, answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "TIMEOUT_SECONDS", 1.0)
    receiver.answers.append(answer)
    assert fault(receiver.url) == (webhooks.Fault, TOO_LONG)


def test_an_answer_without_end_is_given_up(receiver: Receiver) -> None:
    receiver.answers.append(endless)
    assert fault(receiver.url) == (webhooks.Fault, "The receiver's answer is longer than 64 KiB.")


def test_an_answer_of_64_kib_is_none_too_long(receiver: Receiver) -> None:
    receiver.answers += [plain(200, b"x" * 65536), plain(200, b"x" * 65537)]
    assert post(receiver.url) == 200
    assert fault(receiver.url)[1] == "The receiver's answer is longer than 64 KiB."


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (reset, "The receiver did not answer as it should (ReadError)."),
        (nonsense, "The receiver did not answer as it should (RemoteProtocolError)."),
        (lambda handler: None, "The receiver did not answer as it should (RemoteProtocolError)."),
    ],
    ids=["reset", "no HTTP", "nothing"],
)
def test_an_answer_that_is_none_is_a_fault(receiver: Receiver, answer: Any, sentence: str) -> None:
    receiver.answers.append(answer)
    assert fault(receiver.url) == (webhooks.Fault, sentence)


def test_an_address_where_nobody_listens_is_a_fault(open_network: None) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}/"
    assert fault(url) == (webhooks.Fault, "The receiver can't be reached (ConnectError).")


def test_a_server_that_says_nothing_is_given_up(open_network: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "TIMEOUT_SECONDS", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert fault(f"http://127.0.0.1:{port}/")[1] == TOO_LONG
        assert fault(f"https://127.0.0.1:{port}/")[1] == TOO_LONG, "nor in TLS"


def test_a_name_without_address_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(name_resolution.socket, "getaddrinfo", getaddrinfo)
    assert fault("https://nowhere.example/") == (
        webhooks.Fault,
        "The name of the receiver's host can't be resolved.",
    )


def test_a_resolver_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(webhooks, "TIMEOUT_SECONDS", 0.2)
    monkeypatch.setattr(name_resolution.socket, "getaddrinfo", lambda *_, **__: over.wait(30) and [])
    assert fault("https://slow.example/")[0] is webhooks.Fault
    over.set()


PRIVATE = [
    "127.0.0.1", "10.0.0.1", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "[::1]", "[::]", "[fe80::1]", "[fd00::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[2002:7f00:1::]",
    "[64:ff9b::7f00:1]", "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
    "2130706433", "0x7f.1", "0x7f000001", "127.1", "017700000001", "10.1",
]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
def test_numbers_of_the_own_network_are_refused(host: str, network: list[Any]) -> None:
    for port in ("", ":443", ":8443"):
        url = f"https://{host}{port}/hook"
        assert webhooks.refusal(url) == OWN_NETWORK
        assert fault(url) == (webhooks.Forbidden, OWN_NETWORK)
    assert network == []


@pytest.mark.parametrize("address", [host.strip("[]") for host in PRIVATE if (not host.startswith("0") and "." in host)
                                     or (":" in host and "." not in host and host.strip("[]"))])  # fmt: skip
def test_a_name_of_the_own_network_is_refused(address: str, resolver: Resolve, network: list[Any]) -> None:
    asked = resolver([address])
    assert webhooks.refusal("https://rebound.example/") is None, "nobody is asked while a webhook is set up"
    assert fault("https://rebound.example/") == (webhooks.Forbidden, OWN_NETWORK)
    assert (asked, network) == (["rebound.example"], [])


@pytest.mark.parametrize("mixed", [["8.8.8.8", "10.0.0.1"], ["2606:4700::1", "::1"], ["1.1.1.1"] * 5 + ["127.0.0.1"]])
def test_one_bad_address_spoils_the_name(mixed: list[str], resolver: Resolve, network: list[Any]) -> None:
    resolver(mixed)
    assert fault("https://mixed.example/") == (webhooks.Forbidden, OWN_NETWORK)
    assert network == []


def test_the_address_that_was_checked_is_the_one_that_is_called(resolver: Resolve, network: list[Any]) -> None:
    """The address that was checked is the one that is connected to: no one asks a second time."""
    asked = resolver(["8.8.8.8"], ["127.0.0.1"])
    assert fault("https://rebinding.example:8443/") == (
        webhooks.Fault,
        "The receiver can't be reached (ConnectError).",
    )
    assert asked == ["rebinding.example"]
    assert network == [("8.8.8.8", 8443)]


def test_every_checked_address_is_tried_but_four_at_most(resolver: Resolve, network: list[Any]) -> None:
    resolver([f"8.8.8.{number}" for number in range(6)])
    fault("https://many.example/")
    assert network == [(f"8.8.8.{number}", 443) for number in range(4)]


def test_the_system_resolves_a_name_once(
    resolver: Resolve, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the real network code: to the first answer, which is where the receiver is, under the name's Host."""
    asked = resolver(["127.0.0.1"], ["8.8.8.8"])
    assert post(f"http://first.example:{receiver.port}/") == 200
    assert asked == ["first.example"]
    assert receiver.got[0][1]["host"] == f"first.example:{receiver.port}"


def test_the_certificate_is_that_of_the_name(
    open_network: None, resolver: Resolve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, trusting = authority(tmp_path, "hooks.example")
    monkeypatch.setattr(certificate_authorities, "public", lambda: trusting)
    names: list[str | None] = []
    server.sni_callback = lambda _socket, name, _context: names.append(name)
    with Receiver(server) as receiver:
        resolver(["127.0.0.1"], ["127.0.0.1"])
        assert post(f"https://hooks.example:{receiver.port}/") == 200
        assert fault(f"https://other.example:{receiver.port}/") == (
            webhooks.Fault,
            "The receiver can't be reached (certificate: Hostname mismatch, certificate is not valid for "
            "'other.example').",
        )
        assert len(receiver.got) == 1
    assert names == ["hooks.example", "other.example"]


def test_a_certificate_that_nobody_vouches_for_is_refused(
    open_network: None, resolver: Resolve, tmp_path: Path
) -> None:
    server, _ = authority(tmp_path, "hooks.example")
    with Receiver(server) as receiver:
        resolver(["127.0.0.1"])
        kind, sentence = fault(f"https://hooks.example:{receiver.port}/")
        assert kind is webhooks.Fault
        assert sentence.startswith("The receiver can't be reached (certificate: self")
        assert receiver.got == []


def test_real_certificates_are_checked() -> None:
    context = certificate_authorities.public()
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "HTTP_PROXY", "http_proxy"])
def test_a_proxy_of_the_environment_is_not_used(
    receiver: Receiver, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    assert post(receiver.url) == 200


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://example.com/", "The address must begin with https://."),
        ("ftp://example.com/", "The address must begin with https://."),
        ("file:///etc/passwd", "The address must begin with https://."),
        ("gopher://127.0.0.1:6379/_INFO", "The address must begin with https://."),
        ("//example.com/", "The address must begin with https://."),
        ("example.com", "The address must begin with https://."),
        ("", "The address must begin with https://."),
        ("https://", "The address is no URL."),
        ("https:///x", "The address is no URL."),
        ("https:example.com", "The address is no URL."),
        ("https://[::1", "The address is no URL."),
        ("https://exa mple.com/", "The address is no URL."),
        ("https://example.com/a b", "The address is no URL."),
        ("https://example.com\\@127.0.0.1/", "The address is no URL."),
        ("https://example.com/\r\nHost: x", "The address is no URL."),
        ("https://example.com:99999/", "The port must be 443, or 1024 or above."),
        ("https://0177.0.0.1/", "The address is no URL."),
        ("https://0177.1/", OWN_NETWORK),
        ("https://example.com:x/", "The address is no URL."),
        ("https://\uff11\uff12\uff17.0.0.1/", "The address is no URL."),
        ("https://example.com/" + "x" * 2000, "The address is no URL."),
        ("https://user@example.com/", "The address must have no user name, password or fragment."),
        ("https://user:secret@example.com/", "The address must have no user name, password or fragment."),
        ("https://@example.com/", "The address must have no user name, password or fragment."),
        ("https://example.com@127.0.0.1/", "The address must have no user name, password or fragment."),
        ("https://example.com/#x", "The address must have no user name, password or fragment."),
        ("https://example.com#@127.0.0.1/", "The address must have no user name, password or fragment."),
        ("https://example.com:80/", "The port must be 443, or 1024 or above."),
        ("https://example.com:22/", "The port must be 443, or 1024 or above."),
        ("https://example.com:0/", "The port must be 443, or 1024 or above."),
        ("https://example.com:1023/", "The port must be 443, or 1024 or above."),
    ],
)
def test_an_address_that_no_webhook_may_have_is_refused(url: str, sentence: str, network: list[Any]) -> None:
    assert webhooks.refusal(url) == sentence
    assert fault(url) == (webhooks.Forbidden, sentence)
    assert network == []


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com", "https://example.com/", "HTTPS://Example.COM/Hook?a=b@c", "https://example.com:443/",
        "https://example.com:1024/", "https://example.com:65535/", "https://b\u00fccher.example/", "https://8.8.8.8/",
        "https://[2606:4700:4700::1111]/", "https://example.com/path/@user", "https://example.com?x=@",
    ],
)  # fmt: skip
def test_an_address_that_a_webhook_may_have_is_taken(url: str) -> None:
    assert webhooks.refusal(url) is None


def test_a_development_copy_may_call_the_own_network(open_network: None) -> None:
    for url in ("http://localhost/", "http://127.0.0.1:80/", "https://10.0.0.1:81/"):
        assert webhooks.refusal(url) is None
    assert webhooks.refusal("ftp://localhost/")
    assert webhooks.refusal("http://user@localhost/")


def test_no_webhook_is_called_within_an_action(receiver: Receiver) -> None:
    token = transactions._running.set("a test's")
    try:
        with pytest.raises(RuntimeError, match="Slow work"):
            post(receiver.url)
    finally:
        transactions._running.reset(token)
    assert receiver.got == []


def test_a_process_calls_at_most_three_webhooks_at_once(receiver: Receiver) -> None:
    for _ in range(3):
        assert webhooks.FREE_PLACES.acquire(blocking=False)
    try:
        with pytest.raises(webhooks.Busy):
            post(receiver.url)
    finally:
        for _ in range(3):
            webhooks.FREE_PLACES.release()
    for _ in range(4):
        assert post(receiver.url) == 200, "a place is given back"


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "10.1.2.3", "127.1", "0x7f.1", "[::1]", "[fd00::1]"]
)
def test_hosts_inside_are_refused_before_anything_is_sent(host: str, settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = False
    assert webhooks.refusal(f"https://{host}/hook") == webhooks.NOT_PUBLIC


@pytest.mark.parametrize(
    ("host", "is_allowed"),
    [
        ("10.20.3.4", True),
        ("10.21.3.4", False),
        ("[::ffff:10.20.3.4]", True),
        ("[fd00:1::5]", True),
        ("[fd00:2::5]", False),
        ("localhost", False),
        ("169.254.169.254", False),
    ],
)
def test_receivers_in_a_named_network_are_allowed_by_https(host: str, is_allowed: bool, settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = False
    settings.WEBHOOK_ALLOWED_NETWORKS = environment.networks(["10.20.0.0/16", "fd00:1::/64"])
    assert (webhooks.refusal(f"https://{host}/hook") is None) == is_allowed
    assert webhooks.refusal(f"http://{host}/hook") is not None


def test_a_name_with_an_address_in_a_named_network_is_connected_to(
    resolver: Resolve, network: list[tuple[str, int]], settings: Any
) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = False
    settings.WEBHOOK_ALLOWED_NETWORKS = environment.networks(["10.20.0.0/16"])
    resolver(["10.20.0.9"], ["10.21.0.9"], ["10.20.0.9", "10.21.0.9"])
    assert "can't be reached" in fault("https://receiver.example/hook")[1]
    assert network == [("10.20.0.9", 443)]
    assert fault("https://receiver.example/hook") == (webhooks.Forbidden, webhooks.NOT_PUBLIC)
    assert fault("https://receiver.example/hook") == (webhooks.Forbidden, webhooks.NOT_PUBLIC)
    assert len(network) == 1
