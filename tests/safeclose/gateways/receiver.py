"""Someone who receives webhooks, on loopback, and behaves as badly as a test wants."""

import datetime
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Answer = Callable[[BaseHTTPRequestHandler], None]


def plain(status: int, body: bytes = b"ok", **headers: str) -> Answer:
    """An ordinary answer."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """One byte of the body at a time, for ever."""
    handler.send_response(200)
    handler.end_headers()
    _for_ever(handler, b"x", 0.05)


def dripping_headers(handler: BaseHTTPRequestHandler) -> None:
    """One byte of a header at a time, for ever."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    _for_ever(handler, b"x", 0.05)


def endless(handler: BaseHTTPRequestHandler) -> None:
    """As much as anyone takes."""
    handler.send_response(200)
    handler.end_headers()
    _for_ever(handler, b"x" * 8192, 0)


def reset(handler: BaseHTTPRequestHandler) -> None:
    """The connection ends without a word, and not politely."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    handler.connection.close()


def nonsense(handler: BaseHTTPRequestHandler) -> None:
    """No HTTP."""
    handler.wfile.write(b"220 mail.example.com ESMTP\r\n\r\n")


def _for_ever(handler: BaseHTTPRequestHandler, piece: bytes, pause: float) -> None:
    while True:
        handler.wfile.write(piece)
        handler.wfile.flush()
        time.sleep(pause)


class Receiver:
    """Runs from `with` to its end. Each request is kept; the next answer is taken from `answers`, else 200."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.context = context
        self.answers: list[Answer] = []
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.connections = 0

    def __enter__(self) -> "Receiver":
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 30

            def do_POST(self) -> None:
                self.close_connection = True
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((self.path, {name.lower(): one for name, one in self.headers.items()}, body))
                try:
                    (receiver.answers.pop(0) if receiver.answers else plain(200))(self)
                except OSError:
                    return

            def finish(self) -> None:
                try:
                    super().finish()
                except (OSError, ValueError):
                    return

            def log_message(self, format: str, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def get_request(self) -> Any:
                connection, address = super().get_request()
                receiver.connections += 1
                return connection, address

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass

            def process_request_thread(self, request: Any, client_address: Any) -> None:
                if receiver.context:
                    try:
                        request = receiver.context.wrap_socket(request, server_side=True)
                    except OSError:
                        request.close()
                        return
                super().process_request_thread(request, client_address)

        self.http = Server(("127.0.0.1", 0), Handler)
        self.port = self.http.server_port
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.http.shutdown()
        self.http.server_close()

    @property
    def url(self) -> str:
        """Its address."""
        return f"{'https' if self.context else 'http'}://127.0.0.1:{self.port}/hook"


def authority(folder: Path, *names: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server needs that has these names, and what a client needs that trusts it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Receiver of the tests")])
    known = [x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name) for name in names]
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1)).add_extension(x509.SubjectAlternativeName(known), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True).sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / "receiver.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=file)
