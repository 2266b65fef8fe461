"""What goes wrong during a soak: processes are killed, and the database is restarted and crashes."""

import threading
import time
from random import Random

from tests.soak.place import Place


class Trouble:
    """A plan of `seconds`: kills every few seconds, a restart after one third, a crash after two thirds."""

    def __init__(self, place: Place, rng: Random, *, seconds: float, pause: tuple[float, float] = (3.0, 9.0)) -> None:
        self.restarts: list[str] = []
        self._place, self._rng, self._seconds, self._pause = place, rng, seconds, pause
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=work, name=work.__name__) for work in (self._kill, self._restart)]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """No more trouble from now on; waits for a restart that is under way."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _kill(self) -> None:
        until = time.monotonic() + self._seconds
        while not self._stopping.wait(self._rng.uniform(*self._pause)) and time.monotonic() < until:
            self._place.processes.kill(self._rng.choice(self._victims()))

    def _victims(self) -> list[str]:
        """Workers always; a web process while all of them answer, or else hardly anything would be asked."""
        names = self._place.processes.names
        return names if self._place.is_ready() else [name for name in names if name.startswith("worker")]

    def _restart(self) -> None:
        for mode in ("fast", "immediate"):
            if self._stopping.wait(self._seconds / 3):
                return
            self._place.database.restart(mode)
            self.restarts.append(mode)
