"""Real browsers: Chromium, driven by Playwright, in front of the service as it really runs.

Take the fixtures into the conftest of a folder: `from tests.browsing import chromium, visits` (and name them in its
`__all__`). The browser is started once for the folder, and ended with it: while it runs, its event loop is the one of
the thread, which Django's ORM and `asyncio.run` of other tests would stumble over. So a test with a browser asks the
service by HTTP, and not the database.
"""

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from tests import programs

PROGRAM = "chromium"
ARGUMENTS = (
    "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
TIMEOUT = 40_000  # milliseconds: a busy machine is slow, and what holds does not wait
expect.set_options(timeout=TIMEOUT)
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
SMALLEST = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
# What the page's own script can't see of the policy: the browser tells it the document.
LISTENER = """
window.refusedByPolicy = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.refusedByPolicy.push(`${event.effectiveDirective} ${event.blockedURI}`));
"""
# A colour on its way to another is nobody's to judge; what turns for ever has none.
SETTLED = """Promise.all(document.getAnimations()
  .filter((moving) => Number.isFinite(moving.effect.getComputedTiming().endTime))
  .map((moving) => moving.finished.catch(() => null))).then(() => null)"""
_addresses = itertools.count(1)


class Visit:
    """Someone with a browser of their own: no cookies, no history, an address of their own for rate limits.

    The service has to trust one proxy (TRUSTED_PROXY_COUNT=1) for the last of these.
    """

    def __init__(self, browser: Browser, origin: str, **options: Any) -> None:
        self.origin = origin
        number = next(_addresses)
        self.context: BrowserContext = browser.new_context(
            **{**DESKTOP, "locale": "en-CA", "timezone_id": "America/Toronto", **options},
            extra_http_headers={"X-Forwarded-For": f"10.9.{number // 250}.{number % 250 + 1}"},
        )
        self.context.set_default_timeout(TIMEOUT)
        self.context.add_init_script(LISTENER)
        self.requests: list[str] = []
        self.faults: list[str] = []
        self.allowed: set[str] = set()  # other origins, which a test answers itself
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.context.on("weberror", lambda error: self.faults.append(str(error.error)))
        self.page: Page = self.context.new_page()

    def open(self, path: str) -> Page:
        """Go to a path of the service."""
        self.page.goto(f"{self.origin}{path}")
        return self.page

    def answer(self, url: str, **answer: Any) -> None:
        """Answer what the page asks of another origin, or in the service's place."""
        parts = urlsplit(url)
        self.allowed.add(f"{parts.scheme}://{parts.netloc}")
        self.context.route(url, lambda route: route.fulfill(**answer))

    def cut(self, pattern: str) -> None:
        """Let every request to these addresses fail, as without a network."""
        self.context.route(pattern, _abort)

    def mend(self, pattern: str) -> None:
        """The network is there again."""
        self.context.unroute(pattern)

    def faults_of_access(self, *impacts: str, within: str = "") -> list[str]:
        """What axe-core finds that shuts people out, of these impacts or of any: `rule: element`."""
        if not self.page.evaluate("typeof axe !== 'undefined'"):
            self.page.evaluate(AXE.read_text())  # by the debugger: no policy of the page is in its way
        self.page.evaluate(SETTLED)
        script = "within => axe.run(within || document, {resultTypes: ['violations']})"
        found = self.page.evaluate(script, within)["violations"]
        counted = [one for one in found if not impacts or one["impact"] in impacts]
        return [f"{one['id']}: {node['html'][:200]}" for one in counted for node in one["nodes"]]

    def is_too_wide(self) -> bool:
        """Whether the page has to be moved sideways to be read."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))

    def refused_by_policy(self) -> list[str]:
        """What the content security policy kept from happening."""
        return list(self.page.evaluate("window.refusedByPolicy"))

    def end(self) -> None:
        """Close the browser, and fail for what no page of ours may do, whatever the test was about."""
        refused = [] if self.page.url == "about:blank" else self.refused_by_policy()
        self.context.close()
        hosts = {f"{urlsplit(url).scheme}://{urlsplit(url).netloc}" for url in self.requests}
        assert hosts <= {self.origin, *self.allowed}
        assert refused == []
        assert self.faults == []


def _abort(route: Route) -> None:
    route.abort("internetdisconnected")


@contextmanager
def _browser() -> Iterator[Browser]:
    programs.need(PROGRAM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which(PROGRAM), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a folder; each visit is a fresh profile in it."""
    with _browser() as browser:
        yield browser


@pytest.fixture
def visits(request: pytest.FixtureRequest) -> Iterator[Callable[..., Visit]]:
    """`visits(origin, **PHONE, locale="fr-CA")`: one more person with a browser. All are checked at the end."""
    browser: Browser = request.getfixturevalue("chromium")
    with ExitStack() as ends:

        def visit(origin: str, **options: Any) -> Visit:
            made = Visit(browser, origin, **options)
            ends.callback(made.end)
            return made

        yield visit
