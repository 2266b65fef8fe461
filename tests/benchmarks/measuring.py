"""How to measure: alternately, so that both sides see the same machine, and by the median."""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

Run = Callable[[], object]


@dataclass(frozen=True)
class Aim:
    """What a ratio should be: at least or at most so much."""

    at_least: float | None = None
    at_most: float | None = None

    def __str__(self) -> str:
        return f"≥ {self.at_least:g}" if self.at_least is not None else f"≤ {self.at_most:g}"

    def is_met(self, ratio: float) -> bool:
        """Whether the ratio is on the right side."""
        return ratio >= self.at_least if self.at_least is not None else ratio <= (self.at_most or 0)


@dataclass(frozen=True)
class Measured:
    """One row of the table. `ours` and `theirs` are for information: only the ratio can be compared."""

    work: str
    beside: str
    ratio: float
    aim: Aim
    ours: str
    theirs: str
    remarks: list[str] = field(default_factory=list)

    @property
    def is_met(self) -> bool:
        """Whether the aim was reached."""
        return self.aim.is_met(self.ratio)


@dataclass(frozen=True)
class Told:
    """A row without anything beside it, and without an aim: what this machine did."""

    work: str
    ours: str
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Unmeasured:
    """A row that this machine can't give."""

    work: str
    why: str


Row = Measured | Told | Unmeasured


@dataclass(frozen=True)
class Pair:
    """Medians of both sides, in seconds by the clock and in seconds of this process's processor time."""

    ours: float
    theirs: float
    our_cpu: float
    their_cpu: float

    def slower(self, work: str, beside: str, *, at_most: float, remarks: list[str] | None = None) -> Measured:
        """Ours in units of theirs."""
        return self._row(work, beside, self.ours / self.theirs, Aim(at_most=at_most), remarks)

    def faster(self, work: str, beside: str, *, at_least: float, remarks: list[str] | None = None) -> Measured:
        """Theirs in units of ours."""
        return self._row(work, beside, self.theirs / self.ours, Aim(at_least=at_least), remarks)

    def _row(self, work: str, beside: str, ratio: float, aim: Aim, remarks: list[str] | None) -> Measured:
        return Measured(work, beside, ratio, aim, milliseconds(self.ours), milliseconds(self.theirs), remarks or [])


def alternate(ours: Run, theirs: Run, *, rounds: int = 15, warm_up: int = 1) -> Pair:
    """Run both in turns, after warm-up rounds that do not count."""
    clock: tuple[list[float], list[float]] = ([], [])
    cpu: tuple[list[float], list[float]] = ([], [])
    for number in range(warm_up + rounds):
        for side, run in enumerate((ours, theirs)):
            began, spent = time.perf_counter(), time.process_time()
            run()
            if number >= warm_up:
                clock[side].append(time.perf_counter() - began)
                cpu[side].append(time.process_time() - spent)
    middle = statistics.median
    return Pair(middle(clock[0]), middle(clock[1]), middle(cpu[0]), middle(cpu[1]))


def slowest(times: Iterable[float]) -> float:
    """Within which 95 % of them are."""
    ordered = sorted(times)
    return ordered[int(len(ordered) * 0.95)]


def milliseconds(seconds: float) -> str:
    """A time as the table shows it."""
    return f"{seconds * 1000:.2f} ms"
