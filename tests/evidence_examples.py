"""Presented files, trails, and what is made of them, for the tests of evidence and verification."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import Any

import pikepdf
import typst
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from safeclose.clock import iso
from safeclose.proof.commitments import Kept, conceal
from safeclose.proof.hashchain import ChainedEvent, link
from safeclose.sealing.bundle import make_bundle
from safeclose.sealing.keys import SealingKey
from safeclose.sealing.seal import seal
from signing.evidence.certificate import make_certificate

SENT_AT = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
SEALED_AT = datetime(2026, 5, 1, 13, 0, tzinfo=UTC)
VERIFY_URL = "https://safeclose.example.test/verify"
SUBJECT = {"trailId": "env_1", "kind": "envelope", "title": "Agreement of Purchase"}
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0"
SYSTEM = {"kind": "system", "id": None, "name": None}
KEY_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
ALICE = {"kind": "user", "id": "user_alice", "name": "Alice Agent"}


def typeset_pdf(text: str = "The parties agree.", pages: int = 2) -> bytes:
    """A tagged PDF, as the service renders agreements."""
    source = '#set document(title: "Agreement")\n#set text(lang: "en")\n= Agreement\n' + text
    source += "\n#table(columns: 2, table.header[Item][Price], [House], [1])\n#link('https://example.com')[Law]"
    source = source.replace("'", '"') + "\n#pagebreak()\nMore." * (pages - 1)
    pdf = typst.compile(source.encode(), format="pdf", timestamp=0, ignore_system_fonts=True)
    assert isinstance(pdf, bytes)
    return pdf


def plain_pdf(pages: int = 2) -> bytes:
    """A PDF without tags, as others make them, with a shared font and a content stream in two parts."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        for number in range(pages):
            page = pdf.add_blank_page(page_size=(612, 792)).obj
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            text = b"BT /F1 24 Tf 72 700 Td (Page %d) Tj ET" % number
            page.Contents = pikepdf.Array([pdf.make_stream(b"q"), pdf.make_stream(text + b" Q")])
        return saved(pdf)


def saved(pdf: pikepdf.Pdf) -> bytes:
    """A PDF's bytes."""
    written = BytesIO()
    pdf.save(written, deterministic_id=True)
    return written.getvalue()


def signer(number: int) -> dict[str, Any]:
    """A signer as the sender names it."""
    return {
        "id": f"sgr_{number}",
        "name": f"Signer {number} Ünïcode",
        "email": f"signer{number}@example.com",
        "phone": f"+1416555{number:04}",
        "role": "buyer" if number % 2 else "seller",
        "order": number,
        "authMethod": "email_link",
    }


def story(document_hash: str, signers: int = 2, *, first: int = 1) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """What happens in an envelope that everyone signs, from the signer with the number `first` on.

    (type, actor, data) for each event.
    """
    parties = [signer(number) for number in range(first, first + signers)]
    sent = {
        "title": SUBJECT["title"],
        "documentId": "doc_1",
        "documentSha256": document_hash,
        "pageCount": 2,
        "mode": "parallel",
        "expiresAt": None,
        "templateVersion": "2",
        "dataSha256": "d" * 64,
        "signers": parties,
        "organization": {"id": "org_1", "name": "Acme Realty", "timezone": "America/Toronto"},
    }
    told: list[tuple[str, dict[str, Any], dict[str, Any]]] = [("sent", ALICE, sent)]
    for party in parties:
        actor = {"kind": "signer", "id": party["id"], "name": party["name"]}
        told += [
            ("opened", actor, {}),
            ("authenticated", actor, {"method": "email_link"}),
            ("consented", actor, {"disclosureSha256": "c" * 64, "language": "en"}),
            ("signed", actor, {"signatureText": party["name"], "documentSha256": document_hash}),
        ]
    return [*told, ("completed", SYSTEM, {"signers": signers})]


def chain(
    told: Sequence[tuple[str, Mapping[str, Any], Mapping[str, Any]]], first: str, trail_id: str = "env_1"
) -> tuple[list[ChainedEvent], dict[int, Kept]]:
    """The events of a story, chained from the hash of a document, and their personal values."""
    events: list[ChainedEvent] = []
    revealed = {}
    prev_hash = first
    for seq, (kind, actor, data) in enumerate(told, start=1):
        at = iso(SENT_AT + timedelta(minutes=seq))
        payload = {"trailId": trail_id, "seq": seq, "type": kind, "at": at, "actor": actor, "data": data}
        payload |= {"ip": "203.0.113.9", "userAgent": BROWSER} if actor["kind"] == "signer" else {}
        concealed = conceal(payload, salt=lambda size, seq=seq: bytes([seq % 256]) * size)
        joint = link(prev_hash, concealed.payload)
        events.append(ChainedEvent(seq, kind, at, joint.canonical, joint.payload_hash, prev_hash, joint.chain_hash))
        revealed[seq] = concealed.kept
        prev_hash = joint.chain_hash
    return events, revealed


@dataclass(frozen=True)
class Signed:
    """A presented file that everyone signed, and the bundle about that."""

    presented: bytes
    bundle: bytes
    key: SealingKey


def signed(presented: bytes, key: SealingKey, signers: int = 2, *, first: int = 1, **options: Any) -> Signed:
    """Let everyone sign a file, see `story`; `options` are those of `make_bundle`."""
    document_hash = sha256(presented).hexdigest()
    events, revealed = chain(story(document_hash, signers, first=first), document_hash)
    documents = [{"id": "doc_1", "title": SUBJECT["title"], "sha256": document_hash}]
    options = {"at": SEALED_AT, "revealed": revealed, **options}
    return Signed(presented, make_bundle(SUBJECT, documents, events, key, **options), key)


@cache
def sealing_key() -> SealingKey:
    """The key of the service that the tests trust."""
    return new_key()


@cache
def example() -> Signed:
    """A typeset agreement that two have signed."""
    return signed(typeset_pdf(), sealing_key())


@cache
def certificate_example() -> bytes:
    """Its certificate."""
    return make_certificate(example().bundle, verify_url=VERIFY_URL)


@cache
def sealed_example() -> bytes:
    """It, sealed."""
    sealed = seal(example().presented, certificate_example(), example().bundle, sealing_key(), at=SEALED_AT)
    return sealed.pdf


def new_key(
    name: str = "Safeclose seal",
    *,
    issuer: SealingKey | None = None,
    authority: bool = False,
    time_stamping: bool = False,
    days: int = 3650,
    size: int = 2048,
    usages: Collection[str] | None = None,
    extended: Sequence[x509.ObjectIdentifier] = (),
    path_length: int | None = None,
    subject: x509.Name | None = None,
) -> SealingKey:
    """A key with a certificate valid from 2026 on: self-signed, or issued by another key.

    `usages`: the names of its key usages, where they are not those that its purpose needs; without any, it has no such
    extension. `extended`: extended ones.
    """
    private = rsa.generate_private_key(public_exponent=65537, key_size=size)
    subject = subject or x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    needed = ("key_cert_sign", "crl_sign") if authority else ("digital_signature", "content_commitment")
    usage = {name: name in (needed if usages is None else usages) for name in KEY_USAGES}
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=path_length), critical=True)
    )
    if any(usage.values()):
        builder = builder.add_extension(x509.KeyUsage(**usage), critical=True)
    if time_stamping or extended:
        purposes = x509.ExtendedKeyUsage(extended or [ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(purposes, critical=time_stamping)
    certificate = builder.sign(issuer.private_key if issuer else private, SHA256())
    return SealingKey(private, (certificate, *(issuer.certificates if issuer else ())))
