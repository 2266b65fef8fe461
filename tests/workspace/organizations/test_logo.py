"""PUT and DELETE /v1/workspace/orgs/:id/brand/logo, and GET /brand/:sha256.png."""

import base64
import hashlib
from io import BytesIO
from random import Random
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from safeclose.storage import files
from tests.people import Caller
from tests.workspace.asking import LACKS, member, of, said, told
from workspace.models import Event, Organization
from workspace.organizations.brand import brand_of, sender_in_evidence
from workspace.organizations.logo import MAX_PRINTED_BYTES

BASE = "https://safeclose.example.test"
NO_PICTURE = "file: Must be a picture in the format PNG or JPEG."


def route(caller: Caller) -> str:
    return of(caller.organization, path="/brand/logo")


def picture(size: tuple[int, int] = (300, 100), kind: str = "PNG", **saved: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#336699").save(out, kind, **saved)
    return out.getvalue()


def upload(caller: Caller, content: bytes, name: str = "logo.png") -> Any:
    return caller.put(route(caller), {"file": SimpleUploadedFile(name, content)}, format="multipart")


def stored(caller: Caller) -> Organization:
    return Organization.objects.get(pk=caller.organization.pk)


def test_a_logo_is_made_anew_and_served_to_everyone(alice: Caller) -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "made at home")
    answer = upload(alice, picture((960, 320), pnginfo=notes))
    digest = stored(alice).logo_sha256
    url = f"{BASE}/brand/{digest}.png"
    assert answer.status_code == 200
    assert answer.json()["brand"] == {"logoUrl": url, "primaryColor": None, "accentColor": None}
    assert told() == (
        "organization.updated", "organization", str(alice.organization.pk),
        {"name": "Acme Financial", "slug": "acme", "changed": ["brand"]},
    )  # fmt: skip
    served = Caller(None).get(f"/brand/{digest}.png")
    assert (served.status_code, served["Content-Type"]) == (200, "image/png")
    assert served["Cache-Control"] == "public, max-age=31536000, immutable"
    assert hashlib.sha256(served.content).hexdigest() == digest
    assert b"made at home" not in served.content
    assert Image.open(BytesIO(served.content)).size == (480, 160)


def test_a_jpeg_is_turned_upright_and_becomes_a_png(alice: Caller) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    upload(alice, picture((120, 60), "JPEG", exif=exif), "logo.jpg")
    kept = Image.open(BytesIO(files.read(stored(alice).logo_sha256 or "")))
    assert (kept.format, kept.size) == ("PNG", (60, 120))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", NO_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", NO_PICTURE),
        (picture()[:60], NO_PICTURE),
        (picture(kind="GIF"), NO_PICTURE),
        (picture((2001, 2000)), "file: Must have at most 4 million pixels."),
        (picture() + b"\0" * 256 * 1024, "file: Must have at most 256 KiB."),
    ],
)
def test_what_is_no_small_picture_is_refused(alice: Caller, content: bytes, sentence: str) -> None:
    answer = upload(alice, content)
    assert (answer.status_code, answer.json()["error"]) == (400, sentence)
    assert stored(alice).logo_sha256 is None
    assert not Event.objects.filter(type="organization.updated").exists()


def test_deleting_it_shows_the_address_of_the_settings_again(alice: Caller) -> None:
    settings = of(alice.organization, path="/settings")
    alice.patch(settings, {"brand": {"logoUrl": "https://acme.example/l.png"}})
    upload(alice, picture())
    digest = stored(alice).logo_sha256
    answer = alice.delete(route(alice))
    assert (answer.status_code, answer.json()["brand"]["logoUrl"]) == (200, "https://acme.example/l.png")
    assert Caller(None).get(f"/brand/{digest}.png").status_code == 404
    assert alice.delete(route(alice)).status_code == 200
    assert Event.objects.filter(type="organization.updated").count() == 3


def test_settings_that_are_sent_back_keep_it_and_another_address_ends_it(alice: Caller) -> None:
    settings = of(alice.organization, path="/settings")
    brand = upload(alice, picture()).json()["brand"]
    digest = stored(alice).logo_sha256
    assert alice.patch(settings, {"brand": {**brand, "primaryColor": "#123456"}}).json()["brand"] == {
        **brand, "primaryColor": "#123456",
    }  # fmt: skip
    assert stored(alice).logo_sha256 == digest
    alice.patch(settings, {"brand": {"logoUrl": None}})
    assert stored(alice).logo_sha256 is None
    assert stored(alice).full_brand["logoUrl"] is None


def test_only_whoever_may_change_the_brand_does(alice: Caller) -> None:
    clerk = member(alice.organization, "dora", "orgSettings")
    assert said(upload(clerk, picture())) == (403, {"error": LACKS.format("brand")})
    assert clerk.delete(route(clerk)).status_code == 403
    assert upload(member(alice.organization, "erik", "brand", slug="designer"), picture()).status_code == 200


@pytest.mark.parametrize("name", ["0" * 64, "x", "%00", "..%2f..%2fetc%2fpasswd"])
def test_no_other_file_is_served(alice: Caller, name: str) -> None:
    files.keep(b"secret")
    assert Caller(None).get(f"/brand/{name}.png").status_code in (400, 404)
    assert Caller(None).get(f"/brand/{files.sha256(b'secret')}.png").status_code == 404


def test_letters_and_pages_show_the_uploaded_logo_and_a_colour_for_white_text(alice: Caller) -> None:
    assert brand_of(stored(alice)) is None
    alice.patch(of(alice.organization, path="/settings"), {"brand": {"logoUrl": "https://elsewhere.example/l.png"}})
    assert brand_of(stored(alice)) is None  # nobody else learns who reads what
    alice.patch(of(alice.organization, path="/settings"), {"brand": {"primaryColor": "#ffffff"}})
    brand = brand_of(stored(alice))
    assert brand
    assert (brand.logo_url, brand.color) == ("", "#737373")
    upload(alice, picture())
    brand = brand_of(stored(alice))
    assert brand
    assert brand.logo_url == f"{BASE}/brand/{stored(alice).logo_sha256}.png"


def noise() -> bytes:
    """As large as a picture gets: no two pixels alike."""
    random = Random(1)
    out = BytesIO()
    Image.frombytes("RGB", (480, 160), random.randbytes(480 * 160 * 3)).save(out, "PNG")
    return out.getvalue()


def test_a_trail_gets_the_logo_small_and_the_colour_readable(alice: Caller) -> None:
    sender = {"id": str(alice.organization.pk), "name": "Acme Financial", "timezone": "America/Toronto"}
    assert sender_in_evidence(stored(alice)) == sender
    upload(alice, picture((480, 160)))
    row = stored(alice)
    row.brand = {"primaryColor": "#ffff00", "accentColor": "#123456"}
    brand = sender_in_evidence(row)["brand"]
    assert base64.b64decode(brand["logo"]) == files.read(row.logo_sha256 or "")
    assert set(brand) == {"color", "logo"}
    assert brand["color"] != "#ffff00"

    upload(alice, noise())
    png = base64.b64decode(sender_in_evidence(stored(alice))["brand"]["logo"])
    assert len(png) <= MAX_PRINTED_BYTES < len(files.read(stored(alice).logo_sha256 or ""))
    assert Image.open(BytesIO(png)).size == (240, 80)


def test_a_logo_that_cannot_be_read_is_left_out_of_the_trail(alice: Caller) -> None:
    row = stored(alice)
    row.logo_sha256 = "a" * 64
    assert "brand" not in sender_in_evidence(row)
