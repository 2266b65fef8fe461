"""A group of child processes: started together, restarted when one dies, stopped cleanly."""

import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from types import FrameType

STOP_TIMEOUT_SECONDS = 25.0  # for a child to finish its work
RESTART_DELAY_SECONDS = 1.0  # so that a child that can't start is not restarted in a busy loop


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
                time.sleep(RESTART_DELAY_SECONDS)
            # A separate session, so that Ctrl-C reaches the children through this process, once.
            self._children[name] = subprocess.Popen(command, env=self._environment, start_new_session=True)

    def _end(self) -> None:
        for child in self._children.values():
            child.terminate()
        deadline = time.monotonic() + STOP_TIMEOUT_SECONDS
        for child in self._children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
