"""Steps of a flow on the page: a file is asked for, documents can be read ahead, and some sign by account."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.browsing import DESKTOP, PHONE, Visit
from tests.evidence_examples import plain_pdf
from tests.signing.pages.steps import button, screen, told
from tests.signing.pages.test_access import usable
from tests.signing.pages.test_ceremony import tab_to
from tests.signing.pages.test_packages import ANN, BASE, BEN, ENGLISH, FRENCH, Sender, Visits, go, open_page, sender
from tests.signing.pages.test_troubles import OFFLINE

__all__ = ["sender"]

LICENCE = {"kind": "upload", "title": "Driver’s licence", "signers": ["buyer"]}
ALL_SIGN = {"kind": "sign", "title": "Sign"}


def sent(sender: Sender, *steps: dict[str, Any], documents: int = 1, **fields: Any) -> str:
    """A package with a flow of these steps, for Ann, the buyer, and Benoît, the seller; its path."""
    sender.smtp.received.clear()
    location = sender.location()
    flow = sender.post(
        "/v1/signing/manager/flows", json={"locationId": location, "name": "Usual", "steps": list(steps)}
    )
    made = sender.post(BASE, json={"locationId": location, "title": "Lease", "flowId": flow["id"]})["signing"]
    path = f"{BASE}/{made['id']}"
    for number in range(1, documents + 1):
        sender.add(path, f"Document {number}", 1)
    sender.post(f"{path}/signers", json={"name": "Ann Archer", "email": ANN, "party": "buyer", **fields})
    sender.post(f"{path}/signers", json={"name": "Benoît Bélanger", "email": BEN, "party": "seller", "language": "fr"})
    sender.post(f"{path}/activate")
    return path


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Files that people choose, by what is the matter with them."""
    with pikepdf.new() as locked:
        locked.add_blank_page()
        locked.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    with pikepdf.open(BytesIO(plain_pdf(1))) as other:
        other.attachments["x.txt"] = b"x"
        other.save(tmp_path / "unfit.pdf")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff" + bytes(100))
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "good.pdf").write_bytes(plain_pdf(2))
    return {one.stem: one for one in tmp_path.iterdir()}


def to_upload(page: Page) -> None:
    """Ann reads, and agrees: the file is asked for."""
    screen(page, "read")
    go(page, ENGLISH["read"])
    screen(page, "consent")
    go(page, ENGLISH["consent"])
    screen(page, "upload")


@pytest.mark.parametrize("devices", [(PHONE, DESKTOP), (DESKTOP, PHONE)], ids=["phone first", "desktop first"])
def test_a_file_is_added_and_others_read_it(
    sender: Sender, visits: Visits, devices: tuple[dict[str, Any], ...], files: dict[str, Path]
) -> None:
    path = sent(sender, LICENCE, ALL_SIGN)
    ann = open_page(visits, sender, sender.link(ANN, "sign"), devices[0])
    page = ann.page
    to_upload(page)
    expect(page.get_by_role("heading", name="Add a file")).to_be_focused()
    field = page.get_by_label("Driver’s licence (PDF)")
    assert field.evaluate("one => one.accept") == "application/pdf,.pdf"
    usable(ann)
    for file, words in (
        (None, "Choose a file first."),
        ("empty", "This file is empty. Choose another one."),
        ("photo", "This file is not a PDF. Save or print it as a PDF, then choose that."),
        ("locked", "This PDF is protected by a password. Choose one without protection."),
        (
            "unfit",
            "This PDF can’t be added as it is, because of something in it. Print it to a new PDF, then choose that.",
        ),
    ):
        field.set_input_files([files[file]] if file else [])
        go(page, "Add the file")
        told(page, words)
        expect(field).to_be_focused()
        expect(field).to_have_attribute("aria-invalid", "true")
    usable(ann)
    field.set_input_files(files["good"])
    go(page, "Add the file")
    screen(page, "adopt")
    expect(page.locator("[data-live]")).to_have_text("“good.pdf” is added.")
    shown(sender, path, "done")
    page.reload()
    screen(page, "adopt")
    go(page, ENGLISH["adopt"])
    screen(page, "confirm")
    go(page, ENGLISH["confirm"])
    screen(page, "done")
    ben = open_page(visits, sender, sender.link(BEN, "sign"), devices[1])
    page = ben.page
    screen(page, "read")
    expect(page.get_by_role("navigation", name="Fichiers ajoutés par les signataires")).to_contain_text(
        "good ajouté par Ann Archer"
    )
    go(page, "good")
    expect(page.locator("#title")).to_have_text("good")
    expect(page.get_by_text("Ann Archer a ajouté ce fichier.")).to_be_visible()
    expect(page.locator(".sheet[data-there]").first).to_be_visible()
    usable(ben)
    go(page, "Continuer")
    expect(page.locator("#title")).to_have_text("Document 1")
    for name in ("read", "consent", "adopt", "confirm"):
        screen(page, name)
        go(page, FRENCH[name])
    screen(page, "done")
    assert sender.api.get(path).json()["signing"]["status"] == "complete"


