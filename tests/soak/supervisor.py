"""Processes that are started again at once, whatever ends them."""

import os
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STOP_TIMEOUT_SECONDS = 30  # seconds for a clean end
SPIN = 1.0  # seconds, so that what can't start does not spin


class Supervisor:
    """Runs commands by name, each with a log of its own, from `start` to `stop`."""

    def __init__(self, commands: Mapping[str, Sequence[str]], environment: Mapping[str, str], logs: Path) -> None:
        self.names = list(commands)
        self.kills: Counter[str] = Counter()
        self.ends: Counter[str] = Counter()  # by themselves
        self._commands, self._environment, self._logs = commands, dict(environment), logs
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._killed: set[int] = set()
        self._lock, self._stopping = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._keep, name="supervisor", daemon=True)

    def start(self) -> None:
        """All of them, and keep them running."""
        for name in self.names:
            self._begin(name)
        self._thread.start()

    def kill(self, name: str) -> None:
        """As the power would: at once, with everything that it started."""
        with self._lock:
            child = self._children[name]
            if child.poll() is not None:
                return
            self._killed.add(child.pid)
            self.kills[name] += 1
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()

    def stop(self) -> None:
        """Let all end cleanly; kill those that don't."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        for child in self._children.values():
            child.terminate()
        for child in self._children.values():
            try:
                child.wait(STOP_TIMEOUT_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)

    def _begin(self, name: str) -> None:
        with (self._logs / f"{name}.log").open("ab") as log:
            self._children[name] = subprocess.Popen(
                self._commands[name],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _keep(self) -> None:
        while not self._stopping.wait(0.05):
            with self._lock:
                ended = [name for name, child in self._children.items() if child.poll() is not None]
                for name in ended:
                    self._again(name)

    def _again(self, name: str) -> None:
        pid = self._children[name].pid
        if pid not in self._killed:
            self.ends[name] += 1
            time.sleep(SPIN)
        self._begin(name)
