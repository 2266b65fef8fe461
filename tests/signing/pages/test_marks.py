"""The way from mark to mark, from the adopted signature to the last question."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import DESKTOP, PHONE
from tests.paper import BEN
from tests.signing.pages.conftest import Sign
from tests.signing.pages.marking import ANN_SIGNS, BEN_SIGNS, LISTING, PURCHASE, QUESTIONS, box, put_all, said, walk
from tests.signing.pages.office import Office, Out
from tests.signing.pages.steps import button, reach, screen, tap, told
from tests.signing.pages.test_ceremony import tab_to

# Left, top, width and height of a mark, as parts of the page image.
PLACE = """(id) => {
  const box = document.querySelector(`[data-mark="${id}"]`).getBoundingClientRect();
  const image = document.querySelector(`.sheet:has([data-mark="${id}"]) img`).getBoundingClientRect();
  const along = [(box.x - image.x) / image.width, (box.y - image.y) / image.height];
  return [...along, box.width / image.width, box.height / image.height];
}"""


def values(out: Out, number: int = 0) -> dict[str, object]:
    """What of a signer's marks the service has, as another window of theirs sees it."""
    return {one["id"]: one["value"] if one["value"] is not None else one["put"] for one in out.marks(number)}


def put(page: Page, name: str) -> None:
    """Press, and wait until it is saved."""
    with page.expect_response(re.compile("/marks$")):
        button(page, name).click()


def test_a_purchase_is_signed_mark_by_mark_in_order(office: Office, sign: Sign) -> None:
    out = office.sent(ANN_SIGNS, BEN_SIGNS, marks=PURCHASE, mode="sequential")
    waiting = sign(out, 1)
    screen(waiting.page, "waiting")
    visit = sign(out)
    page = walk(visit)
    said(page, "Mark 1 of 4: initials, page 2, required, not put yet")
    assert page.locator(".mark").count() == 4, "not those of others"
    assert page.locator(".mark[data-now]").get_attribute("data-mark") == "ann.initials"
    expect(box(page, "ann.initials")).to_be_in_viewport(ratio=1)
    assert page.evaluate(PLACE, "ann.initials") == pytest.approx([480 / 612, 730 / 792, 60 / 612, 22 / 792], abs=0.004)

    put(page, "Put initials here")
    expect(box(page, "ann.initials").locator("path")).to_have_count(1)
    said(page, "Initials put. Mark 2 of 4: signature, page 6, required, not put yet")
    expect(box(page, "ann.sign")).to_be_in_viewport(ratio=1)
    box(page, "ann.name").click()
    expect(page.locator("#mark-number")).to_have_text("4 of 4")
    put(page, "Put name here")
    expect(box(page, "ann.name")).to_have_text("Ann Archer")
    expect(page.locator("#mark-number")).to_have_text("2 of 4")
    put(page, "Put signature here")
    with page.expect_response(re.compile("/marks$")):
        button(page, "Put date here").click()
    said(page, "Date put. All required marks are put. You can continue.")
    expect(box(page, "ann.date")).to_have_text(re.compile(r"\d{4}-\d\d-\d\d"))
    button(page, "Continue").click()
    screen(page, "confirm")
    expect(page.get_by_role("img", name="Signature: Ann Archer")).to_be_visible()
    expect(page.get_by_text("4 marks are on the document.")).to_be_visible()
    button(page, "Sign the document").click()
    screen(page, "done")

    assert [[one["id"] for one in data["marks"]] for data in out.data("marked")] == [
        ["ann.initials"], ["ann.name"], ["ann.sign"], ["ann.date"],
    ]  # fmt: skip
    assert {(one["id"], one["by"]) for one in out.data("signed")[0]["marks"]} == {
        (one["id"], "signer") for one in PURCHASE if one["party"] == "buyers.0"
    }
    button(waiting.page, "Check again").click()
    page = walk(waiting)
    expect(page.locator("#mark-number")).to_have_text("1 of 1")
    button(page, "Put signature here").click()
    button(page, "Continue").click()
    button(page, "Sign the document").click()
    screen(page, "done")
    assert out.show()["status"] == "completed"


