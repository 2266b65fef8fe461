"""Demo data of signing packages: who runs them, what they are made from, and one in every state."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from documents.intake.presenting import presentable
from documents.rendering.typesetting import typeset
from safeclose import clock
from safeclose.actors import SYSTEM
from safeclose.storage import files
from signing.ceremony.account_disclosure import ENGLISH
from signing.packages.documents import actions as documents
from signing.packages.flows import actions as flows
from signing.packages.flows.models import Flow
from signing.packages.identities.models import MODULES, VAULT, Manager, ManagerMembership, SigningAdmin, Tier
from signing.packages.package.models import Signing
from signing.packages.queue import actions as queue
from signing.packages.signers import actions as signers
from signing.packages.signers.models import PackageSigner
from signing.packages.signings import actions as signings
from signing.packages.templates import actions as templates
from signing.packages.templates.models import Template
from signing.packages.uploads import StoredPdf
from workspace.models import Location, Organization, User

Ids = dict[str, dict[str, str]]
PAGE = Path(__file__).with_suffix(".typ")
NAME = "Acknowledgement of receipt"
POSITION = {
    "id": "p1", "page": 1, "x": 70.0, "y": 320.0, "width": 200.0, "height": 60.0, "kind": "signature",
    "required": True, "label": "",
}  # fmt: skip
STEPS = [("read", "Read the acknowledgement"), ("consent", "Agree to sign electronically"), ("sign", "Sign")]
SAM, PAT = ("Sam Signer", "sam@example.com"), ("Pat Party", "pat@example.com")


def seed(ids: Ids) -> None:
    """Make what is missing."""
    _identities()
    for location in Location.objects.select_related("company__organization").order_by("id"):
        template = _template(location)
        flow = _flow(location, template)
        ids.setdefault("templates", {})[location.name] = str(template.pk)
        ids.setdefault("flows", {})[location.name] = str(flow.pk)
    toronto = Location.objects.select_related("company__organization").get(
        name="Toronto", company__organization__slug="acme-financial"
    )
    for state, bring in STATES.items():
        signing = _package(toronto, f"Receipt, {state}", people=[SAM] if state == "active" else [PAT])
        bring(signing)
        ids.setdefault("signings", {})[state] = str(signing.pk)


def _identities() -> None:
    full = {**dict.fromkeys(MODULES, Tier.FULL), "vault": list(VAULT)}
    acme, birch = (Organization.objects.get(slug=slug) for slug in ("acme-financial", "birch-realty"))
    toronto = Location.objects.get(name="Toronto", company__organization=acme)
    _manager("alice", acme, None, full)
    _manager("bob", acme, toronto, {"signings": Tier.READ, "templates": Tier.READ})
    _manager("charlie", birch, None, full)
    SigningAdmin.objects.get_or_create(user=User.objects.get(clerk_user_id="user_demo_ada"))


def _manager(name: str, organization: Organization, location: Location | None, rights: dict[str, Any]) -> None:
    manager, _ = Manager.objects.get_or_create(user=User.objects.get(clerk_user_id=f"user_demo_{name}"))
    ManagerMembership.objects.get_or_create(
        manager=manager, organization=organization, location=location, defaults=rights
    )


def _template(location: Location) -> Template:
    found: Template | None = Template.objects.filter(location=location, name=NAME).first()
    if found:
        return found
    made = presentable(typeset(PAGE, {"title": NAME, "place": location.name}, at=clock.now()).pdf)
    pdf = StoredPdf(files.keep(made.pdf), None, made.page_count, made.left_out)
    return templates.create(
        location=location,
        name=NAME,
        chattel_type=None,
        pdf=pdf,
        positions=[POSITION],
        by=SYSTEM,
    )


def _flow(location: Location, template: Template) -> Flow:
    steps: list[dict[str, Any]] = [{"kind": kind, "title": title} for kind, title in STEPS]
    steps[-1]["template_id"] = template.pk
    found: Flow | None = Flow.objects.filter(location=location, name="Receipt").first()
    return found or flows.create(location=location, name="Receipt", steps=steps, by=SYSTEM)


def _package(location: Location, title: str, *, people: list[tuple[str, str]]) -> Signing:
    """With one document and its signers; whatever an interrupted run has left out is added."""
    signing: Signing | None = Signing.objects.filter(location=location, title=title).first()
    flow = Flow.objects.get(location=location, name="Receipt")
    signing = signing or signings.create(location=location, flow_id=flow.pk, note="", title=title, by=SYSTEM)
    if signing.status == Signing.Status.DRAFT and not signing.documents.exists():
        template = Template.objects.get(location=location, name=NAME)
        documents.add_template(signing_id=signing.pk, template_id=template.pk, place=documents.Place(), by=SYSTEM)
    if signing.status == Signing.Status.DRAFT and not signing.signers.exists():
        for name, email in people:
            signers.add(signing_id=signing.pk, name=name, email=email, phone=None, document_ids=[], by=SYSTEM)
    return signing


def _stay(signing: Signing) -> None:
    """A draft is one already."""


def _activate(signing: Signing) -> None:
    if signing.status == Signing.Status.DRAFT:
        signings.activate(signing_id=signing.pk, by=SYSTEM)


def _cancel(signing: Signing) -> None:
    _activate(signing)
    if signing.status != Signing.Status.CANCELLED:
        signings.cancel(signing_id=signing.pk, reason="The equipment went back.", by=SYSTEM)


def _complete(signing: Signing) -> None:
    """Signed by someone who has an account for it."""
    _activate(signing)
    if signing.status == Signing.Status.COMPLETE:
        return
    pat, _ = User.objects.get_or_create(
        clerk_user_id="user_demo_pat",
        defaults={"name": PAT[0], "email": PAT[1], "email_verified": True},
    )
    PackageSigner.objects.unlinked().filter(signing=signing).update(user=pat)
    by = signing.signers.get(user=pat).acting(ip="127.0.0.1", user_agent="seed_demo")
    queue.open_package(signing_id=signing.pk, user_id=pat.pk, by=by)
    for document in signing.documents.all():
        queue.sign(
            signing_id=signing.pk,
            document_id=document.pk,
            user_id=pat.pk,
            adoption={"signature_text": PAT[0]},
            disclosure=ENGLISH,
            by=by,
        )


STATES: dict[str, Callable[[Signing], None]] = {
    "draft": _stay,
    "active": _activate,
    "complete": _complete,
    "cancelled": _cancel,
}
