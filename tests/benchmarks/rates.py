"""How much both sides get done in the same time, round after round."""

import statistics
from collections.abc import Callable, Sequence

from tests.benchmarks import clients
from tests.benchmarks.clients import Operation, Seen
from tests.benchmarks.measuring import Aim, Measured, slowest
from tests.benchmarks.servers import Server
from tests.benchmarks.shares import Shares

Side = Callable[[], Sequence[list[Operation]]]


def compared(
    work: str, beside: str, server: Server, target: str | int, ours: Side, theirs: Side, *, aim: float, rounds: int,
    statuses: set[int],
) -> Measured:  # fmt: skip
    """Operations in a second over HTTP in units of those of `target`: a database by psycopg, or the port of another
    server. Each side is given new work for each round.
    """
    rates: tuple[list[float], list[float]] = ([], [])
    slow: list[float] = []
    for number in range(rounds + 1):
        if number <= 1:
            shares = Shares(server=server)
        with shares.counted():
            seen = clients.run(server.port, ours())
        shares.add(seen.ended - seen.began, clients=seen.cpu)
        assert seen.statuses == statuses, seen.statuses
        bare = clients.run(target, theirs())
        if number:
            rates[0].append(rate(seen))
            rates[1].append(rate(bare))
            slow.append(slowest(seen.times))
    middle = [statistics.median(each) for each in rates]
    return Measured(
        work, beside, middle[0] / middle[1], Aim(at_least=aim), f"{middle[0]:.0f}/s", f"{middle[1]:.0f}/s",
        [str(shares), f"95 % of our requests are answered within {statistics.median(slow) * 1000:.0f} ms."],
    )  # fmt: skip


def rate(seen: Seen) -> float:
    """Operations in a second."""
    return len(seen.times) / (seen.ended - seen.began)