def test_a_listing_with_initials_is_signed_with_the_keyboard_alone(office: Office, sign: Sign) -> None:
    """Each initial is asked for; Enter puts, and the focus stays where the next Enter is."""
    out = office.sent(ANN_SIGNS, marks=LISTING)
    page = sign(out).page
    for name, way_on in (("read", "I have read it: continue"), ("consent", "I agree"), ("adopt", "Your initials")):
        screen(page, name)
        tab_to(page, way_on)
        page.keyboard.press("Enter")
    screen(page, "walk")
    expect(page.get_by_role("heading", name="Sign each place")).to_be_focused()
    tab_to(page, "Next")
    page.keyboard.press("Enter")
    said(page, "Mark 2 of 3: initials, page 3, required, not put yet")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#mark-number")).to_have_text("3 of 3")
    tab_to(page, "Put signature here")
    page.keyboard.press("Enter")
    said(page, "Signature put. Mark 1 of 3: initials, page 1, required, not put yet")
    for _ in range(2):
        expect(button(page, "Put initials here")).to_be_focused()
        page.keyboard.press("Enter")
    expect(button(page, "Continue")).to_be_focused()
    expect(box(page, "ann.initials.3")).to_be_in_viewport(ratio=1)
    # The list leads back to any of them, and the focus goes on to the end of the page: no trap.
    tab_to(page, "All marks")
    page.keyboard.press("Enter")
    tab_to(page, "Initials, page 1, required, put")
    page.keyboard.press("Enter")
    expect(page.locator("#mark-number")).to_have_text("1 of 3")
    expect(button(page, "Continue")).to_be_focused()
    tab_to(page, "Other ways")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.body || !document.activeElement.closest('.panel')")
    button(page, "Continue").focus()
    page.keyboard.press("Enter")
    screen(page, "confirm")
    tab_to(page, "Sign the document")
    page.keyboard.press("Enter")
    screen(page, "done")
    assert values_put(out) == {one["id"] for one in LISTING}


def values_put(out: Out) -> set[str]:
    return {one["id"] for data in out.data("marked") for one in data["marks"]}


def test_a_form_is_filled_on_a_phone_in_french(office: Office, sign: Sign) -> None:
    out = office.sent(ANN_SIGNS, marks=QUESTIONS)
    visit = sign(out, **PHONE, locale="fr-CA", reduced_motion="reduce")
    page = visit.page
    for way_on in ("Je l’ai lu : continuer", "J’accepte", "Continuer"):
        tap(page, way_on)
    screen(page, "walk")
    said(page, "Marque 1 sur 4 : texte (Name of your insurer), page 1, obligatoire, à apposer")
    in_sight(page, "insurer")
    tap(page, "Apposer ce texte ici")
    told(page, "Saisissez d’abord le texte.")
    page.get_by_role("textbox", name="Name of your insurer").fill("Assurance \U0001fae8")
    tap(page, "Apposer ce texte ici")
    told(page, "« \U0001fae8 » ne peut pas être imprimé ici. Écrivez-le autrement.")
    page.get_by_role("textbox", name="Name of your insurer").fill("Assurance Érable")
    tap(page, "Apposer ce texte ici")
    expect(box(page, "insurer")).to_have_text("Assurance Érable")
    in_sight(page, "read")
    expect(page.get_by_role("checkbox", name="I have read Schedule A")).to_be_focused()
    page.get_by_role("checkbox", name="I have read Schedule A").tap()
    expect(page.locator(".walk-done")).to_be_visible()
    tap(page, "Aller à la prochaine marque à apposer")
    expect(page.locator("#mark-number")).to_have_text("3 sur 4")
    in_sight(page, "note")
    tap(page, "Suivant")
    in_sight(page, "sign")
    page.get_by_role("button", name="Agrandir").click()
    page.get_by_role("button", name="Agrandir").click()
    tap(page, "Précédent")
    in_sight(page, "note")
    tap(page, "Suivant")
    # Nothing is animated for who asks for less motion, so it is there at once.
    tap(page, "Apposer la signature ici")
    expect(page.locator("#mark-number")).to_have_text("4 sur 4")
    tap(page, "Continuer")
    screen(page, "confirm")
    assert not visit.is_too_wide()
    tap(page, "Signer le document")
    screen(page, "done")
    (signed,) = out.data("signed")
    assert {one["id"] for one in signed["marks"]} == {"insurer", "read", "sign"}, "the optional one stays empty"


