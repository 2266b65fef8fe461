"""How the time of all cores was divided."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from tests.benchmarks.servers import Running, postgres_cpu


class Shares:
    """Processor seconds of some programs and of PostgreSQL, in units of the time that all cores had."""

    def __init__(self, **programs: Running) -> None:
        self._programs = programs
        self._spent: Counter[str] = Counter()
        self.seconds = 0.0

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count what is spent within; how long it took is told to `add`."""
        before = self._now()
        yield
        self._spent += self._now() - before

    def add(self, seconds: float, **spent: float) -> None:
        """By the clock; and what others have spent meanwhile."""
        self.seconds += seconds
        self._spent += Counter(spent)

    def __str__(self) -> str:
        whole = self.seconds * (os.cpu_count() or 1)
        parts = [f"{name} {spent / whole:.0%}" for name, spent in self._spent.items()]
        return f"Of all cores' time: {', '.join(parts)}; the rest was other programs', the kernel's, or idle."

    def _now(self) -> "Counter[str]":
        spent = {name: program.cpu() for name, program in self._programs.items()}
        return Counter({**spent, "PostgreSQL": postgres_cpu()})
