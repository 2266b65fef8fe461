"""`/verify`: anyone checks a file, on any device, in English or French."""

import base64
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browsing import Visit
from tests.processes import Service
from tests.signing.pages.test_access import SIZES

SEALED = "Sealed by Safeclose seal at 2026-05-01 13:00:00 UTC (May 1, 2026 at 9:00 a.m. EDT), and not changed since."
FOREIGN = "Sealed with a certificate that is not trusted (Stranger). Anybody can make such a file."
Visits = Callable[..., Visit]
DROP = """([name, text]) => {
  const moved = new DataTransfer();
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  moved.items.add(new File([bytes], name));
  document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: moved, bubbles: true, cancelable: true}));
}"""


def at_verify(visits: Visits, shop: Service, **options: Any) -> Visit:
    visit = visits(shop.address, **options)
    visit.open("/verify")
    visit.page.get_by_role("heading", level=1).wait_for()
    return visit


def give(page: Page, *files: Path) -> None:
    page.locator("#files").set_input_files(list(files))
    page.locator("#check").click()


def lines(item: Locator) -> list[str]:
    return [line.replace("\xa0", " ") for line in item.inner_text().splitlines() if line]


@pytest.mark.parametrize(
    ("names", "verdict", "reason"),
    [
        (["sealed.pdf"], "Genuine", SEALED),
        (["sealed.pdf", "evidence.json"], "Genuine", SEALED),
        (["evidence.json"], "Genuine", SEALED),
        (["altered.pdf"], "Altered", "1 byte was appended after the seal."),
        (["foreign.pdf"], "Unknown", FOREIGN),
    ],
)  # fmt: skip
def test_a_file_gets_its_verdict_with_the_reason(
    shop: Service, visits: Visits, folder: Path, names: list[str], verdict: str, reason: str
) -> None:
    visit = at_verify(visits, shop)
    page = visit.page
    give(page, *(folder / name for name in names))
    expect(page.get_by_role("heading", name=verdict, exact=True)).to_be_focused()
    expect(page.locator("#summary")).to_have_text(reason)
    checks = page.locator("#checks li")
    assert checks.count() >= 3
    assert (
        page.locator("#checks .failed").count() == 0
        if verdict == "Genuine"
        else page.locator("#checks .failed").count()
    )
    titles = page.locator("#checks strong").all_inner_texts()
    assert not [title for title in titles if "given" in title or title[0].islower()], "plain words"
    assert page.locator("#about dd").count() == (6 if verdict == "Genuine" else 0)
    page.get_by_role("button", name="Check another file").click()
    expect(page.get_by_role("heading", name="Check a signed document")).to_be_focused()
    assert page.locator("#files").input_value() == ""


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "Choose a file first."),
        (["empty.pdf"], "The file is empty."),
        (["letter.txt"], "This is neither a PDF nor an evidence file. It was not sent."),
        (["sealed.pdf", "letter.txt"], "This is neither a PDF nor an evidence file. It was not sent."),
        (["large.pdf"], "The file is larger than 25 MiB. Check it with the offline verifier."),
        (
            ["sealed.pdf", "altered.pdf"],
            "These files can’t be checked: choose one PDF, one evidence file, or one of each.",
        ),
        (["sealed.pdf", "evidence.json", "altered.pdf"], "Choose one PDF, one evidence file, or one of each."),
    ],
)
def test_files_that_cannot_be_checked_are_refused_with_the_reason(
    shop: Service, visits: Visits, folder: Path, names: list[str], words: str
) -> None:
    visit = at_verify(visits, shop)
    give(visit.page, *(folder / name for name in names))
    expect(visit.page.locator("#trouble")).to_have_text(words)
    expect(visit.page.locator("#files")).to_be_focused()
    asked = [url for url in visit.requests if "/api/" in url]
    assert asked == []


