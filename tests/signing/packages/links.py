"""Links of the signers of packages, from the mails that bring them."""

import re
from typing import Any

from django.core import mail

from signing.packages.models import PackageSigner
from signing.packages.notices.jobs import notify
from tests.people import Caller
from tests.signing.packages.stage import Package, uploaded

STEPS = ("authenticate", "consent", "sign")


class PackageLink:
    """A signer's link, used as its holder does, without an account."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.path = f"/api/public/sign/{token}"

    def show(self, document: str = "") -> Any:
        """GET of the link."""
        return Caller(None).get(f"{self.path}?document={document}" if document else self.path)

    def get(self, what: str, document: str = "") -> Any:
        """GET of `file`, `text` or `pages/1.png`."""
        return Caller(None).get(f"{self.path}/{what}?document={document}" if document else f"{self.path}/{what}")

    def take(self, action: str, key: str = "", **body: Any) -> Any:
        """POST of a step; with a `key`, as one that may be repeated."""
        headers = {"Idempotency-Key": key} if key else {}
        return Caller(None).post(self.path, {"action": action, **body}, headers=headers)

    def add(self, step: int = 0, file: Any = None, key: str = "", **fields: Any) -> Any:
        """POST of a file in a step that asks for one."""
        headers = {"Idempotency-Key": key} if key else {}
        body = {"file": uploaded(name="licence.pdf") if file is None else file, "step": step, **fields}
        return Caller(None).post(f"{self.path}/documents", body, format="multipart", headers=headers)

    def consent(self) -> "PackageLink":
        """Open the link, and step on until a document can be signed."""
        for answer in (self.show(), self.take("authenticate"), self.take("consent")):
            assert answer.status_code == 200, answer.json()
        return self


def mailed(package: Package, name: str = "sue", occasion: str = "turn") -> PackageLink:
    """The link in the mail to a signer, which is sent now."""
    notify(signer_id=signer(package, name).pk, occasion=occasion)
    return PackageLink(token_in(mail.outbox[-1]))


def signer(package: Package, name: str = "sue") -> PackageSigner:
    """Their row."""
    found: PackageSigner = PackageSigner.objects.get(signing=package.id, email=f"{name}@example.com")
    return found


def token_in(message: Any) -> str:
    """The secret of the link in a mail."""
    found = re.search(r"/sign/([\w-]{43})", str(message.body))
    assert found, message.body
    return found.group(1)