def in_sight(page: Page, identifier: str) -> None:
    """The mark is in the window, and the panel does not cover it."""
    expect(page.locator(".mark[data-now]")).to_have_attribute("data-mark", identifier)
    expect(box(page, identifier)).to_be_in_viewport(ratio=1)
    shown, panel = box(page, identifier).bounding_box(), page.locator("#panel").bounding_box()
    assert shown["y"] + shown["height"] <= panel["y"]


@pytest.mark.parametrize(
    "size",
    [
        {"viewport": {"width": 640, "height": 450}}, {"viewport": {"width": 320, "height": 640}},
        {"viewport": {"width": 844, "height": 390}},
    ],
    ids=["200 % of 1280", "smallest", "sideways"],
)  # fmt: skip
def test_the_mark_is_seen_beside_the_panel_in_small_windows(
    office: Office, sign: Sign, size: dict[str, dict[str, int]]
) -> None:
    visit = sign(office.sent(ANN_SIGNS, marks=QUESTIONS), **size, reduced_motion="reduce")
    page = walk(visit)
    in_sight(page, "insurer")
    for one in QUESTIONS[1:]:
        button(page, "Next").click()
        in_sight(page, one["id"])
    assert not visit.is_too_wide()


def test_required_marks_are_done_before_the_last_question(office: Office, sign: Sign) -> None:
    """A required text that another window takes back is asked for again, instead of a refusal."""
    out = office.sent(ANN_SIGNS, marks=QUESTIONS)
    page = walk(sign(out))
    page.get_by_role("textbox", name="Name of your insurer").fill("Maple Mutual")
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    button(page, "Go to the next open mark").click()
    expect(button(page, "Continue")).to_be_hidden()
    button(page, "Next").click()
    button(page, "Put signature here").click()
    button(page, "Continue").click()
    screen(page, "confirm")
    out.put(0, {"markId": "insurer", "value": None})
    button(page, "Sign the document").click()
    screen(page, "walk")
    told(page, "1 required mark is still open: this one.")
    expect(page.get_by_role("textbox", name="Name of your insurer")).to_be_focused()
    assert out.statuses() == ["consented"]
    page.keyboard.type("Maple Mutual")
    page.keyboard.press("Enter")
    button(page, "Continue").click()
    button(page, "Sign the document").click()
    screen(page, "done")


def test_a_text_that_can_not_be_printed_stays_in_its_field(office: Office, sign: Sign) -> None:
    out = office.sent(ANN_SIGNS, marks=QUESTIONS)
    page = walk(sign(out))
    box(page, "read").click()
    page.get_by_role("checkbox", name="I have read Schedule A").check()
    box(page, "insurer").click()
    page.get_by_role("textbox", name="Name of your insurer").fill("Maple \U0001fae8")
    page.keyboard.press("Enter")
    told(page, "“\U0001fae8” can’t be printed here. Write it in another way.")
    expect(page.get_by_role("textbox", name="Name of your insurer")).to_have_value("Maple \U0001fae8")
    expect(page.get_by_role("textbox", name="Name of your insurer")).to_be_focused()
    page.get_by_role("textbox", name="Name of your insurer").fill("Maple")
    put(page, "Put this text here")
    assert values(out) == {"insurer": "Maple", "read": True, "note": False, "sign": False}