def test_a_dropped_file_is_checked(shop: Service, visits: Visits, folder: Path) -> None:
    page = at_verify(visits, shop).page
    text = base64.b64encode((folder / "sealed.pdf").read_bytes()).decode()
    page.evaluate(DROP, ["sealed.pdf", text])
    expect(page.get_by_role("heading", name="Genuine", exact=True)).to_be_focused()


def test_a_file_is_checked_by_keyboard_alone(shop: Service, visits: Visits, folder: Path) -> None:
    page = at_verify(visits, shop).page
    with page.expect_file_chooser() as chooser:
        for _ in range(3):  # past the way to the content and the language
            page.keyboard.press("Tab")
        expect(page.locator("#files")).to_be_focused()
        page.keyboard.press("Enter")
    chooser.value.set_files(folder / "sealed.pdf")
    page.keyboard.press("Tab")
    expect(page.locator("#check")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Genuine", exact=True)).to_be_focused()


def test_switching_the_language_keeps_the_result(shop: Service, visits: Visits, folder: Path) -> None:
    visit = at_verify(visits, shop, locale="fr-CA")
    page = visit.page
    assert page.title() == "Vérifier un document"
    give(page, folder / "altered.pdf")
    expect(page.get_by_role("heading", name="Modifié", exact=True)).to_be_focused()
    expect(page.locator("#checks strong").first).to_have_text("Un seul sceau, à sa place")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Altered", exact=True)).to_be_visible()
    expect(page.locator("#checks strong").first).to_have_text("One seal, at its place")
    assert len([url for url in visit.requests if "/api/" in url]) == 1


@pytest.mark.parametrize("name", ["marked.pdf", "altered.pdf", "foreign.pdf", "evidence.json"])
def test_the_french_page_has_no_english_sentence(shop: Service, visits: Visits, folder: Path, name: str) -> None:
    page = at_verify(visits, shop, locale="fr-CA").page
    with page.expect_response("**/api/public/verify") as answer:
        give(page, folder / name)
    page.locator('[data-screen="result"]:not([hidden])').wait_for()
    report = answer.value.json()
    shown = page.locator("main").inner_text().replace(report["about"].get("title", "—"), "")
    english = [report["summary"], *(check["detail"] for check in report["checks"])]
    assert english
    for sentence in english:
        assert sentence not in shown
    assert page.locator("main [lang]").count() == 0
    assert not re.search(r"\b(the|is|was|of|and|not)\b", shown), shown


def test_a_viewer_in_utc_sees_each_time_once(shop: Service, visits: Visits, folder: Path) -> None:
    page = at_verify(visits, shop, timezone_id="UTC").page
    give(page, folder / "sealed.pdf")
    expect(page.locator("#summary")).to_have_text(
        "Sealed by Safeclose seal at 2026-05-01 13:00:00 UTC, and not changed since."
    )


def test_a_sentence_without_words_is_shown_in_english_and_marked_so(
    shop: Service, visits: Visits, folder: Path
) -> None:
    page = at_verify(visits, shop, locale="fr-CA").page
    message = {
        "template": "It was {what} at {at}.",
        "values": {"what": {"template": "new", "values": {}}, "at": "noon"},
    }
    check = {"name": "newer", "ok": False, "detail": "", "message": message}
    answer = {"result": "unknown", "summary": "", "message": message, "about": {}, "checks": [check]}
    page.route(
        "**/api/public/verify", lambda route: route.fulfill(json={**answer, "signatures": [], "marks": [], "added": []})
    )
    give(page, folder / "sealed.pdf")
    expect(page.locator('#summary[lang="en"]')).to_have_text("It was new at noon.")
    expect(page.locator('#checks p[lang="en"]')).to_have_text("It was new at noon.")


def test_signatures_and_marks_are_listed(shop: Service, visits: Visits, folder: Path) -> None:
    visit = at_verify(visits, shop, locale="fr-CA")
    page = visit.page
    give(page, folder / "marked.pdf")
    expect(page.get_by_role("heading", name="Authentique", exact=True)).to_be_focused()
    expect(page.get_by_role("heading", name="Qui a signé")).to_be_visible()
    signed = page.locator("#signatures li")
    assert [lines(each) for each in signed.all()] == [
        ["Bea Buyer", "2026-05-01 12:07 UTC (1 mai 2026 à 08 h 07 HAE), événement 7"],
        ["Sam Seller", "2026-05-01 12:11 UTC (1 mai 2026 à 08 h 11 HAE), événement 11"],
    ]
    marks = page.locator("#marks li")
    expect(marks).to_have_count(10)
    event = "2026-05-01 12:07 UTC (1 mai 2026 à 08 h 07 HAE), événement 7"
    assert lines(marks.nth(1)) == ["Page 1 : texte (Remark)", "Keys on Monday", "Apposé par Bea Buyer", event]
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="What was put on the pages")).to_be_visible()
    event = "2026-05-01 12:07 UTC (May 1, 2026 at 8:07 a.m. EDT), event 7"
    assert lines(marks.nth(2)) == ["Page 1: ticked box", "Put there by Bea Buyer", event]
    assert lines(marks.nth(4)) == ["Page 2: signature (Buyer)", "Bea Buyer", "Filled when Bea Buyer signed", event]
    # Of a file that is not genuine, or without marks, there is no list.
    for name, count in (("altered.pdf", 0), ("sealed.pdf", 2)):
        page.locator("#another").click()
        give(page, folder / name)
        page.locator('[data-screen="result"]').wait_for()
        expect(page.locator("#put")).to_be_hidden()
        expect(signed).to_have_count(count)


