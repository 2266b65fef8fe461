"""A mail server on loopback that speaks SMTP (RFC 5321), and refuses what a test wants it to refuse."""

import email
import email.policy
import socketserver
import threading
from email.message import EmailMessage
from typing import Any, NamedTuple

REFUSED = "550 No such user"


class Received(NamedTuple):
    """One mail: sender and recipients of the envelope, and the message."""

    sender: str
    recipients: list[str]
    message: EmailMessage


class SMTPServer:
    """Runs from `with` to its end. `replies` answers RCPT TO for an address, for instance with REFUSED."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.replies: dict[str, str] = {}

    def configure(self, settings: Any) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = self._server.server_address[:2]

    @property
    def url(self) -> str:
        """The value of EMAIL_URL for a service in a process of its own."""
        host, port = self._server.server_address[:2]
        return f"smtp://{host!s}:{port}"

    def __enter__(self) -> "SMTPServer":
        owner = self

        class Handler(_Session):
            server_ = owner

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Session(socketserver.StreamRequestHandler):
    server_: SMTPServer
    timeout = 10

    def handle(self) -> None:
        sender, recipients = "", list[str]()
        self.reply("220 mail.example.test")
        while line := self.rfile.readline().decode("ascii").rstrip("\r\n"):  # an address that is not in ASCII fails
            verb = line.upper()
            if verb.startswith("MAIL FROM:"):
                sender, recipients = _address(line), []
                self.reply("250 OK")
            elif verb.startswith("RCPT TO:"):
                answer = self.server_.replies.get(_address(line), "250 OK")
                recipients += [_address(line)] if answer.startswith("250") else []
                self.reply(answer)
            elif verb == "DATA":
                self.reply("354 Go on")
                self.server_.received.append(Received(sender, recipients, self.message()))
                self.reply("250 OK")
            elif verb == "QUIT":
                self.reply("221 Bye")
                return
            else:
                self.reply("250 OK")

    def message(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        return email.message_from_bytes(b"".join(lines), policy=email.policy.default)  # type: ignore[return-value]

    def reply(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]
