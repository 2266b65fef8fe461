"""How to measure: alternately, so that both sides see the same machine, and by the median."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """Seconds of ours and of what stands beside it (medians), and what is aimed at."""

    work: str
    beside: str
    ours: float
    theirs: float
    aim: str

    @property
    def ratio(self) -> float:
        """Ours in units of theirs."""
        return self.ours / self.theirs


def side_by_side(
    work: str, ours: Callable[[], object], beside: str, theirs: Callable[[], object], *, aim: str, rounds: int = 15
) -> Measured:
    """Run both in turns, after one round each that does not count."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for run, taken in zip((ours, theirs), times, strict=True):
            started = time.perf_counter()
            run()
            if number:
                taken.append(time.perf_counter() - started)
    return Measured(work, beside, statistics.median(times[0]), statistics.median(times[1]), aim)
