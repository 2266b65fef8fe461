"""`manage.py` for many commands: it is loaded once, and each command is a fork of it.

A fork is what `python manage.py …` is after its imports: a process with a session, signals, connections, an exit code
and an output of its own.
"""

import json
import select
import subprocess
import sys
from pathlib import Path

from tests.environment import ROOT


class LoadedManage:
    """The parent process, as seen by tests. It runs one command at a time."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.out, self.err = folder / "out", folder / "err"
        self.parent = subprocess.Popen(
            [sys.executable, "-m", "tests.safeclose.child_processes.fork_manage"], cwd=ROOT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self._answer() == 0

    def begin(self, *arguments: str) -> int:
        """Start `manage.py …`; its process id."""
        assert self.parent.stdin
        self.parent.stdin.write(json.dumps([list(arguments), str(self.out), str(self.err)]) + "\n")
        self.parent.stdin.flush()
        return self._answer()

    def has_ended(self) -> bool:
        """Whether `end` would answer at once."""
        return bool(select.select([self.parent.stdout], [], [], 0)[0])

    def end(self) -> tuple[int, str, str]:
        """Wait for the command that was begun: exit code, stdout, stderr."""
        return self._answer(), self.out.read_text(), self.err.read_text()

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Both."""
        self.begin(*arguments)
        return self.end()

    def stop(self) -> None:
        """End the parent."""
        self.parent.communicate(timeout=60)

    def _answer(self) -> int:
        assert self.parent.stdout
        return int(self.parent.stdout.readline())
