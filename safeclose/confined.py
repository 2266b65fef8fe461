"""Work on a file that a stranger made: in a short-lived process that may use so much time and memory and no more.

A file can be made so that whoever reads it runs out of memory or never ends. Then the child dies, and not the
service; and what could be had from the child by breaking it is its environment, which is empty.
"""

import importlib
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SECONDS = 5  # of the processor's time
PATIENCE = 30  # seconds by the clock, on a machine that is busy with other things
MEMORY = 300 * 1024 * 1024  # of address space; Python and qpdf take 50 MB of it
ROOT = Path(__file__).resolve().parent.parent

TOO_MUCH = "The file takes too much memory or time to be looked through."
DAMAGED = "The file is damaged."


class UnfitError(Exception):
    """The file can't be worked on; the sentence says why."""


@dataclass(frozen=True)
class Outcome:
    """What work on a file gives: JSON data, and perhaps another file."""

    data: dict[str, Any] = field(default_factory=dict)
    file: bytes = b""


Work = Callable[[bytes], Outcome]


def confined(work: Work, content: bytes) -> Outcome:
    """`work(content)`, done in a process of its own. `work` is a module's function, and its module needs no Django.

    Raises UnfitError with the sentence of `work`, or when the child dies or is killed at its limits. Costs about
    100 ms, most of it imports.
    """
    command = [sys.executable, "-X", "utf8", "-m", __name__, work.__module__, work.__name__]
    try:
        done = subprocess.run(command, input=content, capture_output=True, cwd=ROOT, env={}, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        raise UnfitError(TOO_MUCH) from None
    except BrokenPipeError:
        raise UnfitError(DAMAGED) from None
    if done.returncode < 0:
        raise UnfitError(TOO_MUCH)
    if done.returncode:
        raise RuntimeError(f"{work.__qualname__} failed: {done.stderr.decode(errors='replace')[-2000:]}")
    head, _, file = done.stdout.partition(b"\n")
    answer = json.loads(head)
    if "unfit" in answer:
        raise UnfitError(answer["unfit"])
    return Outcome(answer["data"], file)


def main(module: str, name: str) -> None:
    """The child: bound itself, read standard input, answer on standard output."""
    for limit, most in _LIMITS.items():
        resource.setrlimit(limit, (most, most))
    try:
        work: Work = getattr(importlib.import_module(module), name)
        outcome = work(sys.stdin.buffer.read())
        head: dict[str, Any] = {"data": outcome.data}
    except UnfitError as error:
        head, outcome = {"unfit": str(error)}, Outcome()
    except (MemoryError, RecursionError):
        head, outcome = {"unfit": TOO_MUCH}, Outcome()
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + outcome.file)


_LIMITS = {
    resource.RLIMIT_AS: MEMORY,
    resource.RLIMIT_CPU: SECONDS,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_FSIZE: 0,  # writes no file; a pipe is none
    resource.RLIMIT_NOFILE: 64,
}

if __name__ == "__main__":
    # Under its own name: what `work` raises is the class of the module, not of this script.
    importlib.import_module("safeclose.confined").main(*sys.argv[1:])
