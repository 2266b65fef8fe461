"""One certifying PAdES signature over a whole PDF, written in a single revision.

pyHanko makes the signature container; qpdf writes the PDF around it in one piece, with room left for the
container. A signature added the usual way is an incremental update, which a verifier must distrust.
"""

import asyncio
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

from asn1crypto import algos
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, StreamDecodeLevel, String
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from safeclose.verify.seal import FIELD_NAME
from signing.evidence.keys import SealingKey

# Bytes kept for the container beside its certificates: attributes and signature, and a time stamp if any.
ROOM = 2048
ROOM_FOR_TIME_STAMP = 24576
PRINTED_AND_LOCKED = 132
SIGNED_AND_APPEND_ONLY = 3


class SignatureError(Exception):
    """The signature could not be written; the sentence says why."""


def sign(
    pdf: Pdf, key: SealingKey, *, at: datetime, nonce: bytes, timestamper: TimeStamper | None = None
) -> bytes:
    """Certify a PDF so that no change is allowed; the invisible signature field goes on its last page.

    `at` is the signing time stated in the file. `nonce` is something the file's author could not foresee: it
    marks the signature's place while the file is written. The same arguments give the same bytes, except for
    a time stamp.
    """
    room = ROOM + sum(len(each.public_bytes(Encoding.DER)) for each in key.certificates)
    room += ROOM_FOR_TIME_STAMP if timestamper else 0
    marks = [int.from_bytes(sha256(nonce + bytes([part])).digest()[:4], "big") + 10**9 for part in range(3)]
    _add_field(pdf, at, marks, room)
    written = BytesIO()
    pdf.save(
        written,
        # Streams stay as they were presented, byte for byte, and every object stands in the open.
        compress_streams=False,
        stream_decode_level=StreamDecodeLevel.none,
        object_stream_mode=ObjectStreamMode.disable,
        preserve_pdfa=False,
        min_version="1.7",
        deterministic_id=True,
    )
    with written.getbuffer() as data:
        _fill(data, marks, room, key, timestamper)
    return written.getvalue()


def pdf_signer(key: SealingKey) -> Signer:
    """pyHanko's signer around the key as it is loaded (its own would parse the key at each signature)."""
    return _Signer(key)


class _Signer(Signer):  # type: ignore[misc]
    def __init__(self, key: SealingKey) -> None:
        own, *others = (asn1.Certificate.load(each.public_bytes(Encoding.DER)) for each in key.certificates)
        registry = SimpleCertificateStore()
        registry.register_multiple(others)
        mechanism = algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"})
        super().__init__(signing_cert=own, cert_registry=registry, signature_mechanism=mechanism)
        self.key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return self.key.sign(data)


def _add_field(pdf: Pdf, at: datetime, marks: list[int], room: int) -> None:
    page = pdf.pages[-1].obj
    signature = pdf.make_indirect(_signature(pdf, at, marks, room))
    lock = Dictionary(Type=Name.SigFieldLock, Action=Name.All, P=1)
    field = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Sig,
        T=String(FIELD_NAME),
        V=signature,
        Lock=pdf.make_indirect(lock),
        Rect=Array([0, 0, 0, 0]),
        F=PRINTED_AND_LOCKED,
        P=page,
    )
    placed = pdf.make_indirect(field)
    page.Annots = Array([*page.get(Name.Annots, []), placed])
    pdf.Root.AcroForm = Dictionary(Fields=Array([placed]), SigFlags=SIGNED_AND_APPEND_ONLY)
    pdf.Root.Perms = Dictionary(DocMDP=signature)
    # ETSI EN 319 142-1: PDF 1.7 names the extension that PAdES is.
    pdf.Root.Extensions = Dictionary(ESIC=Dictionary(BaseVersion=Name("/1.7"), ExtensionLevel=1))


def _signature(pdf: Pdf, at: datetime, marks: list[int], room: int) -> Dictionary:
    return Dictionary(
        Type=Name.Sig,
        Filter=Name("/Adobe.PPKLite"),
        SubFilter=Name("/ETSI.CAdES.detached"),
        ByteRange=Array([0, *marks]),
        Contents=String(bytes(room)),
        M=String(f"D:{at.astimezone(UTC):%Y%m%d%H%M%S}Z"),
        Reference=Array([_transform("DocMDP", pdf, P=1), _transform("FieldMDP", pdf, Action=Name.All)]),
    )


def _transform(method: str, pdf: Pdf, **parameters: Any) -> Dictionary:
    return Dictionary(
        Type=Name.SigRef,
        TransformMethod=Name(f"/{method}"),
        TransformParams=Dictionary(Type=Name.TransformParams, V=Name("/1.2"), **parameters),
        Data=pdf.Root,
    )


def _fill(
    data: memoryview, marks: list[int], room: int, key: SealingKey, timestamper: TimeStamper | None
) -> None:
    marked = b"/ByteRange [ 0 %d %d %d ] /Contents <" % tuple(marks)
    place = data.obj.find(marked) if False else bytes(data).find(marked)
    begin = place + len(marked) - 1
