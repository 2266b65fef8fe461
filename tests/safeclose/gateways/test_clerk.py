"""Where the keys of session tokens come from: a PEM, Clerk's JWKS over the network, or our own for development."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

from safeclose.gateways import clerk
from safeclose.refusals import Unavailable
from tests.environment import CLERK_KEY
from tests.people import Caller, Person, claims, token
from tests.safeclose.conftest import Written

NEXT_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
Answer = Callable[[BaseHTTPRequestHandler], None]


def jwk(kid: object, key: rsa.RSAPrivateKey = CLERK_KEY, **changed: object) -> dict[str, object]:
    return {**RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, "use": "sig", "alg": "RS256", **changed}


def body(content: bytes, status: int = 200, **extra: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(content)), **extra}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def keys(*found: object) -> Answer:
    return body(json.dumps({"keys": found}).encode())


class Server:
    """Clerk's address for keys, answering as the test says."""

    def __init__(self) -> None:
        self.answer = keys(jwk("ins_test"))
        self.asked = 0
        self.released = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked += 1
                outer.answer(self)

            def log_message(self, *_args: object) -> None:
                """Nothing."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/jwks"
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def hang(self, handler: BaseHTTPRequestHandler) -> None:
        self.released.wait(10)
        handler.close_connection = True

    def drip(self, handler: BaseHTTPRequestHandler) -> None:
        """A byte now and then, each well within the limit of one read; and the keys after too long a time."""
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(100):
                self.released.wait(0.02)
                handler.wfile.write(b" ")
            handler.wfile.write(json.dumps({"keys": [jwk("ins_test")]}).encode())
        except OSError:
            handler.close_connection = True


class Clock:
    """`time` as the gateway sees it; it stands still unless told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(clerk, "time", found)
    return found


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    found = Server()
    settings.CLERK_JWT_KEY, settings.CLERK_JWKS_URL = "", found.url
    clerk._jwks.cache_clear()
    yield found
    found.released.set()
    found.http.shutdown()
    found.http.server_close()


def tried(kid: object = "ins_test", key: rsa.RSAPrivateKey = CLERK_KEY) -> str:
    """What comes of a good token that names this key."""
    try:
        return clerk.verify(token(claims("user_alice"), key=key, kid=kid)).subject
    except (clerk.InvalidToken, Unavailable) as error:
        return type(error).__name__


def test_the_key_as_pem_needs_no_network() -> None:
    assert tried() == "user_alice"
    assert tried(kid="any") == "user_alice"


def test_keys_are_fetched_once(server: Server, clock: Clock) -> None:
    assert [tried() for _ in range(5)] == ["user_alice"] * 5
    assert server.asked == 1


def test_a_token_without_a_key_id_is_refused(server: Server, clock: Clock) -> None:
    unnamed = jwt.encode(claims("user_alice"), CLERK_KEY, algorithm="RS256")
    with pytest.raises(clerk.InvalidToken):
        clerk.verify(unnamed)


def test_an_unknown_key_id_is_asked_for_once_in_thirty_seconds(server: Server, clock: Clock) -> None:
    assert tried() == "user_alice"
    found = []
    for seconds in (0, 29.9, 30.1, 40, 60.2):
        clock.now = 1000 + seconds
        found.append((tried(kid=f"unknown {seconds}"), server.asked))
    assert found == [("InvalidToken", asked) for asked in (1, 1, 2, 2, 3)]


def test_a_new_key_is_believed_after_rotation(server: Server, clock: Clock) -> None:
    assert tried() == "user_alice"
    server.answer = keys(jwk("ins_test"), jwk("ins_next", NEXT_KEY))
    clock.now += 31
    assert tried("ins_next", NEXT_KEY) == "user_alice"
    assert tried() == "user_alice"
    server.answer = keys(jwk("ins_next", NEXT_KEY))
    clock.now += 31
    assert tried("ins_unknown") == "InvalidToken"
    assert tried() == "InvalidToken"
    assert tried("ins_next", NEXT_KEY) == "user_alice"


def test_a_token_by_the_wrong_key_behind_a_known_id_is_refused(server: Server, clock: Clock) -> None:
    assert tried("ins_test", NEXT_KEY) == "InvalidToken"


def test_old_keys_are_fetched_anew(server: Server, clock: Clock) -> None:
    assert tried() == "user_alice"
    server.answer = keys(jwk("ins_next", NEXT_KEY))
    clock.now += clerk.MAX_KEY_AGE_SECONDS + 1
    assert tried() == "InvalidToken"
    assert server.asked == 2


