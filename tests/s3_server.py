"""An S3 on loopback, by AWS's wire format: moto's, in a process of its own."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

START = """
from moto.server import main
main(["--host", "127.0.0.1", "--port", {port!r}])
"""


class S3Server:
    """Runs until stopped, and forgets everything then."""

    def __init__(self, log: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Unless it runs; answers when it does."""
        if self._process and self._process.poll() is None:
            return
        with self._log.open("ab") as log:
            program = START.format(port=str(self.port))
            self._process = subprocess.Popen([sys.executable, "-c", program], stdout=log, stderr=log)
        deadline = time.monotonic() + 120
        while not self._answers():
            assert time.monotonic() < deadline, self._log.read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        """At once."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def url(self, bucket: str, prefix: str = "") -> str:
        """STORAGE_URL for an empty bucket of that name, which is made."""
        assert httpx.put(f"{self.address}/{bucket}", timeout=30).is_success
        path = f"/{prefix}" if prefix else ""
        return f"s3://key:secret@{bucket}{path}?endpoint={self.address}&region=us-east-1"

    def _answers(self) -> bool:
        try:
            return httpx.get(self.address, timeout=5).status_code < 500
        except httpx.TransportError:
            return False