def shown(sender: Sender, path: str, state: str) -> None:
    """How far the first step is, for the sender."""
    assert sender.api.get(path).json()["signing"]["progress"]["steps"][0]["state"] == state


def test_a_file_is_the_last_that_is_asked_for(sender: Sender, visits: Visits, files: dict[str, Path]) -> None:
    """With the keyboard alone; the connection is lost once, and the file is still chosen."""
    sent(sender, {**ALL_SIGN, "order": 1}, {**LICENCE, "order": 2})
    visit = open_page(visits, sender, sender.link(ANN, "sign"), DESKTOP)
    page = visit.page
    for name in ("read", "consent", "adopt", "confirm"):
        screen(page, name)
        press(page, ENGLISH[name])
    screen(page, "upload")
    page.get_by_label("Driver’s licence (PDF)").set_input_files(files["good"])
    visit.cut("**/documents")
    press(page, "Add the file")
    told(page, OFFLINE)
    visit.mend("**/documents")
    expect(button(page, "Add the file")).to_be_focused()
    page.keyboard.press("Enter")
    screen(page, "done")
    expect(page.get_by_role("heading", name=ENGLISH["done"])).to_be_focused()


def press(page: Page, name: str) -> None:
    page.wait_for_timeout(500)
    tab_to(page, name)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_document_whose_step_has_not_come_is_read_and_says_so(
    sender: Sender, visits: Visits, device: dict[str, Any]
) -> None:
    first, last = ({**ALL_SIGN, "signers": ["buyer"], "documents": [f"Document {number}"]} for number in (1, 2))
    sent(sender, first, {**ALL_SIGN, "signers": ["seller"]}, last, documents=2)
    visit = open_page(visits, sender, sender.link(ANN, "sign"), device)
    page = visit.page
    screen(page, "read")
    lines = page.get_by_role("navigation", name="Documents to sign").get_by_role("listitem")
    expect(lines).to_have_text(["Document 1 you are here", "Document 2 to be signed later"])
    go(page, "Document 2")
    expect(page.locator("#title")).to_have_text("Document 2")
    expect(page.get_by_text("You can read this document already. You can sign it later")).to_be_visible()
    expect(button(page, ENGLISH["read"])).to_be_hidden()
    usable(visit)
    go(page, "Go on")
    expect(page.locator("#title")).to_have_text("Document 1")
    for name in ("read", "consent", "adopt", "confirm"):
        screen(page, name)
        go(page, ENGLISH[name])
    screen(page, "waiting")


@pytest.mark.parametrize(
    ("device", "query", "heading", "words"),
    [
        (PHONE, "", "Sign in to sign", "Go to the website or app where you have your account with"),
        (DESKTOP, "?lang=fr", "Ouvrez une session pour signer", "Rendez-vous sur le site ou dans l’application où"),
    ],
    ids=["phone, English", "desktop, French"],
)
def test_who_signs_by_account_is_told_where_to_go(
    sender: Sender, visits: Visits, device: dict[str, Any], query: str, heading: str, words: str
) -> None:
    sent(sender, {**ALL_SIGN, "authMethod": "account"})
    visit: Visit = open_page(visits, sender, sender.link(ANN, "sign") + query, device)
    page = visit.page
    screen(page, "account")
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_text(words)).to_be_visible()
    usable(visit)
    if device is PHONE:
        go(page, "Read the document")
        screen(page, "read")
        go(page, ENGLISH["read"])
        screen(page, "account")
