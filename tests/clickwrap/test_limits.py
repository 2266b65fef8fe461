"""How often in a minute an agreement may be asked for, and accepted."""

from types import SimpleNamespace

import pytest
from django_ratelimit import core

from tests.clickwrap.asking import public, published
from tests.matching import A_SENTENCE
from tests.people import Caller


@pytest.fixture(autouse=True)
def _within_one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "time", SimpleNamespace(time=lambda: 1_800_000_000.0))


@pytest.mark.parametrize(("method", "most", "good"), [("GET", 120, 200), ("POST", 60, 201)])
def test_an_address_has_a_limit_per_minute(alice: Caller, method: str, most: int, good: int) -> None:
    path = public(published(alice))
    caller = Caller(None)
    assert {caller.generic(method, path, REMOTE_ADDR="192.0.2.1").status_code for _ in range(most)} == {good}
    answer = caller.generic(method, path, REMOTE_ADDR="192.0.2.1")
    assert (answer.status_code, answer.json()) == (429, {"error": "rate_limited", "message": A_SENTENCE})
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


def test_a_popular_agreement_has_no_limit_of_its_own(alice: Caller) -> None:
    path = public(published(alice))
    found = {Caller(None).post(path, REMOTE_ADDR=f"198.51.100.{number}").status_code for number in range(100)}
    assert found == {201}
