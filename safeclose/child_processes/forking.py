"""A prepared process, which forks a child for each piece of work, so that children need no start-up and no imports.

It is started on first use, and ends when the service ends, even if that is killed. It and its children have no secrets:
its environment is empty, and it has neither Django nor the service's files and connections. It does not read the
content of the work, so no child inherits the content of an earlier one.

The service passes it one end of a socket for each piece of work. On that socket the service sends the function's name;
the prepared process confirms that the imports are done; the service sends the content, the child its answer, and
the prepared process the child's exit status.
"""

import atexit
import contextlib
import ctypes
import gc
import importlib
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PREPARATION_SECONDS = 120  # for start and imports
CHUNK_BYTES = 1 << 18  # received at once
PR_SET_PDEATHSIG = 1  # of Linux's prctl: the signal that a process gets when its parent dies
_HEAD, _STATUS = struct.Struct("!H"), struct.Struct("!i")

Answer = Callable[[str, str, bytes], bytes]


class GoneError(Exception):
    """The prepared process ended before the work did."""


class Prepared:
    """The service's side; one prepared process for all threads.

    The child answers with `answer(module, name, content)`. The prepared process imports `module` on first use, and
    the modules in its FOR_CHILDREN, which only the children need. None of them may need Django or settings.
    """

    def __init__(self, answer: Answer) -> None:
        start = f"from {answer.__module__} import {answer.__name__}; from {__name__} import serve; "
        self._command = [sys.executable, "-X", "utf8", "-c", f"{start}serve({answer.__name__})"]
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.stop)
        os.register_at_fork(after_in_child=self._forget)

    def ask(self, module: str, name: str, content: bytes, *, seconds: float) -> tuple[bytes, int]:
        """The child's answer and exit status: 0, or the signal that killed it as a negative number.

        With another exit status the answer is a traceback. Raises TimeoutError after `seconds`, which kills the child;
        raises GoneError if a second prepared process also ended before the work.
        """
        try:
            return self._ask(module, name, content, seconds)
        except GoneError:
            return self._ask(module, name, content, seconds)

    def stop(self) -> None:
        """Ends the prepared process and its children. The next `ask` starts a new one."""
        with self._lock:
            self._stop()

    def _ask(self, module: str, name: str, content: bytes, seconds: float) -> tuple[bytes, int]:
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                head = f"{module} {name}".encode()
                ours.sendall(_HEAD.pack(len(head)) + head)
                self._hand_over(theirs)
            _wait_until_prepared(ours)
            deadline = time.monotonic() + seconds
            ours.settimeout(seconds)
            with contextlib.suppress(BrokenPipeError):  # the child died early; the status says why
                ours.sendall(content)
                ours.shutdown(socket.SHUT_WR)
            received = b"".join(_pieces(ours, deadline))
        if len(received) < _STATUS.size:
            raise GoneError
        (status,) = _STATUS.unpack(received[-_STATUS.size :])
        return received[: -_STATUS.size], status

    def _hand_over(self, theirs: socket.socket) -> None:
        with self._lock:
            try:
                self._send(theirs)
            except (BrokenPipeError, ConnectionResetError):  # it died after its last use
                self._stop()
                self._send(theirs)

    def _send(self, theirs: socket.socket) -> None:
        socket.send_fds(self._control or self._start(), [b"\0"], [theirs.fileno()])

    def _start(self) -> socket.socket:
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                self._command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, cwd=ROOT, env={}, close_fds=True
            )
        return self._control

    def _stop(self) -> None:
        if self._control and self._process:
            self._control.close()
            self._process.wait()
        self._control = self._process = None

    def _forget(self) -> None:
        """In a fork of the service: closes the copy, so that the prepared process notices the service's end."""
        if self._control and self._process:
            self._control.close()
            self._process.returncode = 0  # a fork can't wait for it, and Popen would warn
        self._control = self._process = None
        self._lock = threading.Lock()


def _wait_until_prepared(ours: socket.socket) -> None:
    """Start and imports are not part of the work's time limit. Raises GoneError."""
    ours.settimeout(PREPARATION_SECONDS)
    with contextlib.suppress(ConnectionResetError):
        if ours.recv(1):
            return
    raise GoneError


def serve(answer: Answer) -> None:
    """Runs in the prepared process: forks a child for each socket from standard input, until the service ends."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(
            number, signal.SIG_IGN
        )  # sent to the whole process group, while the service may still need this process
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    control = socket.socket(fileno=0)
    running: dict[int, socket.socket] = {}
    poll = select.poll()
    poll.register(control, select.POLLIN)
    poll.register(woken, select.POLLIN)
    while True:
        for file, _ in poll.poll():
            if file == woken:
                os.read(woken, 4096)
            elif file == control.fileno():
                sent, files, _, _ = socket.recv_fds(control, 1, 1)
                if not sent:
                    return
                for work in (socket.socket(fileno=one) for one in files):
                    running[_child(answer, work)] = work
                    poll.register(work, 0)  # reports only that the service closed its end
            else:
                _kill(child for child, work in running.items() if work.fileno() == file)
        for child, status in _ended():
            with running.pop(child) as work, contextlib.suppress(BrokenPipeError):
                poll.unregister(work)
                work.sendall(_STATUS.pack(status))


def _child(answer: Answer, work: socket.socket) -> int:
    (length,) = _HEAD.unpack(work.recv(_HEAD.size, socket.MSG_WAITALL))
    module, name = work.recv(length, socket.MSG_WAITALL).decode().split(" ")
    if module not in sys.modules:
        with contextlib.suppress(Exception):  # the child tries again, and answers with the error
            for each in getattr(importlib.import_module(module), "FOR_CHILDREN", ()):
                importlib.import_module(each)
        gc.freeze()  # otherwise garbage collection in a child would copy all shared memory
    with contextlib.suppress(BrokenPipeError):
        work.sendall(b"\0")  # prepared
    parent = os.getpid()
    if child := os.fork():
        return child
    try:
        _separate(work, parent)
        work.sendall(answer(module, name, b"".join(_pieces(work))))
        os._exit(0)
    except BaseException:
        work.sendall(traceback.format_exc().encode())
        raise
    finally:
        os._exit(1)


def _separate(work: socket.socket, parent: int) -> None:
    """Closes everything of the prepared process except the socket, and ends with it."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.closerange(3, work.fileno())
    os.closerange(work.fileno() + 1, os.sysconf("SC_OPEN_MAX"))


def _kill(children: Iterator[int]) -> None:
    for child in children:
        os.kill(child, signal.SIGKILL)  # not yet waited for, so its process id is not reused


def _ended() -> Iterator[tuple[int, int]]:
    with contextlib.suppress(ChildProcessError):  # there is none
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            yield ended[0], os.waitstatus_to_exitcode(ended[1])


def _pieces(source: socket.socket, deadline: float | None = None) -> Iterator[bytes]:
    """Everything until the other side closes; raises TimeoutError after the deadline."""
    with contextlib.suppress(ConnectionResetError):  # closed before it read everything; what it sent has arrived
        while True:
            if deadline is not None:
                source.settimeout(max(0.001, deadline - time.monotonic()))
            if not (piece := source.recv(CHUNK_BYTES)):
                return
            yield piece
