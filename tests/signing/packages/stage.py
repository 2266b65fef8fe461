"""Packages as people make them: through the API, with the people around them."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from signing.packages.identities.models import MODULES, VAULT, Tier
from signing.packages.models import Manager, ManagerMembership, SigningAdmin
from tests.evidence_examples import plain_pdf
from tests.people import Caller, Person
from tests.prepared import once
from tests.racing import meanwhile
from workspace.events import bus
from workspace.models import Company, Location, Membership, Organization, Role, User

BASE = "/v1/signing/manager"
FULL: dict[str, Any] = {**dict.fromkeys(MODULES, Tier.FULL), "vault": list(VAULT)}
NOT_FOUND = (404, {"error": "Not found."})


@cache
def pdf(pages: int = 2) -> bytes:
    """A PDF that may be signed."""
    return plain_pdf(pages)


def uploaded(content: bytes | None = None, name: str = "agreement.pdf") -> SimpleUploadedFile:
    """A file of a form."""
    return SimpleUploadedFile(name, pdf() if content is None else content, content_type="application/pdf")


def caller(name: str, *, email: str | None = None, verified: bool = True) -> Caller:
    """Someone signed in, with a verified e-mail address of their own."""
    user, _ = User.objects.get_or_create(
        clerk_user_id=f"user_{name}",
        defaults={"name": name.title(), "email": email or f"{name}@example.com", "email_verified": verified},
    )
    return Caller(Person(user, None))


def user_of(one: Caller) -> User:
    """Who calls."""
    assert one.person
    return one.person.user


def grant(one: Caller, organization: Organization, location: Location | None = None, **rights: Any) -> Caller:
    """Make them a member, and a manager there."""
    role, _ = Role.objects.get_or_create(organization=organization, slug="member", defaults={"name": "Member"})
    Membership.objects.get_or_create(organization=organization, user=user_of(one), defaults={"role": role})
    manager, _ = Manager.objects.get_or_create(user=user_of(one))
    ManagerMembership.objects.create(manager=manager, organization=organization, location=location, **rights)
    return one


def make_admin(one: Caller) -> Caller:
    """Make them an admin of signings."""
    SigningAdmin.objects.create(user=user_of(one))
    return one


@dataclass
class Stage:
    """Acme with Toronto and Ottawa of one company and Kingston of another; Birch with Hamilton.

    Mia manages all of Acme, Carl all of Birch, Ada is admin; Sue and Tim have accounts and sign.
    """

    acme: Organization = field(init=False)
    birch: Organization = field(init=False)
    toronto: Location = field(init=False)
    ottawa: Location = field(init=False)
    kingston: Location = field(init=False)
    hamilton: Location = field(init=False)

    def __post_init__(self) -> None:
        self.acme = Organization.objects.create(name="Acme Financial", slug="acme", clerk_org_id="org_acme")
        self.birch = Organization.objects.create(name="Birch Realty", slug="birch", clerk_org_id="org_birch")
        auto = Company.objects.create(organization=self.acme, name="Acme Auto")
        marine = Company.objects.create(organization=self.acme, name="Acme Marine")
        realty = Company.objects.create(organization=self.birch, name="Birch Realty")
        self.toronto, self.ottawa = (
            Location.objects.create(company=auto, name=name, sort_order=order)
            for order, name in enumerate(("Toronto", "Ottawa"))
        )
        self.kingston = Location.objects.create(company=marine, name="Kingston", sort_order=2)
        self.hamilton = Location.objects.create(company=realty, name="Hamilton")
        self.mia = grant(caller("mia"), self.acme, **FULL)
        self.carl = grant(caller("carl"), self.birch, **FULL)
        self.ada = make_admin(caller("ada"))
        self.sue, self.tim = caller("sue"), caller("tim")
        self.stranger = caller("stranger")

    def draft(self) -> "Package":
        """What `draft` makes for Mia at Toronto, for a test to begin with."""
        return Package(self.mia, once("draft", lambda: draft(self.mia, self.toronto).id))

    def ready(self, *names: str, documents: int = 1) -> tuple["Package", list[str]]:
        """What `ready` makes for Mia at Toronto, for a test to begin with."""
        return self._once(ready, *names, documents=documents)

    def active(self, *names: str, documents: int = 1) -> tuple["Package", list[str]]:
        """What `active` makes for Mia at Toronto, for a test to begin with."""
        return self._once(active, *names, documents=documents)

    def _once(self, make: Callable[..., Any], *names: str, documents: int) -> tuple["Package", list[str]]:
        def made() -> tuple[str, list[str]]:
            package, ids = make(self.mia, self.toronto, *names, documents=documents)
            return package.id, ids

        package_id, ids = once((make.__name__, names, documents), made)
        return Package(self.mia, package_id), ids


@dataclass
class Package:
    """A package and how it is reached."""

    manager: Caller
    id: str

    @property
    def path(self) -> str:
        """For managers."""
        return f"{BASE}/signings/{self.id}"

    @property
    def queue(self) -> str:
        """For signers."""
        return f"/v1/signing/signer/signings/{self.id}"

    def shown(self) -> dict[str, Any]:
        """As it is."""
        return ok(self.manager.get(self.path))["signing"]

    def add_file(self, **fields: Any) -> dict[str, Any]:
        """A document by upload."""
        body = {"file": uploaded(), **fields}
        return ok(self.manager.post(f"{self.path}/documents", body, format="multipart"), 201)["document"]

    def ask(self, document: str, *positions: dict[str, Any]) -> list[dict[str, Any]]:
        """Put positions into a document; they are answered."""
        answer = self.manager.put(f"{self.path}/documents/{document}/positions", {"positions": list(positions)})
        found: list[dict[str, Any]] = ok(answer)["document"]["positions"]
        return found

    def add_signer(self, name: str = "sue", documents: list[str] | None = None, **fields: Any) -> dict[str, Any]:
        """Someone by name; all documents unless some are given."""
        body: dict[str, Any] = {"name": name.title(), "email": f"{name}@example.com", **fields}
        if documents is not None:
            body["documentIds"] = documents
        return ok(self.manager.post(f"{self.path}/signers", body), 201)["signer"]

    def activate(self) -> dict[str, Any]:
        """Send it."""
        return ok(self.manager.post(f"{self.path}/activate"))["signing"]

    def sign(self, signer: Caller, document: str, **body: Any) -> Any:
        """The answer to a signature."""
        content = {"consent": True, "signatureText": "Sue Signer", **body}
        return signer.post(f"{self.queue}/documents/{document}/sign", content)

    def add(self, signer: Caller, step: int = 0, file: Any = None, **fields: Any) -> Any:
        """The answer to a file that a signer adds by account."""
        body = {"file": uploaded() if file is None else file, "step": step, "consent": "true", **fields}
        return signer.post(f"{self.queue}/documents", body, format="multipart")


def position(kind: str = "signature", **more: Any) -> dict[str, Any]:
    """A rectangle on the second page."""
    return {"page": 2, "x": 70.0, "y": 100.5, "width": 200.0, "height": 60.0, "kind": kind, **more}


def ok(answer: Any, status: int = 200) -> Any:
    """The body of an answer that is as it should be."""
    assert answer.status_code == status, (answer.status_code, answer.json())
    return answer.json()


def refused(answer: Any, status: int, sentence: str) -> None:
    """The whole of an error."""
    assert (answer.status_code, answer.json()) == (status, {"error": sentence})


def draft(manager: Caller, location: Location, **body: Any) -> Package:
    """An empty package."""
    made = ok(manager.post(f"{BASE}/signings", {"locationId": location.pk, **body}), 201)["signing"]
    return Package(manager, made["id"])


def ready(manager: Caller, location: Location, *names: str, documents: int = 1) -> tuple[Package, list[str]]:
    """A draft that can be activated, and the ids of its documents; Sue signs unless others are named."""
    package = draft(manager, location)
    ids = [package.add_file(title=f"Document {number}")["id"] for number in range(1, documents + 1)]
    for name in names or ("sue",):
        package.add_signer(name)
    return package, ids


def active(manager: Caller, location: Location, *names: str, documents: int = 1) -> tuple[Package, list[str]]:
    """Like `ready`, and sent."""
    package, ids = ready(manager, location, *names, documents=documents)
    package.activate()
    return package, ids


def template(manager: Caller, location: Location, name: str = "Receipt", **fields: Any) -> dict[str, Any]:
    """A template by upload."""
    body = {"file": uploaded(), "name": name, "locationId": str(location.pk), **fields}
    return ok(manager.post(f"{BASE}/templates", body, format="multipart"), 201)


def flow(manager: Caller, location: Location, name: str = "Usual", **body: Any) -> dict[str, Any]:
    """A flow of one step."""
    content = {"locationId": location.pk, "name": name, "steps": [{"kind": "sign", "title": "Sign"}], **body}
    return ok(manager.post(f"{BASE}/flows", content), 201)


def when_told(monkeypatch: pytest.MonkeyPatch, type: str, call: Callable[[], Any]) -> list[Future[Any]]:
    """Begin the call in the middle of the action that publishes such an event: it has decided, and not committed."""
    publish, begun = bus.publish, list[Future[Any]]()

    def told(published: str, **words: Any) -> Any:
        if published == type and not begun:
            begun.append(meanwhile(call))
        return publish(published, **words)

    monkeypatch.setattr(bus, "publish", told)
    return begun
