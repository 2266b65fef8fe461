"""The shell of the page: the same bytes for every token, and what browsers are told about it."""

import hashlib
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from safeclose.pages.versioned import version_of
from tests.environment import ROOT
from tests.safeclose.conftest import Written, log

__all__ = ["log"]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "frame-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), "
        "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), "
        "publickey-credentials-get=(), screen-wake-lock=(), usb=(), xr-spatial-tracking=()"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Vary": "Accept-Language",
}
TOKENS = ("A" * 43, "never-was-one", "x", "x" * 5_000, "%C3%A9%F0%9F%96%8B", "%FF%FE", "%3Cscript%3E", "a%20b", "a.b")


@pytest.fixture
def browser() -> Client:
    """Any browser. No test here may ask the database: none has one."""
    return Client()


def headers_of(answer: object) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in ("X-Request-Id", "Content-Length")}


def test_the_page_has_a_strict_policy_and_no_cookie(browser: Client) -> None:
    answer = browser.get("/sign/a-link")
    assert answer.status_code == 200
    assert headers_of(answer) == HEADERS
    assert not answer.cookies


@pytest.mark.parametrize("token", TOKENS)
def test_the_page_is_the_same_for_every_token(browser: Client, token: str) -> None:
    answer, other = browser.get(f"/sign/{token}"), browser.get("/sign/another")
    assert (answer.status_code, answer.content, headers_of(answer)) == (200, other.content, headers_of(other))


@pytest.mark.parametrize(
    ("asked", "query", "language", "title"),
    [
        ("", "", "en", "Sign a document"),
        ("fr-CA,fr;q=0.9,en;q=0.8", "", "fr", "Signer un document"),
        ("de-DE,fr;q=0.5", "", "fr", "Signer un document"),
        ("de", "", "en", "Sign a document"),
        ("fr-CA", "?lang=en", "en", "Sign a document"),
        ("en", "?lang=fr", "fr", "Signer un document"),
        ("en", "?lang=%22%3E%3Cscript%3E", "en", "Sign a document"),
        ("en", "?lang=de", "en", "Sign a document"),
    ],
)
def test_language_follows_the_query_then_the_browser(
    browser: Client, asked: str, query: str, language: str, title: str
) -> None:
    words = browser.get(f"/sign/a-link{query}", headers={"Accept-Language": asked}).content.decode()
    assert f'<html lang="{language}">' in words
    assert f"<title>{title}</title>" in words


def test_the_page_has_nothing_inline_and_loads_nothing_from_other_hosts(browser: Client) -> None:
    words = browser.get("/sign/a-link").content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", words)
    assert re.findall(r"<script(?![^>]* src=)", words) == []
    assert not re.search(r"""(?:src|href)=["'](?![/#])""", words)


def test_addresses_of_static_files_carry_their_digest(browser: Client) -> None:
    words = browser.get("/sign/a-link").content.decode()
    addresses = [urlsplit(one) for one in re.findall(r'(?:src|href)="(/static/[^"]+)"', words)]
    assert len(addresses) > 8
    for address in addresses:
        answer = browser.get(address.path)
        content = b"".join(answer.streaming_content)
        assert answer.status_code == 200
        assert address.query == f"v={hashlib.sha256(content).hexdigest()[:12]}"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_is_not_there_has_no_version() -> None:
    assert version_of("signing/nothing.js") == ""


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_page_refuses_methods_that_change(browser: Client, method: str) -> None:
    assert getattr(browser, method)("/sign/a-link").status_code == 405


def test_only_configured_origins_may_frame_the_page(browser: Client, settings: Settings) -> None:
    settings.EMBED_ORIGINS = ["https://broker.example", "https://deals.example:8443"]
    found = headers_of(browser.get("/sign/a-link"))
    assert found["Content-Security-Policy"] == POLICY.replace(
        "frame-ancestors 'none'", "frame-ancestors https://broker.example https://deals.example:8443"
    )
    assert "X-Frame-Options" not in found


def test_turnstile_adds_only_cloudflare_to_the_policy(browser: Client, settings: Settings) -> None:
    settings.TURNSTILE_SITE_KEY = "0x4AAAAAAA-site"
    found = headers_of(browser.get("/sign/a-link"))["Content-Security-Policy"]
    assert found == POLICY.replace("script-src 'self'", "script-src 'self' https://challenges.cloudflare.com").replace(
        "frame-src 'none'", "frame-src https://challenges.cloudflare.com"
    )


@pytest.mark.parametrize("path", ["/sign/", "/sign/secret/", "/sign/secret/x", "/static/sign/secret.js"])
def test_other_paths_are_unknown(browser: Client, path: str) -> None:
    answer = browser.get(path)
    assert (answer.status_code, answer.json()) == (404, {"error": "Not found."})


@pytest.fixture
def lines(log: Written) -> Iterator[Written]:
    """What is written to the log."""
    return log


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/sign/secret", "/sign/<token>"), ("/sign/secret?lang=fr", "/sign/<token>"), ("/sign/secret/x", "(none)"),
        ("/sign/secret/", "(none)"), ("/static/sign/secret", "(none)"),
    ],
)  # fmt: skip
def test_no_token_is_logged(browser: Client, lines: Written, path: str, route: str) -> None:
    browser.get(path)
    browser.post(path)
    assert {line["route"] for line in lines.of("request")} == {route}
    assert "secret" not in str(lines.lines).replace("[secret]", "")


def test_no_file_speaks_of_another_site() -> None:
    files = [*ROOT.glob("safeclose/pages/static/**/*"), *ROOT.glob("signing/static/**/*")]
    found = {name for file in files if file.is_file() for name in re.findall(r"https?://[\w.]+", file.read_text())}
    # The last stands in an example of the description's reader.
    assert found == {"http://www.w3.org", "https://challenges.cloudflare.com", "https://example.com"}