def test_nothing_is_lost_without_a_network_or_by_a_reload(office: Office, sign: Sign) -> None:
    out = office.sent(ANN_SIGNS, marks=QUESTIONS)
    visit = sign(out)
    page = walk(visit)
    page.get_by_role("textbox", name="Name of your insurer").fill("Maple Mutual")
    put(page, "Put this text here")
    expect(page.locator(".sheet[data-there]")).to_have_count(page.locator(".sheet").count())
    visit.context.set_offline(True)
    page.get_by_role("checkbox", name="I have read Schedule A").check()
    unsaved = "Not saved yet: the service can’t be reached. Nothing is lost; it is tried again by itself."
    expect(page.locator("#saving")).to_have_text(unsaved)
    said(page, unsaved)
    box(page, "sign").click()
    button(page, "Put signature here").click()
    expect(box(page, "sign").locator("path")).to_have_count(1)
    button(page, "Continue").click()
    told(page, re.compile("This service can’t be reached."))
    screen(page, "walk")
    assert values(out) == {"insurer": "Maple Mutual", "read": False, "note": False, "sign": False}
    with page.expect_response(re.compile("/marks$")):
        visit.context.set_offline(False)
    said(page, "What you put is saved.")
    assert values(out) == {"insurer": "Maple Mutual", "read": True, "note": False, "sign": True}

    button(page, "Previous").click()
    page.get_by_role("textbox", name="Your text").fill("Ring twice")
    page.wait_for_function("() => history.state.draft.length")
    page.reload()  # typed and neither put nor saved
    screen(page, "walk")
    expect(box(page, "note")).to_have_text("Ring twice")
    expect(box(page, "sign").locator("path")).to_have_count(1)
    button(page, "Continue").click()
    screen(page, "confirm")
    assert values(out)["note"] == "Ring twice"
    button(page, "Go back").click()
    screen(page, "walk")
    button(page, "Change my signature").click()
    screen(page, "adopt")
    page.get_by_label("Your name", exact=True).fill("A. Archer")
    button(page, "Continue").click()
    screen(page, "walk")
    button(page, "Continue").click()
    expect(page.get_by_role("img", name="Signature: A. Archer")).to_be_visible()


def test_the_text_version_is_signed_from_the_panel(office: Office, sign: Sign) -> None:
    out = office.sent(ANN_SIGNS, marks=LISTING)
    page = walk(sign(out, **DESKTOP))
    button(page, "Text version").click()
    page.get_by_text("All marks", exact=True).click()
    marks = page.locator("#mark-list button")
    assert marks.all_inner_texts() == [
        "Initials, page 1, required, not put yet", "Initials, page 3, required, not put yet",
        "Signature, page 6, required, not put yet",
    ]  # fmt: skip
    put_all(page)
    assert {text.rpartition(", ")[2] for text in marks.all_inner_texts()} == {"put"}
    button(page, "Continue").click()
    screen(page, "confirm")


def test_who_is_asked_for_no_mark_goes_on_to_the_last_question(office: Office, sign: Sign) -> None:
    out = office.sent(ANN_SIGNS, BEN, marks=PURCHASE)
    page = reach(sign(out, 1), "confirm")
    expect(page.get_by_text("Step 4 of 4")).to_be_visible()
    expect(page.locator("#confirm-marks")).to_be_hidden()
    assert page.locator(".mark").count() == 0


def test_nothing_of_a_drawing_is_sent_as_an_image(office: Office, sign: Sign) -> None:
    out = office.sent(ANN_SIGNS, marks=LISTING)
    visit = sign(out)
    bodies: list[str] = []
    visit.page.on("request", lambda request: bodies.append(request.post_data or ""))
    page = walk(visit)
    put_all(page)
    button(page, "Continue").click()
    button(page, "Sign the document").click()
    screen(page, "done")
    sent = [json.loads(body) for body in bodies if body]
    assert sent[-1] == {"action": "sign", "signatureText": "Ann Archer", "initialsText": "AA"}
    assert not [body for body in bodies if "image" in body or "base64" in body]
