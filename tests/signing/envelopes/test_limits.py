"""How often in a minute a link may be asked."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django_ratelimit import core

from signing.ceremony.public_views import Lettering, PresentedDocument, SignersMarks
from signing.evidence.models import TrailEvent
from tests.matching import A_SENTENCE
from tests.people import Caller
from tests.prepared import sent

LINK = "/api/public/sign/never-was-one"
ROUTES: dict[str, tuple[str, str, int]] = {
    "look": ("GET", LINK, 60),
    "step": ("POST", LINK, 30),
    "copy": ("GET", "/api/public/copy/never-was-one", 60),
}


def one_address(_number: int) -> str:
    """Every request from the same place."""
    return "192.0.2.1"


def many_addresses(number: int) -> str:
    """Each request from another place."""
    return f"198.51.{number // 256}.{number % 256}"


@pytest.fixture(autouse=True)
def _within_one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "time", SimpleNamespace(time=lambda: 1_800_000_000.0))


def asked(method: str, path: str, address: str) -> Any:
    """The answer to a caller at this address."""
    return Caller(None).generic(method, path, REMOTE_ADDR=address)


@pytest.mark.django_db
@pytest.mark.parametrize("addresses", [one_address, many_addresses], ids=["one address", "many addresses"])
@pytest.mark.parametrize("route", ROUTES)
def test_each_public_route_has_a_limit_per_minute(route: str, addresses: Callable[[int], str]) -> None:
    method, path, most = ROUTES[route]
    assert {asked(method, path, addresses(number)).status_code for number in range(most)} == {410}
    answer = asked(method, path, addresses(most))
    assert answer.status_code == 429
    assert answer.json() == {"error": "rate_limited", "message": A_SENTENCE}
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_reading_all_pages_of_a_long_agreement_stays_below_the_limit() -> None:
    """Its pages are counted apart from the looks at the link, and many more of them are allowed."""
    assert PresentedDocument.limits == {"GET": ("sign-files", 600)}
    for path in ("file", "text", "pages/1.png") * 21:
        assert asked("GET", f"{LINK}/{path}", "192.0.2.1").status_code == 410
    assert asked("GET", LINK, "192.0.2.1").status_code == 410


@pytest.mark.django_db
@pytest.mark.parametrize(("view", "what"), [(SignersMarks, "marks"), (Lettering, "lettering")])
def test_marks_and_letters_have_limits_of_their_own(view: Any, what: str) -> None:
    """So that a signer who puts many one by one can still sign."""
    assert [most for _, most in view.limits.values()] == [600]
    for _ in range(31):
        assert asked("POST", f"{LINK}/{what}", "192.0.2.1").status_code == 410
    assert asked("POST", LINK, "192.0.2.1").status_code == 410
    for _ in range(569):
        asked("POST", f"{LINK}/{what}", "192.0.2.1")
    assert asked("POST", f"{LINK}/{what}", "192.0.2.1").status_code == 429
    assert asked("POST", LINK, "192.0.2.1").status_code == 410


@pytest.mark.django_db
def test_a_made_up_address_does_not_evade_the_limit() -> None:
    for number in range(31):
        answer = Caller(None).post(LINK, headers={"X-Forwarded-For": f"203.0.113.{number}"})
    assert answer.status_code == 429


def test_one_address_can_not_use_up_the_links_of_others(alice: Caller) -> None:
    first, second = sent(alice).links
    for _ in range(31):
        answer = asked("POST", first.path, "192.0.2.1")
    assert answer.status_code == 429
    assert asked("POST", second.path, "192.0.2.1").status_code == 429
    assert asked("POST", second.path, "192.0.2.2").status_code == 400


def test_a_step_over_the_limit_does_nothing(alice: Caller) -> None:
    link = sent(alice).links[0]
    for _ in range(31):
        answer = link.take("jump")
    assert answer.status_code == 429
    before = TrailEvent.objects.count()
    assert link.take("decline").status_code == 429
    assert TrailEvent.objects.count() == before
