"""What tests have done in a child: module functions, as `confined` wants them, in a module without pytest."""

import fcntl
import os
import resource
import signal
import sys
import time
from pathlib import Path

from safeclose.child_processes.confined import _LIMITS, Outcome, UnfitError


def echo(content: bytes) -> Outcome:
    """A file that is fit."""
    return Outcome({"length": len(content), "text": "Élodie"}, content[::-1])


def surroundings(content: bytes) -> Outcome:
    """What a child that was broken into would find, in itself and in the process that it was forked from."""
    files = {int(each) for each in os.listdir("/proc/self/fd")}
    return Outcome(
        {
            "environment": dict(os.environ),
            "parent": os.getppid(),
            "its environment": Path(f"/proc/{os.getppid()}/environ").read_text(),
            "open": sorted(os.readlink(f"/proc/self/fd/{each}") for each in files if _is_open(each)),
            "modules": sorted(sys.modules),
            "limits": {each: resource.getrlimit(each) for each in _LIMITS},
        }
    )


def _is_open(file: int) -> bool:
    try:
        fcntl.fcntl(file, fcntl.F_GETFD)
    except OSError:  # the listing itself had it open
        return False
    return True


SEEN: list[bytes] = []


def remembering(content: bytes) -> Outcome:
    """What stays of the files before."""
    SEEN.append(content)
    return Outcome({"seen": len(SEEN), "process": os.getpid()})


def dying(content: bytes) -> Outcome:
    """A fault in a library that ends the process."""
    os.kill(os.getpid(), signal.SIGSEGV)
    return Outcome()


def parricidal(content: bytes) -> Outcome:
    """Ends the process that it was forked from, and would go on."""
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(60)
    return Outcome()


def unfit(content: bytes) -> Outcome:
    """A file that is not."""
    raise UnfitError("It is upside down.")


def faulty(content: bytes) -> Outcome:
    """A fault of our own."""
    raise ZeroDivisionError("a fault of our own")


def greedy(content: bytes) -> Outcome:
    """More memory than there is."""
    return Outcome({"length": len(bytearray(400 * 1024 * 1024))})


def endless(content: bytes) -> Outcome:
    """More time of the processor than there is: of one second instead of five."""
    resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
    while True:
        pass


def sleepy(content: bytes) -> Outcome:
    """Time that costs nothing."""
    time.sleep(60)
    return Outcome()


def writing(content: bytes) -> Outcome:
    """A file on the disk."""
    with open(content, "wb") as file:
        file.write(b"x" * 10_000)
    return Outcome()


def deep(content: bytes) -> Outcome:
    """A stack without end."""
    return deep(content)
