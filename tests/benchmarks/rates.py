"""How much both sides get done in the same time, round after round."""

import statistics
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tests.benchmarks import clients
from tests.benchmarks.clients import Operation, Seen
from tests.benchmarks.measuring import Aim, Measured, milliseconds, slowest
from tests.benchmarks.servers import Server
from tests.benchmarks.shares import Shares

Side = Callable[[], Sequence[list[Operation]]]


class Compared(NamedTuple):
    """The rates; and the seconds that each of our requests took, of all rounds but the first."""

    rates: Measured
    times: list[float]

    def spread(self, *, at_most: float) -> Measured:
        """How much longer the slow ones take."""
        middle, slow = statistics.median(self.times), slowest(self.times)
        beside, aim = "the median of the same requests", Aim(at_most=at_most)
        work = f"{self.rates.work}: 95 % are answered within"
        return Measured(work, beside, slow / middle, aim, milliseconds(slow), milliseconds(middle))


def compared(
    work: str, beside: str, server: Server, target: str | int, ours: Side, theirs: Side, *, aim: float, rounds: int,
    statuses: set[int],
) -> Compared:  # fmt: skip
    """Operations in a second over HTTP in units of those of `target`: a database by psycopg, or the port of another
    server. Each side is given new work for each round.
    """
    rates: tuple[list[float], list[float]] = ([], [])
    times: list[float] = []
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
            times += seen.times
    middle = [statistics.median(each) for each in rates]
    row = Measured(
        work, beside, middle[0] / middle[1], Aim(at_least=aim), f"{middle[0]:.0f}/s", f"{middle[1]:.0f}/s",
        [str(shares)],
    )  # fmt: skip
    return Compared(row, times)


def rate(seen: Seen) -> float:
    """Operations in a second."""
    return len(seen.times) / (seen.ended - seen.began)
