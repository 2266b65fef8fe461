"""The check that a person signs: Cloudflare's, and nothing else of anyone else."""

from collections.abc import Callable, Iterator

import pytest

from tests.browsing import Visit
from tests.processes import Service
from tests.redis_server import RedisServer
from tests.signing.envelopes.turnstile import GOOD, SECRET, StandIn
from tests.signing.pages.conftest import Sign
from tests.signing.pages.office import Office, Out
from tests.signing.pages.steps import button, reach, screen, told

CLOUDFLARE = "https://challenges.cloudflare.com"
# What a page needs of Cloudflare's script: the test solves the check, or does not.
SCRIPT = """
window.asked = [];
window.turnstile = {
  render: (place, options) => { window.asked.push(options); place.textContent = "Are you a person?"; return "w1"; },
  remove: () => { window.removed = true; },
  reset: () => { window.reset = true; },
};
"""
DO_IT = "Please complete the check that you are a person."
FAILED = "The check that you are a person failed. Please do it again."
MISSING = (
    "The check that you are a person could not be loaded. Allow challenges.cloudflare.com in your browser, "
    "then try again. If that is not possible, ask the person who sent you the link for another way to sign."
)


@pytest.fixture(scope="module")
def cloudflare() -> Iterator[StandIn]:
    with StandIn() as server:
        server.hostname = "127.0.0.1"
        yield server


@pytest.fixture(scope="module")
def guarded(
    office: Office, cloudflare: StandIn, _redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A second web server before the same data, configured with Turnstile; its address."""
    _redis_server.start()  # otherwise a second one is refused
    other = Service(tmp_path_factory.mktemp("guarded"), office.running.environment["DATABASE_URL"])
    other.environment |= {
        "TRUSTED_PROXY_COUNT": "1", "TURNSTILE_SITE_KEY": "0x4AAAAAAA-site", "TURNSTILE_SECRET_KEY": SECRET,
        "TURNSTILE_URL": cloudflare.url, "REDIS_URL": _redis_server.url,
        "SAFECLOSE_VAR": office.running.environment["SAFECLOSE_VAR"],
    }  # fmt: skip
    other.start_web()
    yield other.address
    other.kill()


@pytest.fixture
def at_the_end(office: Office, guarded: str, visits: Callable[..., Visit]) -> Callable[..., tuple[Out, Visit]]:
    """Someone who is asked for the last time, before Cloudflare's script or what stands in its place."""

    def go(**answer: object) -> tuple[Out, Visit]:
        out = office.sent()
        visit = visits(guarded)
        visit.answer(f"{CLOUDFLARE}/**", **(answer or {"content_type": "text/javascript", "body": SCRIPT}))
        visit.open(out.links[0])
        reach(visit, "confirm")
        return out, visit

    return go


def solve(visit: Visit, token: str) -> None:
    visit.page.wait_for_function("() => window.asked?.length")
    visit.page.evaluate("token => window.asked.at(-1).callback(token)", token)


def test_signing_needs_a_check_that_cloudflare_confirms(
    at_the_end: Callable[..., tuple[Out, Visit]], cloudflare: StandIn
) -> None:
    out, visit = at_the_end()
    page = visit.page
    asked = [url for url in visit.requests if url.startswith(CLOUDFLARE)]
    assert asked in ([], [f"{CLOUDFLARE}/turnstile/v0/api.js?render=explicit"])
    button(page, "Sign the document").click()
    told(page, DO_IT)
    assert out.statuses()[0] == "consented"
    assert page.evaluate("[asked[0].sitekey, asked[0].language]") == ["0x4AAAAAAA-site", "en"]

    solve(visit, "forged")
    button(page, "Sign the document").click()
    told(page, FAILED)
    assert page.evaluate("window.reset")
    button(page, "Sign the document").click()
    told(page, DO_IT)

    solve(visit, f"{GOOD}-sign")
    assert visit.faults_of_access() == []
    button(page, "Sign the document").click()
    screen(page, "done")
    assert out.statuses()[0] == "signed"
    assert cloudflare.asked[-1]["response"] == f"{GOOD}-sign"


def test_an_expired_check_has_to_be_done_again(at_the_end: Callable[..., tuple[Out, Visit]]) -> None:
    out, visit = at_the_end()
    solve(visit, f"{GOOD}-late")
    visit.page.evaluate("window.asked.at(-1)['expired-callback']()")
    button(visit.page, "Sign the document").click()
    told(visit.page, DO_IT)
    assert out.statuses()[0] == "consented"


def test_declining_needs_the_check_too(at_the_end: Callable[..., tuple[Out, Visit]]) -> None:
    out, visit = at_the_end()
    page = visit.page
    button(page, "Go back").click()
    button(page, "I do not want to sign").click()
    button(page, "Decline to sign").click()
    told(page, DO_IT)
    assert out.show()["status"] == "sent"
    solve(visit, f"{GOOD}-decline")
    button(page, "Decline to sign").click()
    screen(page, "declined")


def test_a_blocked_check_is_told_and_can_be_loaded_again(at_the_end: Callable[..., tuple[Out, Visit]]) -> None:
    out, visit = at_the_end(status=404, body="")
    page = visit.page
    told(page, MISSING)
    visit.mend(f"{CLOUDFLARE}/**")
    visit.answer(f"{CLOUDFLARE}/**", content_type="text/javascript", body=SCRIPT)
    button(page, "Sign the document").click()
    told(page, DO_IT)
    assert out.statuses()[0] == "consented"


def test_cloudflare_is_not_asked_where_it_is_not_configured(office: Office, sign: Sign) -> None:
    visit = sign(office.sent())
    reach(visit, "confirm")
    assert not [url for url in visit.requests if not url.startswith(office.origin)]
