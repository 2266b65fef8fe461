"""The sender's logo and colour on the certificate: what the trail says, and nothing else."""

import base64
import json
from hashlib import sha256
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from PIL import Image

from safeclose.sealing.bundle import make_bundle
from signing.evidence.certificate import certificate_data, make_certificate
from tests.evidence_examples import SEALED_AT, SUBJECT, VERIFY_URL, chain, sealing_key, story

DOCUMENT = sha256(b"document").hexdigest()


def png(size: tuple[int, int]) -> bytes:
    out = BytesIO()
    Image.new("RGBA", size, (20, 120, 90, 255)).save(out, "PNG")
    return out.getvalue()


def bundle(brand: Any) -> bytes:
    told = story(DOCUMENT, signers=1)
    told[0][2]["organization"] |= {} if brand is None else {"brand": brand}
    events, revealed = chain(told, DOCUMENT)
    documents = [{"id": "doc_1", "title": "Agreement", "sha256": DOCUMENT}]
    return make_bundle(SUBJECT, documents, events, sealing_key(), at=SEALED_AT, revealed=revealed)


def shown(brand: Any) -> dict[str, Any]:
    return dict(certificate_data(json.loads(bundle(brand)), VERIFY_URL)["brand"])


def made(brand: Any) -> pikepdf.Pdf:
    pdf = make_certificate(bundle(brand), verify_url=VERIFY_URL)
    assert make_certificate(bundle(brand), verify_url=VERIFY_URL) == pdf
    return pikepdf.open(BytesIO(pdf))


def pictures(pdf: pikepdf.Pdf) -> list[tuple[int, int]]:
    images = [one for page in pdf.pages for one in page.get_images().values()]
    return [(int(one.Width), int(one.Height)) for one in images]


def colours(pdf: pikepdf.Pdf) -> set[str]:
    """Every colour that the first page sets for letters or lines."""
    stream = pikepdf.parse_content_stream(pdf.pages[0])
    set_colours = [one.operands for one in stream if str(one.operator) in ("scn", "SCN") and len(one.operands) == 3]
    return {"#{:02x}{:02x}{:02x}".format(*(round(float(part) * 255) for part in parts)) for parts in set_colours}


@pytest.mark.parametrize(
    ("size", "points"), [((480, 160), (150.0, 50.0)), ((240, 10), (150.0, 6.25)), ((60, 40), (60.0, 40.0))]
)
def test_the_logo_is_on_the_certificate_in_its_own_proportions(
    size: tuple[int, int], points: tuple[float, float]
) -> None:
    brand = {"color": "#14785a", "logo": base64.b64encode(png(size)).decode()}
    data = shown(brand)
    assert (data["width"], data["height"]) == points
    assert (data["color"], data["alt"]) == ("#14785a", "Acme Realty")
    pdf = made(brand)
    assert pictures(pdf) == [size]
    assert "#14785a" in colours(pdf)


def test_a_colour_on_which_white_cannot_be_read_is_darkened_for_white_paper() -> None:
    color = shown({"color": "#ffff00"})["color"]
    assert color not in ("", "#ffff00")
    assert color in colours(made({"color": "#ffff00"}))


@pytest.mark.parametrize(
    "brand",
    [
        None,
        {},
        "#123456",
        {"color": "red", "logo": "no base64!"},
        {"color": None, "logo": base64.b64encode(b"GIF89a").decode()},
        {"color": "#12345", "logo": base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()},
    ],
)
def test_without_a_brand_and_with_one_that_is_none_the_certificate_is_plain(brand: Any) -> None:
    data = shown(brand)
    assert (data["color"], data["logo"]) == ("", [])
    pdf = made(brand)
    assert pictures(pdf) == []
