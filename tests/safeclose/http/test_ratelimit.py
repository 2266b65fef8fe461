"""Limits per minute, by address and by link."""

from typing import Any

import django_ratelimit.core
import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as RedisDown

from tests.people import Caller
from tests.safeclose.answers import headers

pytestmark = pytest.mark.urls("tests.safeclose.carrier")
BUSY = {"error": "rate_limited", "message": "Too many requests; try again later."}


class Clock:
    """`time` as django-ratelimit sees it."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(django_ratelimit.core, "time", found)
    return found


def statuses(
    times: int, anyone: Caller, path: str = "/api/public/door", method: str = "get", **extra: Any
) -> list[int]:
    return [getattr(anyone, method)(path, **extra).status_code for _ in range(times)]


def test_one_request_more_than_allowed_is_refused(anyone: Caller, clock: Clock) -> None:
    assert statuses(3, anyone) == [200, 200, 200]
    response = anyone.get("/api/public/door")
    assert (response.status_code, response.json()) == (429, BUSY)
    seconds = int(response.headers["Retry-After"])
    assert 1 <= seconds <= 60
    assert headers(response) == {
        "Retry-After": str(seconds), "RateLimit-Limit": "3", "RateLimit-Remaining": "0",
        "RateLimit-Reset": str(seconds), "Cache-Control": "no-store", "Allow": "GET, HEAD, OPTIONS", "Vary": "origin",
    }  # fmt: skip
    clock.now += seconds - 1
    assert anyone.get("/api/public/door").status_code == 429
    clock.now += 2
    assert statuses(4, anyone) == [200, 200, 200, 429]


def test_each_address_has_a_count_of_its_own(anyone: Caller) -> None:
    assert statuses(4, anyone, REMOTE_ADDR="192.0.2.1")[-1] == 429
    assert statuses(4, anyone, REMOTE_ADDR="192.0.2.2") == [200, 200, 200, 429]


def test_addresses_of_one_ipv6_network_count_as_one(anyone: Caller) -> None:
    found = [anyone.get("/api/public/door", REMOTE_ADDR=f"2001:db8::{i}").status_code for i in range(4)]
    assert found == [200, 200, 200, 429]
    assert anyone.get("/api/public/door", REMOTE_ADDR="2001:db8:0:1::1").status_code == 200


def test_a_link_is_counted_over_all_addresses(anyone: Caller) -> None:
    found = [anyone.get("/api/public/door/secret", REMOTE_ADDR=f"192.0.2.{i}").status_code for i in range(4)]
    assert found == [200, 200, 200, 429]
    assert anyone.get("/api/public/door/other", REMOTE_ADDR="192.0.2.9").status_code == 200


def test_other_links_do_not_refill_an_address(anyone: Caller) -> None:
    assert [anyone.get(f"/api/public/door/{i}").status_code for i in range(4)] == [200, 200, 200, 429]


def test_head_counts_as_get(anyone: Caller) -> None:
    assert statuses(4, anyone, method="head") == [200, 200, 200, 429]
    assert anyone.get("/api/public/door").status_code == 429


def test_methods_without_a_limit_are_not_counted(anyone: Caller) -> None:
    assert statuses(5, anyone, "/api/public/door/x", "put") == [200] * 5
    assert anyone.get("/api/public/door/x").status_code == 200


@pytest.mark.parametrize(
    ("proxies", "header"), [(0, "198.51.100.{}"), (1, "198.51.100.{}, 203.0.113.5"), (1, "10.0.0.{},x,203.0.113.5")]
)
def test_a_forged_header_buys_nothing(proxies: int, header: str, anyone: Caller, settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies
    found = [anyone.get("/api/public/door", HTTP_X_FORWARDED_FOR=header.format(i)).status_code for i in range(4)]
    assert found == [200, 200, 200, 429]


def test_behind_a_proxy_each_client_has_its_own(anyone: Caller, settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    found = [anyone.get("/api/public/door", HTTP_X_FORWARDED_FOR=f"198.51.100.{i}").status_code for i in range(4)]
    assert found == [200] * 4


def test_without_its_counters_a_limited_route_is_closed(anyone: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_args: object) -> None:
        raise RedisDown

    monkeypatch.setattr(type(cache._connections[cache._alias]), "add", down)
    response = anyone.get("/api/public/door")
    sentence = "Requests can't be counted now; try again."
    assert (response.status_code, response.json()) == (503, {"error": "unavailable", "message": sentence})
    assert anyone.put("/api/public/door/x").status_code == 200


def test_many_counters_do_not_push_each_other_out(anyone: Caller) -> None:
    assert statuses(3, anyone) == [200] * 3
    for number in range(1000):
        cache.add(f"other-{number}", 1, 65)
    assert anyone.get("/api/public/door").status_code == 429


@pytest.mark.urls("safeclose.urls")
@pytest.mark.parametrize(("method", "most"), [("get", 60), ("post", 30)])
def test_signing_links_are_limited_per_minute(method: str, most: int, db: None, anyone: Caller) -> None:
    found = statuses(most + 1, anyone, "/api/public/sign/no-such-link", method)
    assert found == [410] * most + [429]


def told(response: Any) -> tuple[str, ...]:
    return tuple(response.headers.get(f"RateLimit-{name}", "") for name in ("Limit", "Remaining", "Reset"))


def test_answers_say_how_many_requests_are_left(anyone: Caller, clock: Clock) -> None:
    first, second = told(anyone.get("/api/public/door")), told(anyone.get("/api/public/door"))
    assert (first[:2], second[:2]) == (("3", "2"), ("3", "1"))
    assert 1 <= int(first[2]) <= 60
    clock.now += int(first[2]) - 1
    assert told(anyone.get("/api/public/door")) == ("3", "0", "1")


def test_of_several_limits_the_tightest_is_told(anyone: Caller) -> None:
    """The link's, which others used before."""
    for number in range(2):
        anyone.get("/api/public/door/secret", REMOTE_ADDR=f"192.0.2.{number}")
    assert told(anyone.get("/api/public/door/secret", REMOTE_ADDR="192.0.2.9"))[:2] == ("3", "0")


def test_routes_without_a_limit_tell_none(anyone: Caller) -> None:
    assert told(anyone.put("/api/public/door/x")) == ("", "", "")
