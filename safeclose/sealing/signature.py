"""One certifying PAdES signature over a whole PDF, written in a single revision.

pyHanko makes the signature container; qpdf writes the PDF in one revision, with space for the container. The usual
incremental update would not do, because a verifier must distrust updates.
"""

import re
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, StreamDecodeLevel, String
from pyhanko.sign.timestamps import TimeStamper

from safeclose.sealing.container import container_bytes, make_container
from safeclose.sealing.keys import SealingKey
from safeclose.verify.seal import FIELD_NAME

PRINTED_AND_LOCKED = 132
SIGNED_AND_APPEND_ONLY = 3


def sign(pdf: Pdf, key: SealingKey, *, at: datetime, nonce: bytes, timestamper: TimeStamper | None = None) -> bytes:
    """Certifies a PDF with no changes allowed; the invisible signature field goes on its last page.

    `at` is the signing time stated in the file. `nonce` must be unknown to the file's author: it
    marks the signature's place while the file is written. The same arguments give the same bytes, except for
    a time stamp.
    """
    room = container_bytes(key, time_stamp=timestamper is not None)
    marks = [int.from_bytes(sha256(nonce + bytes([part])).digest()[:4], "big") + 10**9 for part in range(3)]
    _add_field(pdf, at, marks, room)
    written = BytesIO()
    pdf.save(
        written,
        # Streams keep their bytes, and objects are not put into object streams.
        compress_streams=False,
        stream_decode_level=StreamDecodeLevel.none,
        object_stream_mode=ObjectStreamMode.disable,
        preserve_pdfa=False,
        min_version="1.7",
        deterministic_id=True,
    )
    with written.getbuffer() as data:
        begin, after = _set_byte_range(data, marks, room)
        digest = sha256(data[:begin])
        digest.update(data[after:])
        container = make_container(key, digest.digest(), timestamper)
        hexadecimal = container.hex().upper().encode("ascii").ljust(2 * room, b"0")
        data[begin + 1 : after - 1] = hexadecimal  # raises if it is longer than the space
    return written.getvalue()


def _add_field(pdf: Pdf, at: datetime, marks: list[int], room: int) -> None:
    page = pdf.pages[-1].obj
    signature = pdf.make_indirect(
        Dictionary(
            Type=Name.Sig,
            Filter=Name("/Adobe.PPKLite"),
            SubFilter=Name("/ETSI.CAdES.detached"),
            ByteRange=Array([0, *marks]),
            Contents=String(bytes(room)),
            M=String(f"D:{at.astimezone(UTC):%Y%m%d%H%M%S}Z"),
            Reference=Array([_transform("DocMDP", pdf, P=1), _transform("FieldMDP", pdf, Action=Name.All)]),
        )
    )
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(FIELD_NAME),
            V=signature,
            Lock=pdf.make_indirect(Dictionary(Type=Name.SigFieldLock, Action=Name.All, P=1)),
            Rect=Array([0, 0, 0, 0]),
            F=PRINTED_AND_LOCKED,
            P=page,
        )
    )
    page.Annots = Array([*page.get(Name.Annots, []), field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=SIGNED_AND_APPEND_ONLY)
    pdf.Root.Perms = Dictionary(DocMDP=signature)
    # ETSI EN 319 142-1: in PDF 1.7, PAdES is an extension that the file must declare.
    pdf.Root.Extensions = Dictionary(ESIC=Dictionary(BaseVersion=Name("/1.7"), ExtensionLevel=1))


def _transform(method: str, pdf: Pdf, **parameters: Any) -> Dictionary:
    return Dictionary(
        Type=Name.SigRef,
        TransformMethod=Name(f"/{method}"),
        TransformParams=Dictionary(Type=Name.TransformParams, V=Name("/1.2"), **parameters),
        Data=pdf.Root,
    )


def _set_byte_range(data: memoryview, marks: list[int], room: int) -> tuple[int, int]:
    """Writes the true /ByteRange over its marks; returns the offsets before and after the container."""
    opening = b"/ByteRange [ 0 %d %d %d ] /Contents <" % tuple(marks)
    (found,) = re.finditer(re.escape(opening), data)  # exactly one, as the marks are unpredictable
    begin = found.end() - 1
    after = begin + 2 * room + 2
    span = b"/ByteRange [ 0 %d %d %d" % (begin, after, len(data) - after)
    width = len(opening) - len(b" ] /Contents <")
    data[found.start() : found.start() + width] = span.ljust(width)
    return begin, after
