"""A Redis of the tests' own: Debian's redis-server on a free port of loopback, keeping nothing."""

import signal
import socket
import subprocess
import time

from tests import programs


class RedisServer:
    """May be stopped, and started again on the same port."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Until it answers; nothing where it runs already."""
        if self.process:
            return
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = programs.start("redis-server", *options, cwd="/")
        deadline = time.monotonic() + 30
        while self.command("PING") != b"+PONG\r\n":
            assert self.process.poll() is None, "redis-server does not start"
            assert time.monotonic() < deadline, "redis-server does not answer"
            time.sleep(0.01)

    def stop(self) -> None:
        """At once, as the power would."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def freeze(self) -> None:
        """Connections stand, and nothing is answered; until it is stopped."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def subscribers(self, channel: str) -> int:
        """How many listen to a channel now."""
        return int(self.command("PUBSUB", "NUMSUB", channel).rsplit(b":", 1)[1])

    def command(self, *words: str) -> bytes:
        """One command on a connection of its own; the answer as Redis writes it, b"" where there is none."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                connection.sendall((" ".join(words) + "\r\n").encode())
                return connection.recv(65536)
        except OSError:
            return b""
