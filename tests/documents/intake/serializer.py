"""A PDF serializer for tests: what libraries normalise on writing stays in the file as it was composed."""

import zlib
from dataclasses import dataclass, field
from random import Random
from typing import Any


class Name(str):
    """A name, without its slash."""

    __slots__ = ()


class Raw(bytes):
    """A value that is spelled out already."""

    __slots__ = ()


@dataclass(eq=False)
class Indirect:
    """A value that is an object of its own, and may refer to itself."""

    value: Any = None


@dataclass(eq=False)
class Stream:
    """A stream; its /Length is added when it is written."""

    entries: dict[str, Any]
    data: bytes = b""


@dataclass(frozen=True)
class Style:
    """How values are spelled: each of these is the part of the places where it is done, from 0 to 1."""

    table: str = "classic"  # or "streams" (cross-reference stream, object streams) or "hybrid" (both)
    version: str = "1.7"
    scattered: float = 0  # values that become objects of their own
    spaced: float = 0  # comments and white space between tokens
    respelled: float = 0  # strings, names and numbers in unusual spellings
    generations: float = 0  # objects with a generation other than 0
    gaps: float = 0  # object numbers that are left out
    extra: dict[str, Any] = field(default_factory=dict)  # further entries of the trailer


def serialize(root: Indirect, style: Style, random: Random) -> bytes:
    """The PDF file of this catalogue."""
    return _Serializer(style, random).file(root)


class _Serializer:
    def __init__(self, style: Style, random: Random) -> None:
        self.style, self.random = style, random
        self.numbers: dict[int, tuple[int, int]] = {}
        self.waiting: list[Indirect] = []
        self.kept: list[Indirect] = []  # their ids must stay theirs
        self.streams: dict[int, Indirect] = {}
        self.next = 1

    def file(self, root: Indirect) -> bytes:
        trailer = {"Root": root, **self.style.extra}
        written: list[tuple[int, int, Any, bytes]] = []
        head = self.dictionary(trailer, scatter=False)
        while self.waiting:
            each = self.waiting.pop(self.random.randrange(len(self.waiting)))
            number, generation = self.numbers[id(each)]
            written.append((number, generation, each.value, self.body(each.value)))
        self.random.shuffle(written)
        return _assembled(self.style, written, head.strip()[2:-2], self.next)

    def body(self, value: Any) -> bytes:
        if not isinstance(value, Stream):
            return self.value(value, scatter=False)
        entries = {**value.entries, "Length": self.scattered(len(value.data))}
        return self.dictionary(entries, scatter=True) + b"\nstream\n" + value.data + b"\nendstream"

    def reference(self, target: Indirect) -> bytes:
        if id(target) not in self.numbers:
            self.next += self.random.randrange(2, 9) if self.random.random() < self.style.gaps else 0
            plain = self.style.table == "classic" and self.random.random() < self.style.generations
            self.numbers[id(target)] = (self.next, 3 if plain else 0)
            self.next += 1
            self.waiting.append(target)
            self.kept.append(target)
        return b"%d %d R" % self.numbers[id(target)]

    def scattered(self, value: Any) -> Any:
        return Indirect(value) if self.random.random() < self.style.scattered else value

    def value(self, value: Any, *, scatter: bool = True) -> bytes:
        if isinstance(value, Stream):
            value = self.streams.setdefault(id(value), Indirect(value))
        elif scatter and not isinstance(value, Indirect):
            value = self.scattered(value)
        if isinstance(value, Indirect):
            return self.reference(value)
        if isinstance(value, Raw):
            return bytes(value)
        if isinstance(value, dict):
            return self.dictionary(value, scatter=True)
        if isinstance(value, list):
            return b"[" + self.space().join([b"", *(self.value(each) for each in value), b""]) + b"]"
        if isinstance(value, Name):
            return b"/" + self.name(value)
        if isinstance(value, bytes):
            return self.string(value)
        return self.plain(value)

    def dictionary(self, entries: dict[str, Any], *, scatter: bool) -> bytes:
        parts = [
            b"/" + self.name(key) + self.space() + self.value(value, scatter=scatter) for key, value in entries.items()
        ]
        return b"<<" + self.space().join([b"", *parts, b""]) + b">>"

    def space(self) -> bytes:
        if self.random.random() >= self.style.spaced:
            return b" "
        return self.random.choice([b"\n", b"\r\n", b"\t", b"\x0c", b"\0", b" % [ << a comment )\n", b"%\r"])

    def odd(self) -> bool:
        return self.random.random() < self.style.respelled

    def name(self, name: str) -> bytes:
        return b"".join(
            b"#%02x" % byte if self.odd() or byte <= 32 or byte >= 127 or byte in b"#/()<>[]{}%" else bytes([byte])
            for byte in name.encode(errors="surrogateescape")
        )

    def string(self, text: bytes) -> bytes:
        if not self.odd():
            return (
                b"("
                + text.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)").replace(b"\r", b"\\r")
                + b")"
            )
        if self.random.random() < 0.5:
            digits = text.hex()
            digits = digits[:-1] if digits.endswith("0") else digits  # a missing last digit is 0
            return b"<" + b" ".join(digits[at : at + 7].encode() for at in range(0, len(digits), 7)) + b">"
        return b"(" + b"".join(b"\\%03o" % byte + b"\\\n" * (byte % 3 == 0) for byte in text) + b")"

    def plain(self, value: Any) -> bytes:
        if value is None:
            return b"null"
        if isinstance(value, bool):
            return b"true" if value else b"false"
        if not self.odd():
            return b"%d" % value if isinstance(value, int) else f"{value:.4f}".encode()
        if isinstance(value, int):
            sign, digits = ("-", str(-value)) if value < 0 else (self.random.choice(["", "+"]), str(value))
            return (sign + self.random.choice([digits, "00" + digits])).encode()
        whole, _, rest = f"{abs(value):.4f}".partition(".")
        spelled = ("" if whole == "0" else whole) + "." + rest.rstrip("0")
        return (("-" if value < 0 else "") + (spelled if spelled != "." else "-.0")).encode()


