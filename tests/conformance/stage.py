"""The demo data of a running service, and more of it, made through its API: what paths and bodies can name."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import httpx
import psycopg

from tests.documents.forms.forms import FormMaker
from tests.processes import Service, service

FORM = "on/freehold-purchase"
METRICS_TOKEN = "m" * 32


class Stage:
    """Two people who are signed in, and fresh rows for whoever is going to change or end them."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.ids, self.tokens = service.ids, service.tokens
        self.api = httpx.Client(base_url=service.address, timeout=60)
        self.numbers = itertools.count(1)
        form = FormMaker()
        form.text("Name", [100, 600, 300, 620])
        self.form = form.bytes()
        self.sample = self.get(f"/api/documents/packs/{FORM}")["sample"]
        self.pdf = self.good("GET", f"/api/documents/{self.ids['documents']['generated']}/file").content

    def headers(self, who: str) -> dict[str, str]:
        """Of someone; each request comes from an address of its own, so that no limit is met."""
        number = next(self.numbers)
        address = {"X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}
        return {**address, "Authorization": f"Bearer {self.tokens[who]}"} if who else address

    def good(self, method: str, path: str, who: str = "alice", **content: Any) -> httpx.Response:
        """An answer, which has to be a good one."""
        answer = self.api.request(method, path, headers=self.headers(who), **content)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer

    def get(self, path: str, who: str = "alice") -> Any:
        """The body of an answer that must be a good one."""
        return self.good("GET", path, who).json()

    def post(self, path: str, body: Any = None, who: str = "alice") -> Any:
        """The body of an answer that must be a good one."""
        return self.good("POST", path, who, json=body or {}).json()

    def new(self, begins: str) -> str:
        """A name that nothing has yet."""
        return f"{begins}-{next(self.numbers)}"

    @cached_property
    def lasting(self) -> dict[str, str]:
        """Ids of what no request ends."""
        self.service.manage("make_checkpoint")
        signings = f"/v1/signing/manager/signings/{self.ids['signings']['complete']}"
        terms = f"/api/public/clickwrap/{self.ids['agreements']['terms']}"
        form = {"file": ("Form.pdf", self.form, "application/pdf")}
        return {
            "checkpoint": self.get("/api/checkpoints")["checkpoints"][0]["id"],
            "acceptance": self.post(terms, who="")["acceptanceId"],
            "receipt": self.receipt(),
            "copy": self.copy(),
            "link": self.opened(),
            "webhook": self.webhook(),
            "obligation": self.obligation(),
            "form": self.good("POST", "/api/templates", files=form).json()["id"],
            "signed": self.get(f"{signings}/documents")["documents"][0]["id"],
        }

    @cached_property
    def package_of_sam(self) -> dict[str, str]:
        """An active package, which Sam has not signed."""
        return self.active()

    @cached_property
    def sealed_of_sam(self) -> dict[str, str]:
        """A package that Sam has signed, once it is sealed."""
        made = self.active()
        here = f"signings/{made['signing_id']}"
        name = {"consent": True, "signatureText": "Sam Signer"}
        self.post(f"/v1/signing/signer/{here}/documents/{made['document_id']}/sign", name, who="sam")
        certificate = f"/v1/signing/manager/{here}/certificate"
        self.service.wait(lambda: self.api.get(certificate, headers=self.headers("alice")).is_success)
        return {name: made[name] for name in ("signing_id", "document_id")}

    def draft(self) -> str:
        """Make a document with all that its form asks for; its id."""
        made: str = self.post("/api/documents", {"formKey": FORM, "canonical": self.sample})["id"]
        return made

    def generated(self) -> str:
        """A document that can be sent."""
        made = self.draft()
        self.post(f"/api/documents/{made}/generate")
        return made

    def obligation(self) -> str:
        """One that is open."""
        made = self.generated()
        every = self.get("/api/documents/obligations?withinDays=365")["obligations"]
        return str(next(each["id"] for each in every if each["documentId"] == made))

    def agreement(self) -> str:
        """One to accept by a click."""
        made: str = self.post("/api/clickwrap", {"key": self.new("k"), "title": "Terms", "body": "Be kind."})["id"]
        return made

    def sent(self, **body: Any) -> Any:
        """An envelope, with its links."""
        return self.post(f"/api/documents/{self.generated()}/signature", body)

    def opened(self, **signer: Any) -> str:
        """The token of a link that was looked at: of the form's own signers, or of one like this."""
        one = {"name": "Lin Link", "email": "lin@example.com", "role": "buyer", **signer}
        sent = self.sent(**({"signers": [one]} if signer else {}))
        token = str(sent["signers"][0]["url"].rsplit("/", 1)[1])
        self.get(f"/api/public/sign/{token}", who="")
        return token

    def receipt(self) -> str:
        """The token of a link to a receipt."""
        terms = f"/api/public/clickwrap/{self.ids['agreements']['terms']}"
        return str(self.post(terms, who="")["receiptUrl"].rsplit("/", 1)[1])

    def copy(self) -> str:
        """The token of a signer's copy."""
        return str(self.signed(self.opened())["copyUrl"].rsplit("/", 1)[1])

    def signed(self, token: str) -> Any:
        """The answer to the last of a signer's steps."""
        path = f"/api/public/sign/{token}"
        return [self.post(path, {"action": action}, who="") for action in ("authenticate", "consent", "sign")][-1]

    def deal(self) -> str:
        """One that nothing has happened in yet."""
        return str(self.post("/api/deals", {"title": "A purchase", "type": "purchase"})["id"])

    @cached_property
    def closing(self) -> dict[str, str]:
        """A deal whose agreement is signed, and something to be done around its closing."""
        deal = self.deal()
        document = self.post("/api/documents", {"formKey": FORM, "canonical": self.sample, "dealId": deal})["id"]
        self.post(f"/api/documents/{document}/generate")
        one = {"name": "Lin Link", "email": "lin@example.com", "role": "buyer"}
        sent = self.post(f"/api/documents/{document}/signature", {"signers": [one]})
        token = sent["signers"][0]["url"].rsplit("/", 1)[1]
        self.get(f"/api/public/sign/{token}", who="")
        self.signed(token)
        checklist = f"/api/deals/{deal}/checklist"
        self.service.wait(lambda: self.api.get(checklist, headers=self.headers("alice")).is_success)
        first = self.get(checklist)["checklist"]["before"][0]
        return {"id": deal, "milestone_id": first["id"]}

    def webhook(self) -> str:
        """One that posts to where any JSON object is taken: as an acceptance."""
        url = f"{self.service.address}/api/public/clickwrap/{self.ids['agreements']['terms']}"
        return str(self.post("/api/webhooks", {"url": url, "events": ["webhook.test"]})["id"])

    def delivery(self) -> dict[str, str]:
        """Let a webhook be tried; its delivery, once it was taken."""
        webhook = self.webhook()
        made = self.post(f"/api/webhooks/{webhook}/test")["id"]
        path = f"/api/webhooks/{webhook}/deliveries"
        self.service.wait(lambda: self.get(path)["deliveries"][0]["status"] == "delivered")
        return {"webhook_id": webhook, "id": made}

    def chattel(self) -> str:
        """A chattel document without a loan."""
        body = {"title": "A boat", "chattelType": "watercraft"}
        return str(self.post("/v1/documents", body)["document"]["id"])

    def package(self, **body: Any) -> dict[str, str]:
        """A draft package that could be activated, as the parameters of paths that name its parts."""
        toronto, template = self.ids["locations"]["Toronto"], self.ids["templates"]["Toronto"]
        manager = "/v1/signing/manager/signings"
        signing = self.post(manager, {"locationId": toronto, **body})["signing"]["id"]
        document = self.post(f"{manager}/{signing}/documents", {"templateId": template})["document"]["id"]
        person = {"name": "Sam Signer", "email": "sam@example.com"}
        signer = self.post(f"{manager}/{signing}/signers", person)["signer"]["id"]
        return {"signing_id": signing, "document_id": document, "signer_id": signer}

    def asking(self) -> dict[str, str]:
        """A package that Sam can sign after adding a file."""
        steps = [{"kind": "upload", "title": "Licence"}, {"kind": "sign", "title": "Sign"}]
        body = {"locationId": self.ids["locations"]["Toronto"], "name": "Usual", "steps": steps}
        return self.active(flowId=self.post("/v1/signing/manager/flows", body)["id"])

    def consented_in_package(self) -> str:
        """The token of Sam's link to such a package, made by hand as it is in no answer; Sam has consented by it."""
        token = token_urlsafe(32)
        columns = "package_signer_id, purpose, token_hash, created_at"
        statement = f"INSERT INTO signing_link ({columns}) VALUES (%s, 'sign', %s, now())"
        with psycopg.connect(self.service.environment["DATABASE_URL"]) as database:
            database.execute(statement, [self.asking()["signer_id"], sha256(token.encode()).hexdigest()])
        path = f"/api/public/sign/{token}"
        self.get(path, who="")
        for action in ("authenticate", "consent"):
            self.post(path, {"action": action}, who="")
        return token

    def active(self, **body: Any) -> dict[str, str]:
        """A package that Sam can sign."""
        made = self.package(**body)
        self.post(f"/v1/signing/manager/signings/{made['signing_id']}/activate")
        return made

    def part(self, of: str, key: str, body: dict[str, Any]) -> dict[str, str]:
        """Something new in Acme, as the parameters of a path that names it."""
        organization = self.ids["organizations"]["acme"]
        made = self.post(f"/v1/workspace/orgs/{organization}/{of}", body)[key]
        return {"organization_id": organization, f"{key}_id": made["id"]}


@contextmanager
def running_stage(folder: Path) -> Iterator[Stage]:
    """The service with its worker; it trusts one proxy, so that each request can come from another address."""
    with service(folder) as running:
        running.environment |= {
            "TRUSTED_PROXY_COUNT": "1",
            "WEBHOOK_ALLOW_PRIVATE": "1",
            "METRICS_TOKEN": METRICS_TOKEN,
        }
        running.tokens["metrics"] = METRICS_TOKEN
        running.start("manage.py", "serve", "--port", str(running.port))
        running.wait(running.is_ready)
        made = Stage(running)
        yield made
        made.api.close()


def activity(stage: Stage) -> list[dict[str, Any]]:
    """All events that Alice sees."""
    path = "/v1/workspace/activity?limit=200"
    page = stage.get(path)
    found: list[dict[str, Any]] = page["events"]
    while "nextCursor" in page:
        page = stage.get(f"{path}&cursor={page['nextCursor']}")
        found += page["events"]
    return found
