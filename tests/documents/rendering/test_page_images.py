"""Images of pages: small, made once, kept for a while in memory only."""

from io import BytesIO
from unittest.mock import patch

import pikepdf
import pytest
from PIL import Image, ImageChops

from documents import packs
from documents.rendering import page_images
from documents.rendering.page_images import image, page_image, page_sizes
from safeclose import clock
from safeclose.storage import files
from tests.evidence_examples import plain_pdf, saved
from tests.paper import FORM, sample

PDF = b""


@pytest.fixture(autouse=True, scope="module")
def made() -> None:
    """The pages of a contract."""
    global PDF
    PDF = packs.get(FORM).render(sample(), title="Title", at=clock.now()).pdf


@pytest.fixture(autouse=True)
def fresh_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_images, "_cache", page_images._Cache())


def with_all_colours(pdf: bytes) -> bytes:
    """The page as PNG."""
    out = BytesIO()
    with page_images._opened(pdf) as document:
        document[0].render(scale=page_images.PIXELS_PER_POINT).to_pil().save(out, "PNG", compress_level=6)
    return out.getvalue()


@pytest.mark.parametrize(("webp", "begins"), [(False, b"\x89PNG"), (True, b"RIFF")])
def test_a_page_of_text_takes_at_most_half_of_the_bytes_and_looks_the_same(webp: bool, begins: bytes) -> None:
    picture, full = image(PDF, 1, webp=webp), with_all_colours(PDF)
    assert picture.startswith(begins)
    assert len(picture) * 2 <= len(full)
    pixels = Image.open(BytesIO(picture)).convert("RGB")
    assert pixels.getpixel((5, 5)) == (255, 255, 255)
    differences = ImageChops.difference(pixels, Image.open(BytesIO(full)).convert("RGB"))
    assert max(high for _low, high in differences.getextrema()) <= 8


def test_a_page_is_made_once_for_each_kind() -> None:
    digest = files.keep(PDF)
    with patch.object(page_images, "image", wraps=image) as made:
        first = page_image(digest, 1, webp=False)
        assert page_image(digest, 1, webp=False) is first
        assert first.content_type == "image/png"
        assert page_image(digest, 1, webp=True).content_type == "image/webp"
    assert made.call_count == 2


def test_images_are_forgotten_after_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    digest = files.keep(PDF)
    first = page_image(digest, 1, webp=False)
    now = page_images.time.monotonic()
    monkeypatch.setattr(page_images.time, "monotonic", lambda: now + page_images.MAX_AGE_SECONDS + 1)
    assert page_image(digest, 1, webp=False) is not first
    assert page_images._cache._size == len(first.content)


def test_the_images_that_were_not_asked_for_go_first_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    digest = files.keep(PDF)
    first = page_image(digest, 1, webp=False)
    second = page_image(digest, 1, webp=True)
    third = image(PDF, 2, webp=True)
    kept = len(first.content) + max(len(second.content), len(third))
    monkeypatch.setattr(page_images, "MAX_CACHED_BYTES", kept)
    assert page_image(digest, 1, webp=False) is first
    page_image(digest, 2, webp=True)
    assert page_images._cache.get((digest, 1, True)) is None
    assert page_image(digest, 1, webp=False) is first, "asked for later than the other"


@pytest.mark.django_db
def test_sizes_of_pages_are_those_that_readers_show() -> None:
    with pikepdf.open(BytesIO(plain_pdf(3))) as pdf:
        pdf.pages[1].obj.Rotate = 90
        pdf.pages[2].obj.CropBox = pikepdf.Array([10, 20, 210, 120.5])
        digest = files.keep(saved(pdf))
    assert page_sizes(digest) == ((612, 792), (792, 612), (200, 100.5))
