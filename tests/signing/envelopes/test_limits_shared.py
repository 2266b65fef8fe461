"""Limits hold over all processes, and over all addresses that a caller makes up."""

import time
from collections import Counter
from pathlib import Path

import httpx
from django_ratelimit.core import _get_window

from tests.processes import service
from tests.redis_server import RedisServer


def wait_for_a_whole_minute(key: str) -> None:
    """So that the counting does not begin anew in the middle of the test."""
    left = _get_window(key, 60) - time.time()
    if left < 15:
        time.sleep(left + 1)


def test_a_limit_holds_over_two_processes_and_made_up_addresses(redis: RedisServer, tmp_path: Path) -> None:
    with service(tmp_path / "one") as first:
        first.environment["REDIS_URL"] = redis.url
        first.start_web()
        ports = [first.port]
        first.port += 1
        first.address = f"http://127.0.0.1:{first.port}"
        first.start_web()
        ports.append(first.port)
        wait_for_a_whole_minute("ip:127.0.0.1")
        answers: Counter[int] = Counter()
        with httpx.Client() as client:
            for number in range(80):
                address = f"http://127.0.0.1:{ports[number % 2]}/api/public/sign/never-{number}"
                headers = {"X-Forwarded-For": f"203.0.113.{number}", "X-Real-Ip": f"203.0.113.{number}"}
                answers[client.get(address, headers=headers).status_code] += 1
    assert answers == {410: 60, 429: 20}
