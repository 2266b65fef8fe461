"""Attacks on signed PDFs and on trails, each offline and by the public route: refused, and for the right reason.

Named as in the literature: universal signature forgery, incremental saving and signature wrapping (Mladenov and
others, CCS 2019), shadow attacks (Mainka and others, NDSS 2021), attacks on certification (Rohlmann and others, S&P
2021). What forgers of a certificate or of events do is below.
"""

import logging
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from safeclose.verify import child_process, verify
from safeclose.verify.seal import find_seal
from signing.evidence.known_files import NEITHER
from tests.evidence_examples import (
    SEALED_AT,
    VERIFY_URL,
    certificate_example,
    example,
    make_certificate,
    new_key,
    plain_pdf,
    saved,
    seal,
    sealed_example,
    sealing_key,
    signed,
    typeset_pdf,
)
from tests.reports import plain
from tests.safeclose.verify import test_bundle as bundles
from tests.safeclose.verify.test_sealed import attach, forged, nothing
from tests.signing.evidence.verifying import ask, trusting

__all__ = ["trusting"]

MOVED = "The file had a seal, but its place can't be made out: it was changed."
ELSEWHERE = "The seal's container does not end where the seal says."
NOT_HEX = "The container is not written in upper-case hexadecimal."
CHANGED = "The file was changed: its bytes do not have the digest that was signed."


@pytest.fixture(autouse=True)
def judged_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The route's verifier runs here and not in a child: these files are small, and what a child is kept from is
    tested elsewhere. What the verifier sets for its process is left out."""
    monkeypatch.setattr(child_process, "confined", lambda work, content: work(content))
    monkeypatch.setattr(logging, "disable", lambda level: None)
    monkeypatch.setattr(pikepdf.settings, "set_qpdf_limits", lambda **limits: None)


def agree(pdf: bytes | None, bundle: bytes | None = None) -> tuple[str, dict[str, str]]:
    """The result, and what failed by check: offline and online must say the same."""
    offline = verify(pdf, bundle, trust=[sealing_key().certificate]).as_json()
    online = ask(pdf, bundle)
    assert online.status_code == 200
    record = {"name": "record", "ok": False, "detail": NEITHER, "message": {"template": NEITHER, "values": {}}}
    compared = [record] if pdf is not None and offline["result"] != "genuine" else []
    assert online.json() == {**offline, "checks": [*offline["checks"], *compared]}
    plain(online.json())
    return offline["result"], {each["name"]: each["detail"] for each in plain(offline)["checks"] if not each["ok"]}


def place() -> tuple[int, int, int]:
    """Offsets of the container's `<`, of what is behind its `>`, and of the end."""
    found, _ = find_seal(sealed_example())
    return found


def contents(written: bytes) -> bytes:
    """The sealed file with something else as long as its /Contents, key and all."""
    pdf, (begin, after, _) = sealed_example(), place()
    start = pdf.rindex(b"/Contents", 0, begin)
    assert len(written) <= after - start
    return pdf[:start] + written.ljust(after - start) + pdf[after:]


def contents_of(value: bytes) -> bytes:
    return contents(b"/Contents " + value)


def byte_range(written: bytes) -> bytes:
    """The sealed file with something else for its /ByteRange, key and all; the container stays where it was."""
    pdf = sealed_example()
    found = re.search(rb"/ByteRange \[[^]]*\]", pdf)
    assert found
    room = found.end() - found.start()
    if written.endswith(b"]"):
        written = written[:-1].ljust(room - 1) + b"]"
    return pdf[: found.start()] + written.ljust(room) + pdf[found.end() :]


def range_of(*numbers: int) -> bytes:
    return b"/ByteRange [ %s ]" % b" ".join(b"%d" % each for each in numbers)


def test_what_nobody_touched_is_genuine(trusting: None) -> None:
    assert agree(sealed_example()) == ("genuine", {})
    assert agree(sealed_example(), example().bundle) == ("genuine", {})
    assert agree(None, example().bundle) == ("genuine", {})
    assert agree(example().presented, example().bundle) == ("genuine", {})


