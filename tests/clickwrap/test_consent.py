"""/consent/<agreementId> and /consent/widget.js, as a browser is told of them; what they do is tested in pages/."""

import pytest

from tests.clickwrap.asking import published
from tests.people import Caller

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "frame-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def test_the_page_is_the_same_for_every_agreement(alice: Caller) -> None:
    agreement = published(alice)
    real, other = (Caller(None).get(f"/consent/{name}") for name in (agreement["id"], "x"))
    assert (real.status_code, real.content) == (200, other.content)
    assert "Terms" not in real.content.decode()
    for script in real.content.decode().split("<script")[1:]:
        assert script.startswith(" defer src="), "nothing inline"


@pytest.mark.django_db
def test_the_page_has_strict_headers() -> None:
    headers = Caller(None).get("/consent/x").headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_the_page_is_framed_only_by_allowed_origins(settings: object) -> None:
    settings.EMBED_ORIGINS = ["https://shop.example"]
    headers = Caller(None).get("/consent/x").headers
    assert headers["Content-Security-Policy"].endswith("frame-ancestors https://shop.example")
    assert "X-Frame-Options" not in headers


@pytest.mark.parametrize(("language", "words"), [("fr-CA", "Accepter une entente"), ("en", "Accept an agreement")])
@pytest.mark.django_db
def test_the_page_is_in_the_readers_language(language: str, words: str) -> None:
    page = Caller(None).get("/consent/x", headers={"Accept-Language": language}).content.decode()
    assert f"<title>{words}</title>" in page


@pytest.mark.django_db
def test_the_script_is_for_pages_of_any_origin() -> None:
    answer = Caller(None).get("/consent/widget.js", headers={"Origin": "https://shop.example"})
    assert answer.status_code == 200
    headers = {name: answer.headers[name] for name in (
        "Content-Type", "Access-Control-Allow-Origin", "Cross-Origin-Resource-Policy", "Cache-Control",
    )}  # fmt: skip
    assert headers == {
        "Content-Type": "text/javascript; charset=utf-8",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cache-Control": "public, max-age=3600, stale-while-revalidate=86400",
    }
    again = Caller(None).get("/consent/widget.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "innerHTML" not in answer.content.decode()
