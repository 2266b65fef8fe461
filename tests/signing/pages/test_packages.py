"""A package of three documents, signed by two people who have nothing but their mails."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browsing import DESKTOP, PHONE, Visit
from tests.evidence_examples import plain_pdf
from tests.processes import Service, service
from tests.signing.pages.marking import put_all
from tests.signing.pages.steps import button, screen
from tests.smtp_server import SMTPServer

Visits = Callable[..., Visit]
BASE = "/v1/signing/manager/signings"
TITLES = ("Offer to lease", "Schedule of fees", "Acknowledgement")
ANN, BEN = "ann@example.com", "benoit@example.com"


@dataclass
class Sender:
    """Alice, her service, and the mail server that takes its mails."""

    running: Service
    smtp: SMTPServer
    api: httpx.Client

    def post(self, path: str, **sent: Any) -> dict[str, Any]:
        answer = self.api.post(path, **sent)
        assert answer.is_success, answer.text
        return dict(answer.json())

    def sends(self, *signers: dict[str, Any]) -> str:
        """A package of three documents; the first asks for a signature and initials of each, and for a text."""
        path = f"{BASE}/{self.post(BASE, json={'locationId': self.location(), 'title': 'Lease'})['signing']['id']}"
        documents = [self.add(path, title, pages) for title, pages in zip(TITLES, (2, 3, 1), strict=True)]
        people = [self.post(f"{path}/signers", json=one)["signer"] for one in signers]
        places = [
            {"id": f"{kind}.{number}", "page": 2, "x": 72.0 + 250 * number, "y": y, "width": 180.0, "height": 30.0,
             "kind": kind, "required": True, "label": label, "signer": one["id"]}
            for number, one in enumerate(people)
            for kind, y, label in (("signature", 300.0, ""), ("initials", 400.0, ""), ("text", 500.0, "Occupation"))
        ]  # fmt: skip
        answer = self.api.put(f"{path}/documents/{documents[0]}/positions", json={"positions": places})
        assert answer.is_success, answer.text
        self.post(f"{path}/activate", json={"message": "See you on Friday."})
        return path

    def add(self, path: str, title: str, pages: int) -> str:
        """A document by upload; its id."""
        file = {"file": ("file.pdf", plain_pdf(pages), "application/pdf")}
        return str(self.post(f"{path}/documents", data={"title": title}, files=file)["document"]["id"])

    def location(self) -> int:
        found = self.api.get("/v1/signing/manager/locations").json()["locations"]
        return next(int(one["id"]) for one in found if one["name"] == "Toronto")

    def link(self, address: str, kind: str) -> str:
        """The path of the link in the newest mail to an address, once it came: `sign`, or `copy`."""
        pattern = rf"{self.running.address}(/{kind}/[\w-]{{43}}(?:\?lang=\w\w)?)"

        def found() -> list[str]:
            to = [one.message for one in self.smtp.received if one.recipients == [address]]
            words = [str(one.get_body(("plain",)).get_content()) for one in to]  # type: ignore[union-attr]
            return [path for text in words for path in re.findall(pattern, text)]

        return str(self.running.wait(found)[-1])


@pytest.fixture(scope="module")
def sender(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sender]:
    folder = tmp_path_factory.mktemp("packages")
    with SMTPServer() as smtp, service(folder / "copy") as running:
        running.environment |= {"EMAIL_URL": smtp.url, "TRUSTED_PROXY_COUNT": "1"}
        running.start_web()
        running.start("manage.py", "worker", "--processes", "1")
        headers = {"Authorization": f"Bearer {running.tokens['alice']}"}
        with httpx.Client(base_url=running.address, headers=headers, timeout=60, trust_env=False) as api:
            yield Sender(running, smtp, api)


ENGLISH = {
    "read": "I have read it: continue", "consent": "I agree", "adopt": "Continue", "confirm": "Sign the document",
    "done": "Thank you, you have signed", "documents": "Documents to sign",
    "next": "“{}” is signed. Next: {}.", "signed": "signed", "now": "you are here", "open": "to be signed",
}  # fmt: skip
FRENCH = {
    "read": "Je l’ai lu : continuer", "consent": "J’accepte", "adopt": "Continuer", "confirm": "Signer le document",
    "done": "Merci, vous avez signé", "documents": "Documents à signer",
    "next": "« {} » est signé. Ensuite : {}.", "signed": "signé", "now": "vous êtes ici", "open": "à signer",
}  # fmt: skip


@pytest.mark.parametrize("devices", [(PHONE, DESKTOP), (DESKTOP, PHONE)], ids=["phone first", "desktop first"])
def test_a_package_from_the_mail_to_the_sealed_files(
    sender: Sender, visits: Visits, devices: tuple[dict[str, Any], ...]
) -> None:
    sender.smtp.received.clear()
    path = sender.sends(
        {"name": "Ann Archer", "email": ANN}, {"name": "Benoît Bélanger", "email": BEN, "language": "fr"}
    )
    first = sender.link(ANN, "sign")
    assert "?" not in first
    ann = open_page(visits, sender, first, devices[0])
    sign_all(ann, ENGLISH)
    assert "Others have still to sign." in ann.page.locator("main").inner_text()
    second = sender.link(BEN, "sign")
    assert second.endswith("?lang=fr")
    ben = open_page(visits, sender, second, devices[1])
    sign_all(ben, FRENCH)
    assert sender.api.get(path).json()["signing"]["status"] == "complete"
    copy = open_page(visits, sender, sender.link(ANN, "copy"), devices[0])
    expect(copy.page.get_by_role("heading", name="Your copy is ready")).to_be_visible()
    assert copy.faults_of_access() == []
    assert not copy.is_too_wide()
    links = copy.page.locator("#links a")
    expect(links).to_have_count(len(TITLES))
    for number, title in enumerate(TITLES):
        expect(links.nth(number)).to_contain_text(title)
        with copy.page.expect_download() as download:
            links.nth(number).click()
        verified(sender, download.value.path(), title)
    gone = open_page(visits, sender, urlsplit(first).path, devices[0])
    screen(gone.page, "gone")


def test_a_signer_of_a_package_asks_for_paper_and_withdraws_consent_in_the_middle(
    sender: Sender, visits: Visits
) -> None:
    sender.smtp.received.clear()
    path = sender.sends({"name": "Ann Archer", "email": ANN})
    visit = open_page(visits, sender, sender.link(ANN, "sign"), PHONE)
    page = visit.page
    sign_first(page)
    screen(page, "read")
    expect(page.locator("#title")).to_have_text(TITLES[1])
    for name in ("Other ways", "Ask for a paper copy", "Ask for the copy"):
        go(page, name)
    expect(page.get_by_role("heading", name="You have asked for a paper copy")).to_be_focused()
    for name in ("Go on here", "Other ways", "Withdraw my consent"):
        go(page, name)
    expect(page.get_by_text("The documents that you have signed already stay signed.")).to_be_visible()
    assert visit.faults_of_access() == []
    go(page, "Withdraw my consent")
    expect(page.get_by_role("heading", name="You have withdrawn your consent")).to_be_focused()
    (ann,) = sender.api.get(f"{path}/signers").json()["signers"]
    assert (ann["paperRequestedAt"] is None, ann["consentWithdrawnAt"] is None) == (False, False)
    page.reload()
    screen(page, "consent")
    go(page, "I agree")
    screen(page, "read")
    expect(page.locator("#title")).to_have_text(TITLES[1])
    listed(page, ENGLISH, 1)


def sign_first(page: Page) -> None:
    """Sign the document that is shown first, with all its marks."""
    for name, way_on in (("read", "read"), ("consent", "consent"), ("adopt", "adopt")):
        screen(page, name)
        go(page, ENGLISH[way_on])
    screen(page, "walk")
    put_all(page)
    go(page, ENGLISH["adopt"])
    screen(page, "confirm")
    go(page, ENGLISH["confirm"])


def open_page(visits: Visits, sender: Sender, path: str, device: dict[str, Any]) -> Visit:
    visit = visits(sender.running.address, **device)
    visit.open(path)
    visit.page.wait_for_selector('[data-screen]:not([hidden]):not([data-screen="loading"])')
    return visit


def sign_all(visit: Visit, words: dict[str, str]) -> None:
    """Read each document, agree once, adopt a signature once, and sign each."""
    page = visit.page
    for number, title in enumerate(TITLES):
        screen(page, "read")
        expect(page.locator("#title")).to_have_text(title)
        listed(page, words, number)
        assert page.evaluate("window.scrollY") == 0
        assert visit.faults_of_access() == []
        assert not visit.is_too_wide()
        go(page, words["read"])
        if number == 0:
            screen(page, "consent")
            go(page, words["consent"])
            screen(page, "adopt")
            go(page, words["adopt"])
            screen(page, "walk")
            assert visit.faults_of_access() == []
            put_all(page)
            go(page, words["adopt"])
        screen(page, "confirm")
        assert visit.faults_of_access() == []
        go(page, words["confirm"])
        if number + 1 < len(TITLES):
            expect(page.locator("[data-live]")).to_have_text(words["next"].format(title, TITLES[number + 1]))
    screen(page, "done")
    expect(page.get_by_role("heading", name=words["done"])).to_be_focused()
    assert visit.faults_of_access() == []


def go(page: Page, name: str) -> None:
    """A press, not so soon after the last that it counts as its second half."""
    page.wait_for_timeout(500)
    button(page, name).click()


def listed(page: Page, words: dict[str, str], number: int) -> None:
    """What the list of documents says of each."""
    states = [words["signed"]] * number + [words["now"]] + [words["open"]] * (len(TITLES) - number - 1)
    lines = page.get_by_role("navigation", name=words["documents"]).get_by_role("listitem")
    expect(lines).to_have_text([f"{title} {state}" for title, state in zip(TITLES, states, strict=True)])


def verified(sender: Sender, file: Path, title: str) -> None:
    """Anyone finds it good, and signed by both."""
    answer = httpx.post(
        f"{sender.running.address}/api/public/verify",
        files={"file": (f"{title}.pdf", file.read_bytes(), "application/pdf")},
        timeout=60,
        trust_env=False,
    )
    found = answer.json()
    assert found["result"] == "genuine", found
    assert [(one["signer"], one["document"]) for one in found["signatures"] if one["document"] == title] == [
        ("Ann Archer", title), ("Benoît Bélanger", title),
    ]  # fmt: skip