FORGERIES: dict[str, tuple[Callable[[], bytes], dict[str, str]]] = {
    "no contents": (lambda: contents(b""), {"seal": MOVED}),
    "contents without a value": (lambda: contents(b"/Contents"), {"seal": MOVED}),
    "contents null": (lambda: contents_of(b"null"), {"seal": MOVED}),
    "contents a reference": (lambda: contents_of(b"999 0 R"), {"seal": MOVED}),
    "contents a number": (lambda: contents_of(b"0"), {"seal": MOVED}),
    "contents true": (lambda: contents_of(b"true"), {"seal": MOVED}),
    "contents a name": (lambda: contents_of(b"/x"), {"seal": MOVED}),
    "contents a literal text": (lambda: contents_of(b"()"), {"seal": MOVED}),
    "contents a list": (lambda: contents_of(b"[<00>]"), {"seal": MOVED}),
    "contents empty": (lambda: contents_of(b"<>"), {"coverage": ELSEWHERE}),
    "contents zeroed": (
        lambda: contents_of(b"<" + b"0" * (place()[1] - place()[0] - 2) + b">"),
        {"signature": "The container holds tag 0x00 where 0x30 belongs."},
    ),
    "contents a byte": (
        lambda: contents_of(b"<00" + b"0" * (place()[1] - place()[0] - 4) + b">"),
        {"signature": "The container holds tag 0x00 where 0x30 belongs."},
    ),
    "no byte range": (lambda: byte_range(b""), {"seal": MOVED}),
    "byte range without a value": (lambda: byte_range(b"/ByteRange"), {"seal": MOVED}),
    "byte range null": (lambda: byte_range(b"/ByteRange null"), {"seal": MOVED}),
    "byte range a text": (lambda: byte_range(b"/ByteRange (0)"), {"seal": MOVED}),
    "byte range a reference": (lambda: byte_range(b"/ByteRange 999 0 R"), {"seal": MOVED}),
    "byte range empty": (lambda: byte_range(range_of()), {"seal": MOVED}),
    "byte range of nothing": (lambda: byte_range(range_of(0, 0, 0, 0)), {"seal": MOVED}),
    "byte range negative": (lambda: byte_range(range_of(0, -1, -1, -1)), {"seal": MOVED}),
    "byte range in fractions": (lambda: byte_range(b"/ByteRange [ 0 1.5 2.5 3 ]"), {"seal": MOVED}),
    "byte range of one pair": (lambda: byte_range(range_of(0, place()[2])), {"seal": MOVED}),
    "byte range of three pairs": (
        lambda: byte_range(range_of(0, place()[0], place()[1], 9, 9, 9)),
        {"seal": MOVED},
    ),
    "byte range not from the start": (
        lambda: byte_range(range_of(9, place()[0], place()[1], place()[2] - place()[1])),
        {"seal": MOVED},
    ),
    "byte range that ends early": (
        lambda: byte_range(range_of(0, place()[0], place()[1], 1000)),
        {"coverage": f"{place()[2] - place()[1] - 1000} bytes were appended after the seal."},
    ),
    "byte range beyond the end": (
        lambda: byte_range(range_of(0, place()[0], place()[1], place()[2] - place()[1] + 9)),
        {"coverage": "The file is truncated: 9 bytes are missing at its end."},
    ),
    "byte range with a wider gap": (
        lambda: byte_range(range_of(0, place()[0], place()[1] + 40, place()[2] - place()[1] - 40)),
        {"coverage": ELSEWHERE},
    ),
    "byte range that overlaps": (
        lambda: byte_range(range_of(0, place()[0], 0, place()[2])),
        {"coverage": ELSEWHERE},
    ),
    "another kind of signature": (
        lambda: sealed_example().replace(b"/ETSI.CAdES.detached", b"/adbe.pkcs7.detached"),
        {"signature": CHANGED},
    ),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_universal_signature_forgery_is_altered(trusting: None, name: str) -> None:
    make, found = FORGERIES[name]
    forgery = make()
    assert forgery != sealed_example()
    assert agree(forgery) == ("altered", found)


def update(change: Callable[[IncrementalPdfFileWriter], None], pdf: bytes = b"") -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf or sealed_example()))
    change(writer)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def other_words(writer: IncrementalPdfFileWriter) -> None:
    page, _ = writer.find_page_for_modification(0)
    page.get_object()["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"q Q"))
    writer.update_container(page.get_object())


def evil_annotation(writer: IncrementalPdfFileWriter) -> None:
    page, _ = writer.find_page_for_modification(0)
    entries = {"/Type": "/Annot", "/Subtype": "/FreeText", "/F": 4}
    note = generic.DictionaryObject(
        {
            generic.pdf_name(key): generic.pdf_name(value) if isinstance(value, str) else generic.NumberObject(value)
            for key, value in entries.items()
        }
    )
    note[generic.pdf_name("/Rect")] = generic.ArrayObject([generic.NumberObject(each) for each in (0, 0, 600, 800)])
    page.get_object()["/Annots"] = generic.ArrayObject([writer.add_object(note)])
    writer.update_container(page.get_object())


def sneaky_signature(writer: IncrementalPdfFileWriter) -> None:
    """A second field, that looks like the price; nobody has to sign it."""
    evil_annotation(writer)
    field = generic.DictionaryObject(
        {
            generic.pdf_name("/FT"): generic.pdf_name("/Sig"),
            generic.pdf_name("/T"): generic.pdf_string("Price"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/Widget"),
        }
    )
    form = writer.root["/AcroForm"]
    form["/Fields"].append(writer.add_object(field))
    writer.update_container(form)


def free_the_overlay(writer: IncrementalPdfFileWriter) -> None:
    """Shadow, hide: what lay over the true words is taken away."""
    page, _ = writer.find_page_for_modification(0)
    del page.get_object()["/Resources"]
    writer.update_container(page.get_object())


def another_font(writer: IncrementalPdfFileWriter) -> None:
    """Shadow, replace: a font in which 1 looks like 9."""
    page, _ = writer.find_page_for_modification(0)
    fonts = page.get_object()["/Resources"]["/Font"]
    fonts[next(iter(fonts))][generic.pdf_name("/BaseFont")] = generic.pdf_name("/Evil")
    writer.update_container(fonts)


def another_page_tree(writer: IncrementalPdfFileWriter) -> None:
    """Shadow, hide and replace: all pages are others, which stood in the file before it was signed."""
    pages = writer.root["/Pages"]
    pages["/Kids"].reverse()
    writer.update_container(pages)


UPDATES = [other_words, evil_annotation, sneaky_signature, free_the_overlay, another_font, another_page_tree]


@pytest.mark.parametrize("change", UPDATES)
def test_an_update_after_the_seal_is_altered(trusting: None, change: Any) -> None:
    attacked = update(change)
    more = len(attacked) - len(sealed_example())
    assert attacked.startswith(sealed_example())
    assert agree(attacked) == ("altered", {"coverage": f"{more} bytes were appended after the seal."})


def old_trailer() -> bytes:
    return sealed_example()[sealed_example().rindex(b"trailer") :]


APPENDED = {
    "a body without a table": b"1 0 obj\n<</Type/Catalog>>\nendobj\n",
    "a body, and the old trailer": b"1 0 obj\n<</Type/Catalog>>\nendobj\n",
    "a table without a body": b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n",
    "a comment, and an end": b"% nothing\n%%EOF\n",
}


@pytest.mark.parametrize("name", APPENDED)
def test_an_incomplete_update_after_the_seal_is_altered(trusting: None, name: str) -> None:
    more = APPENDED[name] + (old_trailer() if "old trailer" in name else b"")
    assert agree(sealed_example() + more) == (
        "altered",
        {"coverage": f"{len(more)} bytes were appended after the seal."},
    )


def test_a_copy_of_the_signature_after_the_seal_is_altered(trusting: None) -> None:
    """The copy names the same bytes, from another place."""
    pdf, (begin, after, _) = sealed_example(), place()
    copied = pdf[pdf.rindex(b"/ByteRange", 0, begin) : after + 60]
    attacked = pdf + copied + b"\n%%EOF\n"
    more = len(attacked) - len(pdf)
    assert agree(attacked) == ("altered", {"coverage": f"{more} bytes were appended after the seal."})


EVIL = b"\n1 0 obj\n<< /Type /Catalog /Evil true >>\nendobj\n"


def wrapped_in_the_padding() -> bytes:
    """The gap in the byte range is not signed: the zeros of the container give way to objects."""
    pdf, (_, after, _) = sealed_example(), place()
    inside = b">" + EVIL + b"<"
    return pdf[: after - 101 - len(inside)] + inside + pdf[after - 101 :]


def wrapped_by_moving_the_second_range() -> bytes:
    """The byte range stays; objects stand where the second part was, which follows them."""
    pdf, (_, after, _) = sealed_example(), place()
    return pdf[:after] + EVIL + pdf[after:]


def wrapped_by_moving_it_and_saying_so() -> bytes:
    """And the byte range names the new place of the second part."""
    pdf, (begin, after, end) = sealed_example(), place()
    written = range_of(0, begin, after + len(EVIL) + 1, end - after)
    return byte_range(written)[:after] + EVIL + b">" + pdf[after:]


def wrapped_by_moving_it_and_saying_so_in_hexadecimal() -> bytes:
    """And what stands in the gap has the alphabet of a container."""
    pdf, (begin, after, end) = sealed_example(), place()
    evil = EVIL.hex().upper().encode()
    written = range_of(0, begin, after + len(evil), end - after)
    return byte_range(written)[: after - 1] + evil + b">" + pdf[after:]


def wrapped_behind_other_pages() -> bytes:
    """Another file first, and the signed one behind it."""
    return plain_pdf() + sealed_example()


def wrapped_with_a_second_dictionary() -> bytes:
    """A dictionary of one's own that points at the genuine parts, in front of them."""
    pdf, (_, after, end) = sealed_example(), place()
    fake = b"%%PDF-1.7\n/ByteRange [ 0 %010d %010d %010d ] /Contents <"
    size = len(fake % (0, 0, 0)) + 4
    return fake % (size - 5, size + after, end - after) + b"00> " + pdf


@pytest.mark.parametrize(
    ("wrap", "found"),
    [
        (wrapped_in_the_padding, {"signature": NOT_HEX}),
        (wrapped_by_moving_the_second_range, {"coverage": f"{len(EVIL)} bytes were appended after the seal."}),
        (wrapped_by_moving_it_and_saying_so, {"signature": NOT_HEX}),
        (
            wrapped_by_moving_it_and_saying_so_in_hexadecimal,
            {"signature": "After the container stand bytes other than zero."},
        ),
        (wrapped_behind_other_pages, {"seal": MOVED}),
        (wrapped_with_a_second_dictionary, {"signature": NOT_HEX}),
    ],
)
def test_a_wrapped_signature_is_altered(trusting: None, wrap: Callable[[], bytes], found: dict[str, str]) -> None:
    assert agree(wrap()) == ("altered", found)


def test_what_was_hidden_before_signing_is_not_in_the_sealed_pages() -> None:
    """Shadow contents wait, unreferenced, for an update that shows them; sealing writes what is shown and no more."""
    with pikepdf.open(BytesIO(typeset_pdf())) as pdf:
        shadow = pdf.make_stream(b"BT (shadow words) Tj ET")
        hidden = pdf.make_indirect(Dictionary(Type=Name.Page, Contents=shadow, MediaBox=Array([0, 0, 9, 9])))
        pdf.Root.Shadow = hidden
        written = BytesIO()
        pdf.save(written, compress_streams=False)
    presented = written.getvalue()
    assert b"shadow words" in presented
    own = signed(presented, sealing_key())
    certificate = make_certificate(own.bundle, verify_url=VERIFY_URL)
    file = seal(presented, certificate, own.bundle, sealing_key(), at=SEALED_AT).pdf
    assert file.count(b"shadow words") == 1, "in the presented file, as it was"
    with pikepdf.open(BytesIO(file)) as pdf:
        assert pdf.attachments["presented.pdf"].get_file().read_bytes().count(b"shadow words") == 1
    assert verify(file, trust=[sealing_key().certificate]).result == "genuine"


@pytest.mark.parametrize("cut", [1, 7, 1000, 60_000])
def test_a_truncated_file_is_altered(trusting: None, cut: int) -> None:
    result, found = agree(sealed_example()[:-cut])
    assert result == "altered"
    assert found == {"coverage": f"The file is truncated: {cut} bytes are missing at its end."} or (
        cut == 60_000 and found == {"seal": MOVED}
    )


def test_a_newline_after_the_seal_is_altered(trusting: None) -> None:
    assert agree(sealed_example() + b"\n") == ("altered", {"coverage": "1 byte was appended after the seal."})


def test_a_file_whose_seal_was_removed_is_unknown(trusting: None) -> None:
    with pikepdf.open(BytesIO(sealed_example())) as pdf:
        del pdf.Root.AcroForm, pdf.Root.Perms, pdf.pages[-1].obj.Annots
        stripped = saved(pdf)
    assert agree(stripped) == ("unknown", {"seal": "This PDF has no Safeclose seal, so nothing vouches for it."})


def test_a_seal_by_a_namesake_is_unknown(trusting: None) -> None:
    namesake = new_key("Safeclose seal")
    file = forged(nothing, key=namesake, bundle=signed(example().presented, namesake).bundle)
    sentence = "Sealed with a certificate that is not trusted (Safeclose seal). Anybody can make such a file."
    assert agree(file) == ("unknown", {"trust": sentence})


def test_another_document_with_a_valid_trail_is_altered(trusting: None) -> None:
    result, found = agree(forged(attach("presented.pdf", plain_pdf())))
    assert (result, list(found)) == ("altered", ["pages", "presented file"])
    assert found["pages"] == "Page 1 is not the page that was presented."
    beside = agree(plain_pdf(), example().bundle)
    assert beside == ("unknown", {"seal": "This PDF has no Safeclose seal, so nothing vouches for it."})


def test_the_bundle_of_another_envelope_is_altered(trusting: None) -> None:
    other = signed(typeset_pdf("Another agreement."), sealing_key()).bundle
    sentence = "The given bundle has another documentSha256 than the one in the PDF."
    assert agree(sealed_example(), other) == ("altered", {"given events": sentence})
    assert list(agree(forged(nothing, bundle=other))[1]) == ["presented file"]


EVENTS: dict[str, tuple[Callable[[Any], None], dict[str, str]]] = {
    "edited": (
        bundles.set_at("events", 3, "payload", "data", "language", value="fr"),
        {"given chain": "Event 4: its payload was changed: it does not have this payloadHash."},
    ),
    "dropped": (
        bundles.drop("events", 3),
        {
            "given chain": f"Event 4: expected here, but number 5 was found: {bundles.GAP}",
            "given head": bundles.UNSIGNED,
        },
    ),
    "reordered": (
        bundles.swap(2, 6),
        {"given chain": f"Event 3: expected here, but number 7 was found: {bundles.GAP}"},
    ),
    "truncated, with a new head": (
        bundles.truncate,
        {
            "given completion": "The trail has no completed event: its end is missing.",
            "given head": bundles.UNSIGNED,
        },
    ),
    "edited, and chained anew": (bundles.relink, {"given head": bundles.UNSIGNED}),
}


@pytest.mark.parametrize("name", EVENTS)
def test_changed_events_are_altered(trusting: None, name: str) -> None:
    change, found = EVENTS[name]
    bundle = bundles.edited(change)
    result, failed = agree(None, bundle)
    assert (result, {each: failed[each] for each in failed if each != "given trust"}) == ("altered", found)
    # A genuine file beside it does not make it better.
    assert agree(sealed_example(), bundle)[0] == "altered"


def test_the_certificate_alone_proves_nothing(trusting: None) -> None:
    assert agree(certificate_example()) == (
        "unknown",
        {"seal": "This PDF has no Safeclose seal, so nothing vouches for it."},
    )
