"""Short names of browsers."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from signing.evidence.browsers import browser_of, system_of

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "browser", "system"),
    [
        (f"{WINDOWS} Chrome/120.0.0.0 Safari/537.36", "Chrome 120", "Windows"),
        (f"{WINDOWS} Chrome/120.0.0.0 Safari/537.36 Edg/120.0.2210.91", "Edge 120", "Windows"),
        (f"{WINDOWS} Chrome/119.0.0.0 Safari/537.36 OPR/105.0.0.0", "Opera 105", "Windows"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0", "Firefox 121", "Windows"),
        (f"{MAC} Version/17.2 Safari/605.1.15", "Safari 17", "macOS"),
        (f"{MAC} Chrome/120.0.0.0 Safari/537.36", "Chrome 120", "macOS"),
        (f"{IPHONE} Version/17.5 Mobile/15E148 Safari/604.1", "Safari 17", "iOS"),
        (f"{IPHONE} CriOS/120.0.6099.119 Mobile/15E148 Safari/604.1", "Chrome 120", "iOS"),
        (f"{IPHONE} FxiOS/121.0 Mobile/15E148 Safari/605.1.15", "Firefox 121", "iOS"),
        (f"{IPHONE} EdgiOS/120.0.2210.126 Version/17.0 Mobile/15E148 Safari/604.1", "Edge 120", "iOS"),
        (f"{ANDROID} Chrome/120.0.0.0 Mobile Safari/537.36", "Chrome 120", "Android"),
        (f"{ANDROID} SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36", "Samsung Internet 23", "Android"),
        ("Mozilla/5.0 (Android 14; Mobile; rv:121.0) Gecko/121.0 Firefox/121.0", "Firefox 121", "Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0", "Firefox 121", "Linux"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/120.0.0.0", "Chrome 120", "ChromeOS"),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0.0.0 Safari/537.36", "Chrome 120", "Linux"),
        ("Mozilla/5.0 (iPad; CPU OS 12_5) Version/12.1 Mobile/15E148 Safari/604.1", "Safari 12", "iPadOS"),
        (f"{IPHONE} Mobile/15E148 [FBAN/FBIOS]", None, "iOS"),
        ("curl/8.5.0", None, None),
        ("python-requests/2.32.0", None, None),
        ("NotChrome/1 MyFirefox/2", None, None),
        ("Chrome/99999999999", None, None),
        ("x" * 5000 + " Chrome/120", None, None),
        ("", None, None),
    ],
)
def test_family_version_and_system(user_agent: str, browser: str | None, system: str | None) -> None:
    assert (browser_of(user_agent), system_of(user_agent)) == (browser, system)


@given(some.text() | some.from_regex(r"(Chrome|Version)/\d+.*Safari/", alphabet=some.characters(codec="utf-8")))
def test_a_name_is_short_whatever_the_header_is(user_agent: str) -> None:
    assert len(browser_of(user_agent) or "") <= 21
    assert len(system_of(user_agent) or "") <= 8