EC_KEY = {"kty": "EC", "kid": "ins_test", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
          "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}  # fmt: skip
OCT_KEY = {"kty": "oct", "kid": "ins_test", "k": base64.urlsafe_b64encode(b"k" * 32).decode()}
FAULTS: dict[str, Answer] = {
    "500": body(b"{}", 500),
    "404 with keys": body(json.dumps({"keys": [jwk("ins_test")]}).encode(), 404),
    "no JSON": body(b"<html>"),
    "no UTF-8": body(b"\xff"),
    "nothing": body(b""),
    "a list": body(b"[]"),
    "null": body(b"null"),
    "no keys": body(b'{"keys": []}'),
    "keys are words": body(b'{"keys": "all"}'),
    "keys are no keys": body(b'{"keys": [1, null, {}, {"kty": "RSA"}]}'),
    "too deep": body(b"[" * 5000),
    "too large": body(b" " * (clerk.MAX_ANSWER_BYTES + 1) + json.dumps({"keys": [jwk("ins_test")]}).encode()),
    "elliptic": keys(EC_KEY),
    "symmetric": keys(OCT_KEY),
    "for encryption": keys(jwk("ins_test", use="enc")),
    "id is a list": keys(jwk(["ins_test"])),
    "without an id": keys(jwk(None)),
    "cut short": body(b"{", Content_Length="500"),
}


@pytest.mark.parametrize("answer", FAULTS.values(), ids=FAULTS)
def test_what_is_no_answer_changes_nothing(answer: Answer, server: Server, clock: Clock) -> None:
    good, server.answer = server.answer, answer
    assert tried() == "Unavailable"
    server.answer = good
    clock.now += 31
    assert tried() == "user_alice"
    server.answer = answer
    for later in (31, clerk.MAX_KEY_AGE_SECONDS + 1, clerk.MAX_KEY_AGE_SECONDS + 1):
        clock.now += later
        assert tried("unknown") == "InvalidToken"
        assert tried() == "user_alice"


def test_a_redirect_is_not_followed(server: Server, clock: Clock) -> None:
    elsewhere = Server()
    server.answer = body(b"", 302, Location=elsewhere.url)
    assert tried() == "Unavailable"
    assert elsewhere.asked == 0
    elsewhere.http.shutdown()
    elsewhere.http.server_close()


@pytest.mark.parametrize("kind", ["hang", "drip"])
def test_a_slow_answer_is_given_up(kind: str, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    assert clerk.TIMEOUT_SECONDS == 5
    monkeypatch.setattr(clerk, "TIMEOUT_SECONDS", 1.0)
    server.answer = getattr(server, kind)
    assert tried() == "Unavailable"
    assert not server.released.is_set()


def test_known_keys_are_believed_while_clerk_does_not_answer(server: Server, clock: Clock, log: Written) -> None:
    assert tried() == "user_alice"
    server.http.shutdown()
    server.http.server_close()
    clock.now += clerk.MAX_KEY_AGE_SECONDS + 1
    assert tried() == "user_alice"
    assert tried("unknown") == "InvalidToken"
    (line,) = log.lines
    assert line["event"] == "keys_not_fetched"


def test_only_one_asks_and_who_knows_the_key_does_not_wait(server: Server, clock: Clock) -> None:
    assert tried() == "user_alice"
    server.answer = server.hang
    clock.now += clerk.MAX_KEY_AGE_SECONDS + 1
    with ThreadPoolExecutor(9) as threads:
        asking = threads.submit(tried, "unknown")
        while server.asked < 2:
            assert not asking.done()
        assert list(threads.map(lambda _: tried(), range(8))) == ["user_alice"] * 8
        assert not asking.done()
        server.released.set()
        assert asking.result(10) == "InvalidToken"
    assert server.asked == 2


@pytest.mark.urls("tests.safeclose.carrier")
def test_without_any_key_the_service_is_unavailable_and_the_token_not_refused(
    server: Server, clock: Clock, people: dict[str, Person], alice: Caller
) -> None:
    server.answer = FAULTS["500"]
    sentence = "The keys of the sign-in service can't be had now; try again."
    v1, api = alice.get("/v1/me"), alice.get("/api/documents")
    assert (v1.status_code, v1.json()) == (503, {"error": sentence})
    assert (api.status_code, api.json()) == (503, {"error": "unavailable", "message": sentence})
    garbage = alice.get("/v1/me", HTTP_AUTHORIZATION="Bearer garbage")
    assert garbage.status_code == 401


@pytest.fixture
def development(settings: Any) -> Iterator[Any]:
    """A copy for development: DEBUG, and nothing of Clerk."""
    settings.DEBUG, settings.CLERK_ISSUER, settings.CLERK_JWT_KEY, settings.CLERK_AUTHORIZED_PARTIES = True, "", "", []
    clerk.development_key.cache_clear()
    yield settings
    clerk.development_key.cache_clear()


def test_a_development_copy_believes_its_own_key(development: Any) -> None:
    issued = clerk.development_token("user_demo_alice", "org_demo")
    assert clerk.verify(issued) == clerk.Claims("user_demo_alice", "org_demo")
    pem = development.VAR / "clerk" / "private.pem"
    assert pem.stat().st_mode & 0o777 == 0o600
    clerk.development_key.cache_clear()
    assert clerk.verify(issued).subject == "user_demo_alice"


@pytest.mark.parametrize(
    "configured",
    [
        {"DEBUG": False},
        {"CLERK_ISSUER": clerk.DEVELOPMENT_ISSUER},
        {"DEBUG": False, "CLERK_ISSUER": clerk.DEVELOPMENT_ISSUER},
    ],
)
def test_no_other_copy_believes_the_development_key(configured: dict[str, Any], development: Any) -> None:
    issued = clerk.development_token("user_demo_alice", None)
    for name, value in configured.items():
        setattr(development, name, value)
    with pytest.raises(Unavailable, match="Clerk is not configured"):
        clerk.verify(issued)
    with pytest.raises(Unavailable, match="only a development copy issues its own"):
        clerk.development_token("user_demo_alice", None)


def test_with_clerks_key_the_development_key_is_worth_nothing(development: Any, settings: Any) -> None:
    issued = clerk.development_token("user_demo_alice", None)
    settings.CLERK_JWT_KEY = (
        NEXT_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    )
    with pytest.raises(clerk.InvalidToken):
        clerk.verify(issued)
