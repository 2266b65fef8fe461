"""A form's own document, from the page to the sealed file, which the verifier reads."""

import httpx

from tests.browsing import PHONE
from tests.signing.pages.conftest import Sign
from tests.signing.pages.marking import ANN_SIGNS, BEN_SIGNS, put_all, walk
from tests.signing.pages.office import Office
from tests.signing.pages.steps import button, screen


def test_what_two_people_put_on_a_forms_pages_is_in_the_sealed_file(office: Office, sign: Sign) -> None:
    out = office.sent(ANN_SIGNS, BEN_SIGNS)
    asked = [len(out.marks(0)), len(out.marks(1))]
    assert min(asked) >= 1, "the form declares marks"
    for number in (0, 1):
        page = walk(sign(out, number, **PHONE))
        put_all(page)
        page.locator('[data-do="put"]').click()
        screen(page, "confirm")
        button(page, "Sign the document").click()
        screen(page, "done")
    page.get_by_role("link", name="Download your copy").wait_for(timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download your copy").click()
    sealed = download.value.path().read_bytes()
    answer = httpx.post(
        f"{office.origin}/api/public/verify",
        content=sealed,
        headers={"Content-Type": "application/pdf", "X-Forwarded-For": "10.8.0.9"},
        trust_env=False,
        timeout=60,
    )
    found = answer.json()
    assert found["result"] == "genuine", [check for check in found["checks"] if not check["ok"]]
    assert [one["text"] for one in found["signatures"]] == ["Ann Archer", "Ben Bowman"]
    assert [sum(mark["signer"] == name for mark in found["marks"]) for name in ("Ann Archer", "Ben Bowman")] == asked
    assert {mark["by"] for mark in found["marks"]} == {"signer"}
