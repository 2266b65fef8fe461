"""Session tokens: everything that is refused, and how; what is believed, and what never is."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.conf import settings as django_settings
from django.db import connection
from rest_framework.test import APIClient

from tests.environment import CLERK_KEY, ISSUER, PARTY
from tests.people import Caller, Person, claims, token
from tests.safeclose.answers import headers
from tests.safeclose.conftest import Written, log
from workspace.models import Membership, User

__all__ = ["log"]
CARRIER = pytest.mark.urls("tests.safeclose.carrier")
MISSING = {"error": "Missing Authorization Bearer token."}
INVALID = {"error": "Invalid or expired token."}
UNAUTHORIZED = {"error": "Unauthorized"}
STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ELLIPTIC = ec.generate_private_key(ec.SECP256R1())


def encoded(part: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def good(**changed: Any) -> str:
    return token(claims("user_alice", "org_acme", **changed))


def raw(content: Any) -> str:
    """Signed, with claims that PyJWT itself would not write."""
    return jwt.PyJWS().encode(json.dumps(content).encode(), CLERK_KEY, "RS256", {"kid": "ins_test"})


def in_seconds(seconds: int) -> int:
    return int(time.time()) + seconds


def unsigned() -> str:
    return f"{encoded({'alg': 'none', 'typ': 'JWT'})}.{encoded(claims('user_alice', 'org_acme'))}."


def signed_with_the_public_key() -> str:
    """Key confusion: the RSA public key, as everyone can have it, taken for a shared secret."""
    signed = f"{encoded({'alg': 'HS256', 'typ': 'JWT', 'kid': 'ins_test'})}.{encoded(claims('user_alice', 'org_acme'))}"
    signature = hmac.new(django_settings.CLERK_JWT_KEY.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def with_another_payload() -> str:
    header, _, signature = good().split(".")
    return f"{header}.{encoded(claims('user_bob', 'org_acme'))}.{signature}"


def refusals() -> dict[str, Callable[[], str]]:
    found: dict[str, Callable[[], str]] = {
        "garbage": lambda: "garbage",
        "three words": lambda: "a.b.c",
        "two dots": lambda: "..",
        "not ascii": lambda: "é.é.é",
        "two tokens": lambda: f"{good()} {good()}",
        "no JSON": lambda: "e30.bm9uZQ.x",
        "a list": lambda: raw([]),
        "huge": lambda: good(padding="x" * 500_000)[:-20] + "A" * 20,
        "deep": lambda: f"{encoded({'alg': 'RS256'})}.{base64.urlsafe_b64encode(b'[' * 100_000).decode()}.x",
        "truncated": lambda: good()[:-20],
        "without its signature": lambda: good().rpartition(".")[0],
        "with an empty signature": lambda: good().rpartition(".")[0] + ".",
        "alg none": unsigned,
        "alg HS256 with the public key": signed_with_the_public_key,
        "alg RS512": lambda: token(claims("user_alice", "org_acme"), algorithm="RS512"),
        "alg PS256": lambda: token(claims("user_alice", "org_acme"), algorithm="PS256"),
        "alg ES256": lambda: token(claims("user_alice", "org_acme"), key=ELLIPTIC, algorithm="ES256"),
        "another key": lambda: token(claims("user_alice", "org_acme"), key=STRANGER),
        "another payload": with_another_payload,
        "unknown crit": lambda: token(claims("user_alice", "org_acme"), crit=["exp2"], exp2=1),
        "expired": lambda: good(exp=in_seconds(-6)),
        "long expired": lambda: good(exp=1),
        "not yet valid": lambda: good(nbf=in_seconds(60)),
        "issued in the future": lambda: good(iat=in_seconds(60)),
        "exp is no number": lambda: good(exp="tomorrow"),
        "exp is infinite": lambda: good(exp=float("inf")),
        "iss is another": lambda: good(iss="https://clerk.evil.example"),
        "iss is a prefix": lambda: good(iss=ISSUER[:-1]),
        "iss is longer": lambda: good(iss=f"{ISSUER}.evil.example"),
        "iss is a list": lambda: raw(claims("user_alice", iss=[ISSUER])),
        "azp is another": lambda: good(azp="https://evil.example"),
        "azp is a prefix": lambda: good(azp=PARTY[:-1]),
        "azp is a list": lambda: good(azp=[PARTY]),
        "azp is empty": lambda: good(azp=""),
        "sub is blank": lambda: good(sub="  "),
        "sub is empty": lambda: good(sub=""),
        "sub is a number": lambda: raw(claims("x") | {"sub": 5}),
        "sub has a NUL": lambda: good(sub="user_\x00"),
        "sub is too long for us": lambda: good(sub="u" * 256),
        "the session is pending": lambda: good(sts="pending"),
    }
    return found | {f"no {claim}": lambda claim=claim: good(**{claim: None}) for claim in
                    ("exp", "nbf", "iat", "iss", "azp", "sub")}  # fmt: skip


@CARRIER
@pytest.mark.parametrize("made", refusals().values(), ids=refusals())
def test_a_token_with_any_fault_is_refused(made: Callable[[], str], people: dict[str, Person], anyone: Caller) -> None:
    bearer = f"Bearer {made()}"
    v1, api = (anyone.get(path, HTTP_AUTHORIZATION=bearer) for path in ("/v1/me", "/api/documents"))
    assert (v1.status_code, v1.json()) == (401, INVALID)
    assert (api.status_code, api.json()) == (401, UNAUTHORIZED)
    assert v1.headers["WWW-Authenticate"] == api.headers["WWW-Authenticate"] == "Bearer"
    assert User.objects.count() == len(people)


OTHER_ISSUER = f"Its iss is https://clerk.evil.example; CLERK_ISSUER is {ISSUER}."
REASONS: dict[str, tuple[Callable[[], str], str, str]] = {
    "expired": (lambda: good(exp=1), "expired", "Signature has expired."),
    "not yet valid": (lambda: good(nbf=in_seconds(60)), "not_yet_valid", "The token is not yet valid (nbf)."),
    "issued in the future": (lambda: good(iat=in_seconds(60)), "not_yet_valid", "The token is not yet valid (iat)."),
    "another issuer": (
        lambda: good(iss="https://clerk.evil.example"), "issuer", f"Invalid issuer. {OTHER_ISSUER}",
    ),
    "another issuer with its own key": (
        lambda: token(claims("user_alice", iss="https://clerk.evil.example"), key=STRANGER), "key",
        f"Signature verification failed. {OTHER_ISSUER}",
    ),
    "another key": (
        lambda: token(claims("user_alice"), key=STRANGER), "key", "Signature verification failed.",
    ),
    "another party": (
        lambda: good(azp="https://evil.example"), "party",
        "azp is https://evil.example, which CLERK_AUTHORIZED_PARTIES does not name.",
    ),
    "a party with a line break": (
        lambda: good(azp="x\n\x1b[2J" + " y" * 150), "party",
        f"azp is x??[2J{' y' * 97}, which CLERK_AUTHORIZED_PARTIES does not name.",
    ),
    "no party": (lambda: good(azp=None), "party", "azp is None, which CLERK_AUTHORIZED_PARTIES does not name."),
    "no subject": (lambda: good(sub=None), "claim", 'Token is missing the "sub" claim.'),
    "a blank subject": (lambda: good(sub=" "), "subject", "sub is empty."),
    "pending": (lambda: good(sts="pending"), "pending", "The session is pending."),
    "another algorithm": (
        lambda: token(claims("user_alice"), algorithm="RS512"), "algorithm", "The specified alg value is not allowed.",
    ),
    "garbage": (lambda: "garbage", "malformed", "Not enough segments."),
}  # fmt: skip


@CARRIER
@pytest.mark.parametrize(("made", "reason", "sentence"), REASONS.values(), ids=REASONS)
def test_why_a_token_was_refused_is_in_the_log_and_not_in_the_answer(
    made: Callable[[], str], reason: str, sentence: str, people: dict[str, Person], anyone: Caller, log: Written
) -> None:
    given = made()
    answer = anyone.get("/v1/me", HTTP_AUTHORIZATION=f"Bearer {given}")
    assert (answer.status_code, answer.json()) == (401, INVALID)
    assert headers(answer) == {"WWW-Authenticate": "Bearer", "Vary": "origin", "Allow": "GET, HEAD, OPTIONS"}
    (line,) = log.of("token_refused")
    assert (line["reason"], line["sentence"]) == (reason, sentence)
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert given == "garbage" or given not in log.getvalue()


@CARRIER
def test_that_an_account_is_closed_is_in_the_log(people: dict[str, Person], alice: Caller, log: Written) -> None:
    User.objects.filter(clerk_user_id="user_alice").update(is_active=False)
    assert alice.get("/v1/me").json() == INVALID
    (line,) = log.of("token_refused")
    assert (line["reason"], line["user"]) == ("user", people["alice"].user.pk)


@CARRIER
def test_a_good_token_and_none_at_all_are_not_logged(alice: Caller, anyone: Caller, log: Written) -> None:
    alice.get("/v1/me")
    anyone.get("/v1/me")
    assert log.of("token_refused") == []


@CARRIER
@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer   ",
        "bearer",
        "Basic YTpi",
        "Token x",
        "BearerX",
        "Bearer\tx",
        "x Bearer y",
        ", Bearer x",
    ],
)
def test_a_request_without_a_bearer_token_is_refused(header: str | None, anyone: Caller) -> None:
    extra = {} if header is None else {"HTTP_AUTHORIZATION": header}
    v1, api = (anyone.get(path, **extra) for path in ("/v1/me", "/api/documents"))
    assert (v1.status_code, v1.json()) == (401, MISSING)
    assert (api.status_code, api.json()) == (401, UNAUTHORIZED)
    expected = {"WWW-Authenticate": "Bearer", "Vary": "origin"}
    assert headers(v1) == {**expected, "Allow": "GET, HEAD, OPTIONS"}
    assert headers(api) == {**expected, "Allow": "GET, POST, HEAD, OPTIONS"}


@CARRIER
@pytest.mark.parametrize(
    ("changed", "organization"),
    [
        ({}, "org_acme"),
        ({"sts": "active"}, "org_acme"),
        ({"aud": "anything"}, "org_acme"),
        ({"o": None}, None),
        ({"o": None, "org_id": "org_birch", "org_role": "org:admin"}, "org_birch"),
        ({"o": {"id": "org_birch"}, "org_id": "org_acme"}, "org_birch"),
        ({"o": {}, "org_id": "org_acme"}, None),
        ({"o": "org_birch"}, None),
        ({"o": {"id": 7}}, None),
        ({"o": {"id": ""}}, None),
        ({"o": {"id": "org_\x00"}}, None),
    ],
)
def test_a_good_token_tells_the_subject_and_the_organization(
    changed: dict[str, Any], organization: str | None, people: dict[str, Person], anyone: Caller
) -> None:
    response = anyone.get("/v1/me", HTTP_AUTHORIZATION=f"Bearer {good(**changed)}")
    assert (response.status_code, response.json()) == (200, {"subject": "user_alice", "organization": organization})


@CARRIER
@pytest.mark.parametrize(("claim", "seconds"), [("exp", -3), ("nbf", 3), ("iat", 3)])
def test_clocks_may_differ_a_little(claim: str, seconds: int, people: dict[str, Person], anyone: Caller) -> None:
    bearer = f"Bearer {good(**{claim: in_seconds(seconds)})}"
    assert anyone.get("/v1/me", HTTP_AUTHORIZATION=bearer).status_code == 200


@CARRIER
@pytest.mark.parametrize("header", ["bearer {}", "BEARER {}", "Bearer  {}", "Bearer {} "])
def test_the_scheme_in_any_case(header: str, anyone: Caller, people: dict[str, Person]) -> None:
    assert anyone.get("/v1/me", HTTP_AUTHORIZATION=header.format(good())).status_code == 200


@CARRIER
def test_without_a_list_of_parties_any_is_taken(people: dict[str, Person], anyone: Caller, settings: Any) -> None:
    settings.CLERK_AUTHORIZED_PARTIES = []
    for azp in (None, "https://other.example"):
        assert anyone.get("/v1/me", HTTP_AUTHORIZATION=f"Bearer {good(azp=azp)}").status_code == 200


@CARRIER
def test_a_deactivated_user_is_refused(people: dict[str, Person], alice: Caller) -> None:
    User.objects.filter(clerk_user_id="user_alice").update(is_active=False)
    v1, api = alice.get("/v1/me"), alice.get("/api/documents")
    assert (v1.status_code, v1.json()) == (401, INVALID)
    assert (api.status_code, api.json()) == (401, UNAUTHORIZED)


@CARRIER
def test_a_session_of_the_back_office_is_no_token(people: dict[str, Person]) -> None:
    boss = User.objects.create_superuser("boss", "a long password")
    browser = APIClient()
    browser.force_login(boss)
    assert (browser.get("/v1/me").json(), browser.get("/api/documents").json()) == (MISSING, UNAUTHORIZED)


@CARRIER
def test_someone_unknown_becomes_a_user_without_rights(people: dict[str, Person], anyone: Caller) -> None:
    claimed = claims(
        "user_new", "org_acme", o={"id": "org_acme", "rol": "owner", "per": "orgSettings"}, role="admin", is_staff=True
    )
    bearer = f"Bearer {token(claimed)}"
    assert anyone.get("/v1/me", HTTP_AUTHORIZATION=bearer).status_code == 200
    api = anyone.get("/api/documents", HTTP_AUTHORIZATION=bearer)
    assert (api.status_code, api.json()) == (401, UNAUTHORIZED)
    user = User.objects.get(clerk_user_id="user_new")
    assert (user.is_staff, user.is_superuser, user.is_active, user.email, user.name) == (False, False, True, "", "")
    assert not user.has_usable_password()
    assert not Membership.objects.filter(user=user).exists()


@CARRIER
def test_twenty_first_requests_at_once_make_one_user(committed: None) -> None:
    start = Barrier(20)
    bearer = f"Bearer {token(claims('user_new'))}"

    def first(_number: int) -> int:
        start.wait()
        try:
            return APIClient().get("/v1/me", HTTP_AUTHORIZATION=bearer).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        assert list(threads.map(first, range(20))) == [200] * 20
    assert User.objects.filter(clerk_user_id="user_new").count() == 1


@CARRIER
def test_without_an_issuer_the_answer_is_503(anyone: Caller, settings: Any) -> None:
    settings.CLERK_ISSUER = ""
    response = anyone.get("/v1/me", HTTP_AUTHORIZATION=f"Bearer {good()}")
    assert (response.status_code, response.json()) == (503, {"error": "Clerk is not configured."})
