"""The loop for requests that are made again while their fault may pass."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

sleep = time.sleep


class MayPass(Exception):
    """This try failed, and another may succeed. The text is a sentence for a person.

    `wait`: the seconds that the other side asked to wait; None where it did not.
    """

    def __init__(self, sentence: str, wait: float | None = None) -> None:
        super().__init__(sentence)
        self.wait = wait


class GaveUp(Exception):
    """No further try is made; the text says what happened at the last one, and why there is no other."""


@dataclass(frozen=True)
class Retries:
    """At most `tries` tries, within `seconds` for all tries and the waits between them.

    Waits are what the other side asked for, or `first_wait` seconds, doubled after each try. No wait is longer than
    `max_wait` seconds: where it would have to be, there is no further try.
    """

    tries: int
    first_wait: float
    max_wait: float
    seconds: float = math.inf

    def run(self, attempt: Callable[[float], T], *, on_retry: Callable[[str, float], None]) -> T:
        """What `attempt` returns; it is given the seconds that are left, and raises MayPass to be called again.

        `on_retry` is told the reason and the wait before each further try. Raises GaveUp, and what `attempt` raises.
        """
        deadline, tries = time.monotonic() + self.seconds, 0
        while True:
            tries += 1
            try:
                return attempt(max(0.01, deadline - time.monotonic()))
            except MayPass as fault:
                wait = self._wait(fault, tries, deadline)
                on_retry(str(fault), wait)
            sleep(wait)

    def _wait(self, fault: MayPass, tries: int, deadline: float) -> float:
        wait = self.first_wait * 2.0 ** (tries - 1) if fault.wait is None else fault.wait
        if tries >= self.tries:
            raise GaveUp(f"{fault} {tries} tries were made." if tries > 1 else str(fault)) from fault
        if wait > self.max_wait:
            raise GaveUp(f"{fault} It asks to wait {wait:.0f} seconds.") from fault
        if wait > deadline - time.monotonic():
            raise GaveUp(f"{fault} There is no time for another try in {wait:.1f} seconds.") from fault
        return wait
