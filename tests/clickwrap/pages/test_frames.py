"""/consent/<agreementId> in a frame of another origin, which is told what happens."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browsing import PHONE, Visit
from tests.clickwrap.pages.conftest import Publisher, Site

Visits = Callable[..., Visit]


def framed(visits: Visits, site: Site, address: str, **options: Any) -> Visit:
    """Someone with a page open that shows this address in a frame."""
    visit = visits(site.origin, **options)
    visit.allowed.add(site.safeclose)
    visit.context.set_extra_http_headers({})
    visit.open(site.page(f'<iframe src="{address}" title="Terms" width="100%"></iframe>'))
    return visit


def told(visit: Visit, what: str) -> list[Any]:
    """The messages of this kind."""
    return [data for _, _, data in visit.page.evaluate("window.told") if data["type"] == f"safeclose:{what}"]


def test_the_host_is_told_what_happens_and_how_high_the_page_is(
    publisher: Publisher, site: Site, visits: Visits
) -> None:
    agreement = publisher.publish("framed")
    visit = framed(visits, site, f"{publisher.origin}/consent/{agreement['id']}?lang=en", **PHONE)
    inside = visit.page.frame_locator("iframe")
    inside.get_by_role("checkbox").check()
    (high,) = {one["height"] for one in told(visit, "height")[-1:]}
    inside.get_by_role("button", name="Accept").click()
    expect(inside.get_by_role("heading", name="Thank you, you have accepted")).to_be_visible()
    visit.page.wait_for_function("told.at(-1)[2].type === 'safeclose:height' && told.length > 3")
    (made,) = publisher.acceptances(agreement)
    assert told(visit, "opened") == [{"type": "safeclose:opened", "agreementId": agreement["id"]}]
    assert told(visit, "accepted") == [{
        "type": "safeclose:accepted", "agreementId": agreement["id"], "acceptanceId": made["id"],
        "versionHash": made["versionHash"], "acceptedAt": made["acceptedAt"], "language": None,
    }]  # fmt: skip
    assert {(origin, is_ours) for origin, is_ours, _ in visit.page.evaluate("told")} == {(publisher.origin, True)}
    low = told(visit, "height")[-1]["height"]
    assert 0 < low < high, "it shrinks again, whatever the height of its frame"
    fits = "document.documentElement.scrollHeight <= window.innerHeight + 1"
    assert visit.page.frames[1].evaluate(fits)
    secret = inside.get_by_role("link", name="Your receipt, to keep").get_attribute("href") or ""
    assert re.search(r"/receipt/[\w-]{43}$", secret)
    assert secret.rsplit("/", 1)[1] not in str(visit.page.evaluate("told"))


def test_no_other_origin_may_show_or_hear_it(publisher: Publisher, site: Site, visits: Visits) -> None:
    """The same page, reached by another name of the machine: another origin, which is none of EMBED_ORIGINS."""
    agreement = publisher.publish("framed-elsewhere")
    path = site.page(f'<iframe src="{publisher.origin}/consent/{agreement["id"]}" title="Terms"></iframe>')
    visit = visits(site.origin.replace("127.0.0.1", "localhost"))
    visit.allowed.add(publisher.origin)
    visit.context.set_extra_http_headers({})
    page = visit.open(path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("told") == []
    assert page.frames[1].url.startswith("chrome-error:")


def test_a_page_that_is_in_no_frame_tells_nobody(publisher: Publisher, visits: Visits) -> None:
    agreement = publisher.publish("unframed")
    page = visits(publisher.origin).open(f"/consent/{agreement['id']}")
    page.evaluate("addEventListener('message', () => { window.heard = true })")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", name="Thank you, you have accepted")).to_be_visible()
    assert page.evaluate("[typeof heard, document.documentElement.className]") == ["undefined", ""]
