"""Work on a file that a stranger made: in a short-lived process that may use so much time and memory and no more.

A file can be made so that whoever reads it runs out of memory or never ends. Then the child dies, and not the
service; and what could be had from the child by breaking it is its environment, which is empty.
"""

import importlib
import json
import resource
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from safeclose.child_processes.forking import Prepared

SECONDS = 5  # of the processor's time
PATIENCE = 30  # seconds by the clock, on a machine that is busy with other things
MEMORY = 300 * 1024 * 1024  # of address space; Python and qpdf take 50 MB of it

TOO_MUCH = "The file takes too much memory or time to be looked through."


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

    Raises UnfitError with the sentence of `work`, or when the child dies or is killed at its limits. Costs a few
    milliseconds; the first call with a module costs its imports as well.
    """
    try:
        given, status = _prepared.ask(work.__module__, work.__name__, content, seconds=PATIENCE)
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
    """The child: bound itself, do the work, and say what came of it."""
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
    resource.RLIMIT_AS: MEMORY,
    resource.RLIMIT_CPU: SECONDS,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_FSIZE: 0,  # writes no file; a pipe is none
    resource.RLIMIT_NOFILE: 64,
}

_prepared = Prepared(answer)