def test_who_checks_too_often_is_told_so(shop: Service, visits: Visits, folder: Path) -> None:
    page = at_verify(visits, shop).page
    for _ in range(40):  # more than ten of them within one minute, however slow the machine is
        give(page, folder / "altered.pdf")
        page.locator('[data-screen="result"]:not([hidden]), #trouble:not(:empty)').first.wait_for()
        if page.locator("#trouble").inner_text():
            break
        page.locator("#another").click()
    assert "too often" in page.locator("#trouble").inner_text()


def test_a_check_that_failed_offline_can_be_tried_again(shop: Service, visits: Visits, folder: Path) -> None:
    visit = at_verify(visits, shop)
    visit.cut("**/api/**")
    give(visit.page, folder / "sealed.pdf")
    expect(visit.page.locator("#trouble")).to_contain_text("can’t be reached")
    visit.mend("**/api/**")
    visit.page.locator("#check").click()
    expect(visit.page.get_by_role("heading", name="Genuine", exact=True)).to_be_focused()


@pytest.mark.parametrize(("size", "usable"), SIZES.values(), ids=SIZES)
def test_every_screen_is_accessible_and_fits(
    shop: Service, visits: Visits, folder: Path, size: dict[str, Any], usable: Callable[[Visit], None]
) -> None:
    visit = at_verify(visits, shop, **size)
    page, shots = visit.page, os.environ.get("SHOTS")
    usable(visit)
    page.locator("#check").click()
    usable(visit)
    for name in ("marked.pdf", "altered.pdf", "foreign.pdf"):
        give(page, folder / name)
        page.locator('[data-screen="result"]').wait_for()
        usable(visit)
        if shots:
            page.screenshot(path=f"{shots}/{size['viewport']['width']}-{name}.png", full_page=True)
        page.locator("#another").click()
    if shots:
        page.screenshot(path=f"{shots}/{size['viewport']['width']}-choose.png", full_page=True)


def test_the_page_says_that_it_needs_javascript(shop: Service, visits: Visits) -> None:
    visit = visits(shop.address, java_script_enabled=False)
    visit.open("/verify")
    assert "This page needs JavaScript." in visit.page.locator("main").inner_text()
