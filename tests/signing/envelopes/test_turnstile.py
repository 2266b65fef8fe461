"""Signing and declining behind Turnstile."""

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from tests.paper import ANN, Link
from tests.people import Caller
from tests.prepared import sent
from tests.signing.envelopes.turnstile import GOOD, SECRET, StandIn

FAILED = (403, {"error": "turnstile_failed", "message": "The check that you are a person failed; try again."})
UNREACHABLE = (
    503, {"error": "unavailable", "message": "It can't be checked now whether you are a person; try again."},
)  # fmt: skip


@pytest.fixture
def cloudflare(settings: Settings) -> Iterator[StandIn]:
    with StandIn() as server:
        settings.TURNSTILE_SITE_KEY, settings.TURNSTILE_SECRET_KEY = "0x4AAAAAAA-site", SECRET
        settings.TURNSTILE_URL = server.url
        yield server


@pytest.fixture
def link(alice: Caller, cloudflare: StandIn) -> Link:
    """Someone about to sign."""
    link = sent(alice, signers=[ANN]).links[0]
    link.reach("consented")
    assert cloudflare.asked == []
    return link


def told(answer: Any) -> tuple[int, Any]:
    return answer.status_code, answer.json()


@pytest.mark.parametrize("action", ["sign", "decline"])
def test_a_solved_challenge_lets_a_person_sign(link: Link, cloudflare: StandIn, action: str) -> None:
    assert link.show().json()["turnstileSiteKey"] == "0x4AAAAAAA-site"
    assert link.take(action, turnstileToken=GOOD).status_code == 200
    assert cloudflare.asked == [{"secret": SECRET, "response": GOOD, "remoteip": "127.0.0.1"}]


@pytest.mark.parametrize("action", ["sign", "decline"])
@pytest.mark.parametrize("body", [{}, {"turnstileToken": None}, {"turnstileToken": "forged"}])
def test_an_unsolved_challenge_is_refused(link: Link, action: str, body: dict[str, Any]) -> None:
    assert told(link.take(action, **body)) == FAILED
    assert link.show().json()["signer"]["status"] == "consented"


def test_a_turnstile_token_is_good_once(alice: Caller, cloudflare: StandIn) -> None:
    first, second = sent(alice).links
    for one in (first, second):
        one.reach("consented")
    assert first.take("sign", turnstileToken=GOOD).status_code == 200
    assert told(second.take("sign", turnstileToken=GOOD)) == FAILED
    assert second.take("sign", turnstileToken=f"{GOOD}-2").status_code == 200


def test_a_token_of_another_site_is_refused(link: Link, cloudflare: StandIn) -> None:
    cloudflare.hostname = "elsewhere.example"
    assert told(link.take("sign", turnstileToken=GOOD)) == FAILED


@pytest.mark.parametrize(
    "said",
    [
        (500, b"{}"), (502, b"<html>Bad gateway</html>"), (200, b"not JSON"), (200, b"[]"), (200, b""),
        (200, b'{"success": false, "error-codes": ["internal-error"]}'),
        (200, b'{"success": false, "error-codes": ["invalid-input-secret"]}'),
    ],
)  # fmt: skip
def test_a_step_is_unavailable_when_turnstile_can_not_be_asked(
    link: Link, cloudflare: StandIn, said: tuple[int, bytes]
) -> None:
    cloudflare.answers = [said]
    assert told(link.take("sign", turnstileToken=GOOD)) == UNREACHABLE
    assert link.show().json()["signer"]["status"] == "consented"


@pytest.mark.parametrize("said", [b'{"success": "true"}', b'{"success": 1}', b"{}", b'{"success": true}'])
def test_only_a_clear_yes_of_turnstile_counts(link: Link, cloudflare: StandIn, said: bytes) -> None:
    cloudflare.answers = [(200, said)]
    assert told(link.take("sign", turnstileToken=GOOD)) == FAILED


def test_a_step_is_unavailable_when_turnstile_is_down(link: Link, cloudflare: StandIn, settings: Settings) -> None:
    settings.TURNSTILE_URL = "http://127.0.0.1:1/"
    assert told(link.take("sign", turnstileToken=GOOD)) == UNREACHABLE


def test_a_token_that_is_too_long_is_refused(link: Link, cloudflare: StandIn) -> None:
    assert link.take("sign", turnstileToken="x" * 2049).status_code == 400
    assert cloudflare.asked == []


@pytest.mark.parametrize("action", ["authenticate", "consent"])
def test_other_steps_do_not_ask_turnstile(alice: Caller, cloudflare: StandIn, action: str) -> None:
    link = sent(alice, signers=[ANN]).links[0]
    link.reach("opened" if action == "authenticate" else "authenticated")
    assert link.take(action).status_code == 200
    assert cloudflare.asked == []


def test_without_turnstile_no_token_is_needed(alice: Caller) -> None:
    link = sent(alice, signers=[ANN]).links[0]
    assert link.show().json()["turnstileSiteKey"] is None
    assert link.reach("signed").status_code == 200
