"""Child processes that belong together: started together, restarted when one dies, stopped cleanly."""

import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from types import FrameType

PATIENCE = 25.0  # seconds that a child gets to finish what it has begun
RESTART_AFTER = 1.0  # seconds, so that a child that can't start does not spin


class Group:
    """Runs commands until a signal asks to stop."""

    def __init__(self, commands: Mapping[str, Sequence[str]], environment: Mapping[str, str]) -> None:
        self._commands = commands
        self._environment = dict(environment)
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._stopping = False

    def run(self) -> None:
        """Blocks until SIGTERM or SIGINT, and until all children have ended."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        try:
            while not self._stopping:
                self._start_missing()
                time.sleep(0.2)
        finally:
            self._end()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _start_missing(self) -> None:
        for name, command in self._commands.items():
            child = self._children.get(name)
            if child and child.poll() is None:
                continue
            if child:
                time.sleep(RESTART_AFTER)
            # A session of its own: Ctrl-C must reach the children through us, once.
            self._children[name] = subprocess.Popen(command, env=self._environment, start_new_session=True)

    def _end(self) -> None:
        for child in self._children.values():
            child.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in self._children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