def _assembled(style: Style, objects: list[tuple[int, int, Any, bytes]], trailer: bytes, size: int) -> bytes:
    file = bytearray(f"%PDF-{style.version}\n%\xe2\xe3\xcf\xd3\n".encode("latin-1"))
    packed = [] if style.table == "classic" else [each for each in objects if not isinstance(each[2], Stream)]
    inside = {number for number, *_ in packed}
    entries = {0: (0, 0, 65535)}
    for number, generation, _, body in objects:
        if number not in inside:
            entries[number] = (1, len(file), generation)
            file += b"%d %d obj\n%s\nendobj\n" % (number, generation, body)
    if packed:
        entries |= {number: (2, size, at) for at, (number, *_) in enumerate(packed)}
        entries[size] = (1, len(file), 0)
        file += _object_stream(size, packed)
    if style.table == "classic":
        return bytes(file + _table(entries, b"%s /Size %d" % (trailer, size), len(file)))
    cross_reference, entries[size + 1] = len(file), (1, len(file), 0)
    shown = entries if style.table == "streams" else {key: each for key, each in entries.items() if each[0] == 2}
    file += _cross_reference_stream(size + 1, shown, trailer, size + 2)
    if style.table == "streams":
        return bytes(file + b"startxref\n%d\n%%%%EOF\n" % cross_reference)
    plain = {key: each for key, each in entries.items() if each[0] != 2}
    return bytes(file + _table(plain, b"%s /Size %d /XRefStm %d" % (trailer, size + 2, cross_reference), len(file)))


def _object_stream(number: int, packed: list[tuple[int, int, Any, bytes]]) -> bytes:
    index, bodies = [], b""
    for own, _, _, body in packed:
        index.append(b"%d %d" % (own, len(bodies)))
        bodies += body + b"\n"
    head = b" ".join(index) + b"\n"
    data = zlib.compress(head + bodies)
    entries = b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d" % (len(packed), len(head), len(data))
    return b"%d 0 obj\n<< %s >>\nstream\n%s\nendstream\nendobj\n" % (number, entries, data)


def _cross_reference_stream(number: int, entries: dict[int, tuple[int, int, int]], trailer: bytes, size: int) -> bytes:
    data = zlib.compress(
        b"".join(
            kind.to_bytes(1, "big") + one.to_bytes(4, "big") + two.to_bytes(2, "big")
            for _, (kind, one, two) in sorted(entries.items())
        )
    )
    index = b" ".join(b"%d 1" % each for each in sorted(entries))
    own = b"/Type /XRef /W [1 4 2] /Index [%s] /Size %d /Filter /FlateDecode /Length %d" % (index, size, len(data))
    return b"%d 0 obj\n<< %s %s >>\nstream\n%s\nendstream\nendobj\n" % (number, own, trailer, data)


def _table(entries: dict[int, tuple[int, int, int]], trailer: bytes, at: int) -> bytes:
    lines = [
        b"%d 1\n%010d %05d %s \n" % (number, place, generation, b"n" if kind else b"f")
        for number, (kind, place, generation) in sorted(entries.items())
    ]
    return b"xref\n" + b"".join(lines) + b"trailer\n<< %s >>\nstartxref\n%d\n%%%%EOF\n" % (trailer, at)
