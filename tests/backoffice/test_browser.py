"""Support and operations at work, in a real browser, on the service as it really runs."""

import re
from collections.abc import Callable

import pytest

from tests.backoffice.desk import BackOffice, Desk
from tests.browsing import DESKTOP, PHONE
from tests.paper import ANN, BEN
from tests.signing.pages.office import Office

ENVELOPES = "/admin/signing/envelope/"
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


@SIZES
def test_support_finds_why_an_envelope_hangs_and_sends_a_fresh_link(
    size: dict[str, object], office: Office, desk: Callable[..., Desk]
) -> None:
    out = office.sent(ANN, BEN, mode="sequential")
    sue = desk("sue", **size)
    rows = sue.search(ENVELOPES, ANN["email"])
    assert any(out.id in row for row in rows)
    page = f"{ENVELOPES}{out.id.replace('_', '_5F')}/change/"
    sue.visit.open(page)
    assert (
        f"Waits for {ANN['name']} ({ANN['email']}), first of 2: the sender brings the link, never opened." in sue.says()
    )
    assert f"After that comes {BEN['name']} ({BEN['email']}), second of 2." in sue.says()
    assert not sue.visit.is_too_wide()
    assert "Void" not in sue.buttons()
    before = out.trail()
    for method in ("get", "post"):
        assert sue.status_of(page.replace("change/", "do/void/"), method) == 403
    assert (out.show()["status"], out.trail()) == ("sent", before)

    assert "A new link is being mailed to ann@example.com" in sue.press("Fresh link")
    assert "/sign/" not in sue.page.content()
    office.running.wait(lambda: out.trail() == [*before, "link_rotated", "delivered"])
    (link,) = set(re.findall(rf"{office.origin}/sign/[\w-]{{43}}", office.letters(ANN["email"])[-1]))
    assert office.api.get(f"/api/public{out.links[0]}").status_code == 410
    assert office.api.get(f"/api/public{link.removeprefix(office.origin)}").json()["state"] == "active"

    sue.visit.open(page)
    assert link not in sue.page.content()
    assert link.rpartition("/")[2] not in office.running.log()
    sue.visit.open("/admin/admin/logentry/")
    assert "Fresh link." in sue.page.inner_text("#result_list")
    assert link.rpartition("/")[2] not in sue.page.content()
    sue.visit.open(page.replace("change/", "see/verification/"))
    assert "The trail, as it is stored: Genuine" in sue.page.inner_text("body")


def test_a_mailed_link_is_mailed_and_not_shown(office: BackOffice, desk: Callable[..., Desk]) -> None:
    ann = {**ANN, "email": "ann.by.mail@example.com"}
    envelope = office.mailed(ann)
    office.running.wait(lambda: office.letters(ann["email"]))
    sue = desk("sue")
    sue.visit.open(f"{ENVELOPES}{envelope.replace('_', '_5F')}/change/")
    answer = sue.press("Fresh link")
    assert "A new link is being mailed" in answer
    assert "/sign/" not in sue.page.content()
    office.running.wait(lambda: len(office.letters(ann["email"])) == 2)
    sue.visit.open(f"{ENVELOPES}{envelope.replace('_', '_5F')}/change/")
    assert "link mailed" in sue.says()


def test_support_verifies_a_sealed_envelope_on_demand(office: Office, desk: Callable[..., Desk]) -> None:
    out = office.sent(ANN)
    out.step(0, "authenticate", "consent", "sign")
    office.running.wait(lambda: out.show()["sealedUrl"], seconds=180)
    sue = desk("sue")
    sue.visit.open(f"{ENVELOPES}{out.id.replace('_', '_5F')}/change/")
    assert "It is sealed, at level B-B" in sue.says()
    assert {"Sealed PDF", "Certificate", "Evidence bundle", "Verify now"} <= set(sue.buttons())
    sue.page.click("text=Verify now")
    sue.page.wait_for_selector("text=Sealed PDF 1: Genuine")
    page = sue.page.url.removeprefix(office.origin).replace("see/verification/", "see/sealed/")
    assert sue.status_of(page) == 200


def test_operations_void_an_envelope_once_and_it_is_logged(office: Office, desk: Callable[..., Desk]) -> None:
    out = office.sent()
    otto = desk("otto")
    otto.visit.open(f"{ENVELOPES}{out.id.replace('_', '_5F')}/change/")
    answer = otto.press("Void", reason="The seller asked for it.")
    assert "The envelope is void" in answer
    assert "The seller asked for it." in otto.says()
    assert out.show()["status"] == "voided"
    assert out.trail().count("voided") == 1
    assert "staff Otto Operations" in otto.page.inner_text("body")
    assert "Void" not in otto.buttons()
    assert otto.status_of(otto.page.url.removeprefix(office.origin).replace("change/", "do/void/"), "post") in (
        400,
        409,
    )


def test_operations_run_a_dead_job_again(office: Office, desk: Callable[..., Desk]) -> None:
    number = office.running.manage("shell", "-v", "0", "-c", DEAD)
    otto = desk("otto")
    otto.visit.open("/admin/procrastinate/procrastinatejob/?how=dead")
    assert number in otto.page.inner_text("#result_list")
    otto.visit.open(f"/admin/procrastinate/procrastinatejob/{number}/change/")
    assert "failed once: The tide was out. It is not tried any more by itself." in otto.says()
    sue = desk("sue")
    assert sue.status_of(f"/admin/procrastinate/procrastinatejob/{number}/do/run/", "post") == 403
    assert "runs at once" in otto.press("Run again")
    office.running.wait(lambda: otto.status_of(f"/admin/procrastinate/procrastinatejob/{number}/change/") != 200 or (
        otto.visit.context.request.get(
            f"{office.origin}/admin/procrastinate/procrastinatejob/{number}/change/", max_redirects=0
        ).status == 302
    ))  # fmt: skip


DEAD = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts) "
                   "VALUES ('upkeep', 'remove_files', '{\\"digests\\": \\"\\"}', 'failed', 1) RETURNING id")
    number = cursor.fetchone()[0]
    cursor.execute("INSERT INTO workspace_jobfault (job_id, sentence, at) "
                   "VALUES (%s, 'The tide was out.', now())", [number])
print(number)
"""


def test_the_menu_on_a_phone_is_opened_and_closed_by_keyboard_and_pages_have_a_main_part(
    desk: Callable[..., Desk],
) -> None:
    sue = desk("sue", **PHONE)
    sue.visit.open(ENVELOPES)
    assert [fault for fault in sue.visit.faults_of_access() if fault.startswith(("landmark-one-main", "region"))] == []
    menu, toggle = sue.page.locator("#nav-sidebar"), sue.page.get_by_role("button", name="Menu", exact=True)
    assert not menu.is_visible()
    toggle.focus()
    sue.page.keyboard.press("Enter")
    menu.wait_for(state="visible")
    sue.page.wait_for_function("document.getElementById('nav-sidebar').contains(document.activeElement)")
    close = sue.page.get_by_role("button", name="Close menu")
    close.focus()
    sue.page.keyboard.press("Space")
    menu.wait_for(state="hidden")
    sue.page.wait_for_function("document.activeElement.getAttribute('aria-label') === 'Menu'")
