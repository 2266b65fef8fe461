"""How much both sides get done in the same time, round after round."""

import os
import statistics
from collections.abc import Callable, Sequence

from tests.benchmarks import clients
from tests.benchmarks.clients import Operation, Seen
from tests.benchmarks.measuring import Aim, Measured
from tests.benchmarks.servers import Server, postgres_cpu

Side = Callable[[], Sequence[list[Operation]]]


def compared(
    work: str, beside: str, server: Server, target: str | int, ours: Side, theirs: Side, *, aim: float, rounds: int,
    statuses: set[int],
) -> Measured:  # fmt: skip
    """Operations in a second over HTTP in units of those of `target`: a database by psycopg, or the port of another
    server. Each side is given new work for each round.
    """
    rates: tuple[list[float], list[float]] = ([], [])
    shares: dict[str, float] = dict.fromkeys(("server", "our PostgreSQL", "our clients", "our time"), 0.0)
    slowest: list[float] = []
    for number in range(rounds + 1):
        served, stored = server.cpu(), postgres_cpu()
        seen = clients.run(server.port, ours())
        served, stored = server.cpu() - served, postgres_cpu() - stored
        assert seen.statuses == statuses, seen.statuses
        bare = clients.run(target, theirs())
        if number:
            rates[0].append(_rate(seen))
            rates[1].append(_rate(bare))
            slowest.append(sorted(seen.times)[int(len(seen.times) * 0.95)])
            for name, spent in zip(shares, (served, stored, seen.cpu, seen.ended - seen.began), strict=True):
                shares[name] += spent
    middle = [statistics.median(each) for each in rates]
    return Measured(
        work, beside, middle[0] / middle[1], Aim(at_least=aim), f"{middle[0]:.0f}/s", f"{middle[1]:.0f}/s",
        [_told(shares), f"95 % of our requests are answered within {statistics.median(slowest) * 1000:.0f} ms."],
    )  # fmt: skip


def _rate(seen: Seen) -> float:
    return len(seen.times) / (seen.ended - seen.began)


def _told(shares: dict[str, float]) -> str:
    whole = shares["our time"] * (os.cpu_count() or 1)
    parts = [f"{name} {shares[name] / whole:.0%}" for name in ("server", "our PostgreSQL", "our clients")]
    return f"Of all cores' time, over HTTP: {', '.join(parts)}; the rest was other programs', the kernel's, or idle."
