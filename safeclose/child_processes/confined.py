"""Processing of untrusted files in a short-lived child process with limits on time and memory.

A hostile file can make its parser use all memory or never end. Then only the child dies. An attacker who takes over the
child finds an empty environment without secrets.
"""

import importlib
import json
import resource
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from safeclose.child_processes.forking import Prepared

CPU_SECONDS = 5
TIMEOUT_SECONDS = 30  # elapsed time, for busy machines
MEMORY_BYTES = 300 * 1024 * 1024  # of address space, of which Python and qpdf use 50 MB

TOO_MUCH = "The file takes too much memory or time to be looked through."


class UnfitError(Exception):
    """The file can't be processed; the message is a sentence that says why."""


@dataclass(frozen=True)
class Outcome:
    """The result of the work: JSON data, and optionally another file."""

    data: dict[str, Any] = field(default_factory=dict)
    file: bytes = b""


Work = Callable[[bytes], Outcome]


def confined(work: Work, content: bytes) -> Outcome:
    """Runs `work(content)` in a child process. `work` is a function of a module that does not need Django.

    Raises UnfitError with the sentence of `work`, or when the child reaches its limits. Takes a few milliseconds, and
    at the first call with a module also the time of its imports.
    """
    try:
        given, status = _prepared.ask(work.__module__, work.__name__, content, seconds=TIMEOUT_SECONDS)
    except TimeoutError:
        raise UnfitError(TOO_MUCH) from None
    if status < 0:
        raise UnfitError(TOO_MUCH)
    if status:
        raise RuntimeError(f"{work.__qualname__} failed: {given.decode(errors='replace')[-2000:]}")
    head, _, file = given.partition(b"\n")
    found = json.loads(head)
    if "unfit" in found:
        raise UnfitError(found["unfit"])
    return Outcome(found["data"], file)


def answer(module: str, name: str, content: bytes) -> bytes:
    """Runs in the child: sets its limits, does the work, returns the result."""
    for limit, most in _LIMITS.items():
        resource.setrlimit(limit, (most, most))
    outcome = Outcome()
    try:
        work: Work = getattr(importlib.import_module(module), name)
        outcome = work(content)
        head: dict[str, Any] = {"data": outcome.data}
    except UnfitError as error:
        head = {"unfit": str(error)}
    except (MemoryError, RecursionError):
        head = {"unfit": TOO_MUCH}
    return json.dumps(head).encode() + b"\n" + outcome.file


_LIMITS = {
    resource.RLIMIT_AS: MEMORY_BYTES,
    resource.RLIMIT_CPU: CPU_SECONDS,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_FSIZE: 0,  # can't write files; pipes are not affected
    resource.RLIMIT_NOFILE: 64,
}

_prepared = Prepared(answer)
