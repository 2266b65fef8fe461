"""A certificate authority with a time stamp authority, by certomancer, as a real HTTP server on loopback."""

import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from asn1crypto import ocsp, tsp
from certomancer.registry import CertLabel, CertomancerConfig, KeyLabel, ServiceLabel
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

from safeclose.sealing.keys import SealingKey

NAMES = ("root", "seal", "tsa", "expired", "plain", "lax", "ocsp")
Answer = tuple[int, str, bytes]
REPLY = "application/timestamp-reply"


def _usage(*names: str) -> dict[str, Any]:
    return {"id": "key_usage", "critical": True, "smart-value": {"schema": "key-usage", "params": list(names)}}


def _extended(name: str, *, critical: bool = True) -> dict[str, Any]:
    return {"id": "extended_key_usage", "critical": critical, "value": [name]}


CRL = {
    "id": "crl_distribution_points",
    "smart-value": {"schema": "crl-dist-url", "params": {"crl-repo-names": ["root"]}},
}
OCSP = {
    "id": "authority_information_access",
    "smart-value": {"schema": "aia-urls", "params": {"ocsp-responder-names": ["ocsp"]}},
}
UNCHECKED = {"id": "ocsp_no_check"}


def _certificate(name: str, *extensions: dict[str, Any], until: str = "2099-01-01T00:00:00+0000", **more: Any) -> Any:
    validity = {"valid-from": "2020-01-01T00:00:00+0000", "valid-to": until}
    return {"subject": name, "issuer": "root", "validity": validity, "extensions": list(extensions), **more}


CERTIFICATES = {
    "root": _certificate(
        "root",
        {"id": "basic_constraints", "critical": True, "value": {"ca": True}},
        _usage("key_cert_sign", "crl_sign"),
    ),
    "seal": _certificate("seal", _usage("digital_signature", "non_repudiation"), OCSP, CRL),
    "tsa": _certificate("tsa", _usage("digital_signature"), _extended("time_stamping"), CRL),
    "expired": _certificate(
        "expired", _usage("digital_signature"), _extended("time_stamping"), until="2021-01-01T00:00:00+0000"
    ),
    "plain": _certificate("plain", _usage("digital_signature")),
    "lax": _certificate("lax", _usage("digital_signature"), _extended("time_stamping", critical=False)),
    "ocsp": _certificate("ocsp", _usage("digital_signature"), _extended("ocsp_signing"), UNCHECKED),
}


@cache
def _keys() -> dict[str, bytes]:
    made = {name: rsa.generate_private_key(public_exponent=65537, key_size=2048) for name in NAMES}
    return {name: key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) for name, key in made.items()}


class TimeAuthority:
    """Runs from `with` to its end. `faults` are answered first; None ends the connection without a word.

    `signs_as` names the certificate for time stamps, `clock` its time, and `spoil` changes its answers.
    """

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.faults: deque[Answer | None] = deque()
        self.asked: list[str] = []
        self.signs_as = "tsa"
        self.ahead = timedelta()
        self.spoil: Callable[[tsp.TimeStampReq], None] | None = None
        self.seconds_per_byte = 0.0
        self.revoked: set[str] = set()

    def __enter__(self) -> "TimeAuthority":
        authority = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.reply(self.rfile.read(int(self.headers["Content-Length"])))

            def do_GET(self) -> None:
                self.reply(b"")

            def reply(self, body: bytes) -> None:
                answer = authority.answer(urlsplit(self.path).path, body)
                if answer is None:
                    self.close_connection = True
                    return
                status, kind, content = answer
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                slow = authority.seconds_per_byte
                try:
                    for piece in [content] if not slow else [content[at : at + 1] for at in range(len(content))]:
                        self.wfile.write(piece)
                        time.sleep(slow)
                except OSError:
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.http.daemon_threads = True
        self.port = self.http.server_port
        self._build(f"http://127.0.0.1:{self.port}")
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.http.shutdown()
        self.http.server_close()

    def _build(self, address: str) -> None:
        with TemporaryDirectory() as folder:
            for name, pem in _keys().items():
                (Path(folder) / f"{name}.pem").write_bytes(pem)
            self.pki = CertomancerConfig(_configuration(address), key_search_dir=folder).get_pki_arch("house")
        self.services = self.pki.service_registry
        self.url = self.services.get_tsa_info(ServiceLabel("tsa")).url

    def certificate(self, name: str) -> x509.Certificate:
        """One of its certificates."""
        return x509.load_der_x509_certificate(self.pki.get_cert(CertLabel(name)).dump())

    def sealing_key(self) -> SealingKey:
        """A key to seal with, whose certificate this authority issued."""
        private = load_der_private_key(self.pki.key_set.get_private_key(KeyLabel("seal")).dump(), None)
        assert isinstance(private, rsa.RSAPrivateKey)
        return SealingKey(private, (self.certificate("seal"), self.certificate("root")))

    def configure(self, settings: Any, folder: Path) -> None:
        """The service has its time stamps from here, and trusts its root."""
        path = folder / "authorities.pem"
        path.write_bytes(self.certificate("root").public_bytes(Encoding.PEM))
        settings.TSA_URL, settings.TSA_CERTIFICATES = self.url, str(path)

    def answer(self, path: str, body: bytes) -> Answer | None:
        """By what the path names."""
        self.asked.append(path)
        if self.faults:
            return self.faults.popleft()
        if path == urlsplit(self.url).path:
            return 200, REPLY, self.stamped(tsp.TimeStampReq.load(body)).dump()
        if path.endswith(".crl"):
            return 200, "application/pkix-crl", self.services.get_crl(ServiceLabel("root"), datetime.now(UTC)).dump()
        responder = self.services.summon_responder(ServiceLabel("ocsp"), datetime.now(UTC))
        return 200, "application/ocsp-response", responder.build_ocsp_response(ocsp.OCSPRequest.load(body)).dump()

    def stamped(self, request: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """An answer with a time stamp."""
        if self.spoil:
            self.spoil(request)
        at = datetime.now(UTC).replace(microsecond=0) + self.ahead
        return self.services.summon_timestamper(ServiceLabel(self.signs_as), at).request_tsa_response(request)


def _configuration(address: str) -> dict[str, Any]:
    services = {
        "time-stamping": {name: {"signing-cert": name} for name in ("tsa", "expired", "plain", "lax")},
        "crl-repo": {"root": {"for-issuer": "root", "signing-key": "root", "simulated-update-schedule": "P30D"}},
        "ocsp": {"ocsp": {"for-issuer": "root", "responder-cert": "ocsp", "signing-key": "ocsp"}},
    }
    house = {
        "keyset": "house",
        "entity-defaults": {"country-name": "CA", "organization-name": "Test House"},
        "entities": {name: {"common-name": f"Test {name}"} for name in NAMES},
        "certs": CERTIFICATES,
        "services": services,
    }
    return {
        "external-url-prefix": address,
        "keysets": {"house": {"keys": {name: {"path": f"{name}.pem"} for name in NAMES}}},
        "pki-architectures": {"house": house},
    }
