"""A colleague in front of the back office."""

import re
import time
from typing import Any

from playwright.sync_api import Page

from documents import packs
from safeclose import clock
from tests.browsing import Visit
from tests.paper import FORM
from tests.signing.pages.office import Office


class BackOffice(Office):
    """The sender's side, who also has the service mail the links."""

    def mailed(self, *signers: dict[str, Any]) -> str:
        """The id of a new envelope, whose links the service mails."""
        canonical = packs.get(FORM).sample(clock.now().date())
        document = self._post("/api/documents", {"formKey": FORM, "canonical": canonical})
        self._post(f"/api/documents/{document['id']}/generate", {})
        body = {"signers": list(signers), "delivery": "email"}
        return str(self._post(f"/api/documents/{document['id']}/signature", body)["envelopeId"])


class Desk:
    """Signed in with the login and password of the demo data."""

    def __init__(self, visit: Visit, login: str) -> None:
        self.visit = visit
        while wait := self._seconds_to_wait(login):  # tests sign in more often than one may in a minute
            time.sleep(wait)

    def _seconds_to_wait(self, login: str) -> int:
        """Signs in; 0, or the seconds until the next try is heard."""
        self.page: Page = self.visit.open("/admin/")
        self.page.fill("#id_username", login)
        self.page.fill("#id_password", f"{login}-demo")
        self.page.click("#login-form button[type=submit]")
        refusal = self.page.get_by_text("Too many tries")
        self.page.locator(".office-figures").or_(refusal).first.wait_for()
        return int(re.findall(r"Wait (\d+) second", refusal.inner_text())[0]) if refusal.count() else 0

    def search(self, address: str, term: str) -> list[str]:
        """What a list shows for what is typed into its search box."""
        self.visit.open(address)
        self.page.fill("input[name=q]", term)
        self.page.press("input[name=q]", "Enter")
        self.page.wait_for_url("**q=*")
        self.page.wait_for_load_state()
        return self.page.locator("#result_list tbody tr").all_inner_texts()

    def says(self) -> str:
        """The sentences above a row's page."""
        return self.page.locator(".office-says").inner_text()

    def buttons(self) -> list[str]:
        """Those that are offered on a row's page."""
        return self.page.locator(".office-bar a").all_inner_texts()

    def press(self, label: str, **answers: str) -> str:
        """Press a button, answer, and say yes; the text of the page that comes."""
        self.page.locator(".office-bar a", has_text=re.compile(f"^\\s*{re.escape(label)}\\s*$")).click()
        self.page.wait_for_selector(".office-question")
        assert not self.visit.is_too_wide()
        for name, value in answers.items():
            self.page.fill(f"[name={name}]", value)
        choice: Any = self.page.locator("input[type=radio]")
        if choice.count():
            choice.first.check()
        self.page.locator(".office-question button", has_text="Yes").click()
        self.page.wait_for_load_state("networkidle")
        return self.page.inner_text("body")

    def status_of(self, address: str, method: str = "get") -> int:
        """What this colleague's browser is answered at an address."""
        token = next(one["value"] for one in self.visit.context.cookies() if one["name"] == "csrftoken")
        options = {"headers": {"X-CSRFToken": token}} if method == "post" else {}
        return int(getattr(self.visit.context.request, method)(f"{self.visit.origin}{address}", **options).status)
