"""Every closed route, asked by seven people: what `test_access_matrix.py` compares with `access_matrix.txt`."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from clickwrap.models import Acceptance
from documents.models import Obligation
from signing.packages.managers.jobs import appoint_owners
from tests import paper
from tests.documents.forms.forms import FormMaker
from tests.people import Caller, Person
from tests.signing.packages.managers.team import ALL, Team, join
from tests.signing.packages.stage import Stage, active, caller, flow, ok, ready, template, user_of
from workspace.models import Delivery, Location

PEOPLE = ("owner", "member", "manager", "signer", "removed", "stranger", "none")
# In place of regular expressions: the names of parameters.
PARAMETER = re.compile(r"<(?:[a-z]+:)?([a-z_]+)>|\(\?P<([a-z_]+)>(?:[^()\[]|\[[^]]*\])*\)")


class Answer(NamedTuple):
    """What is compared of an answer."""

    status: int
    body: bytes


class World:
    """Acme with something of every kind, and the seven people.

    Alice owns Acme, Charlie is a plain member, Dora manages Toronto and nothing else, Sue is asked to sign. Rita owned
    Acme as well, had all rights of a manager, made all that is there, and was removed a second ago. All tokens name
    Acme, also the stranger's, but for Sue's.
    """

    def __init__(self) -> None:
        team = Team(Stage())
        stage = team.stage
        join("rita", stage.acme, "owner")
        join("dora", stage.acme, "member")
        self.people = {
            "owner": self._at_acme(team, "alice"),
            "member": self._at_acme(team, "charlie"),
            "manager": self._at_acme(team, "dora"),
            "signer": stage.sue,
            "removed": self._at_acme(team, "rita"),
            "stranger": self._at_acme(team, "stranger"),
            "none": Caller(None),
        }
        team.appointed(self.people["manager"], **ALL, locationId=str(stage.toronto.pk))
        # In Rita's own hand, so that it would be found if anything hung on who made it.
        rita = self.people["removed"]
        ok(team.alice.patch(team.member_path(rita), {"roleSlug": "member"}))
        team.appointed(rita, **ALL)
        ok(team.alice.patch(team.member_path(rita), {"roleSlug": "owner"}))
        self.ids = {**_workspace(team), **_papers(rita), **_chattel(team.alice)}
        self.toronto = _packages(rita, stage.toronto)
        self.ottawa = _packages(rita, stage.ottawa)
        appoint_owners(timestamp=0)
        assert team.alice.delete(team.member_path(rita)).status_code == 204

    @staticmethod
    def _at_acme(team: Team, name: str) -> Caller:
        return Caller(Person(user_of(caller(name)), team.stage.acme))


def _workspace(team: Team) -> dict[str, str]:
    acme = team.stage.acme
    number = team.appointed(team.bob, tiers={"signings": "read"})
    return {
        "organization_id": str(acme.pk),
        "role_id": str(acme.roles.get(slug="people").pk),
        "member_id": str(team.membership(team.bob).pk),
        "manager_id": number,
        "company_id": str(team.stage.toronto.company_id),
    }


def _papers(one: Caller) -> dict[str, str]:
    """What the routes of `/api` are about; `pk` stands for many things there."""
    sent = paper.sent(one)
    document = paper.generated(one)
    deal = ok(one.post("/api/deals", {"title": "12 Maple Street", "type": "purchase"}), 201)
    agreement = ok(one.post("/api/clickwrap", {"key": "terms", "title": "Terms", "body": "Be kind."}), 201)
    webhook = ok(one.post("/api/webhooks", {"url": "https://hooks.example.com/x", "events": ["webhook.test"]}), 201)
    ok(one.post(f"/api/webhooks/{webhook['id']}/test"), 201)
    accepted = Caller(None).post(f"/api/public/clickwrap/{agreement['id']}", {"agreed": True, "name": "Ann"})
    assert accepted.status_code < 300, accepted.json()
    blank = FormMaker()
    blank.text("name", [72, 700, 300, 720])
    uploaded = {"file": SimpleUploadedFile("Repair order.pdf", blank.bytes())}
    form = ok(one.post("/api/templates", uploaded, format="multipart"), 201)
    obligation = Obligation.objects.order_by("pk").first()
    return {
        "documents/pk": document["id"],
        "obligations/pk": obligation.pk if obligation else "obl_x",
        "signatures/pk": sent.id,
        "signatures/signer_id": sent.body["signers"][0]["id"],
        "deals/pk": deal["id"],
        "deals/milestone_id": "x",
        "clickwrap/pk": agreement["id"],
        "acceptances/pk": Acceptance.objects.get().pk,
        "webhooks/pk": webhook["id"],
        "webhook_id": webhook["id"],
        "deliveries/pk": Delivery.objects.get().pk,
        "packs/pk": "on/freehold-purchase",
        "api/templates/pk": form["id"],
        "checkpoints/pk": "chk_x",
    }


def _chattel(one: Caller) -> dict[str, str]:
    loan = {"providerName": "Bank", "originalAmount": 2, "remainingAmount": 1}
    body = {"title": "Truck", "chattelType": "vehicle", "loan": loan}
    return {"v1/documents/document_id": ok(one.post("/v1/documents", body), 201)["document"]["id"]}


def _packages(one: Caller, location: Location) -> dict[str, str]:
    draft, (document,) = ready(one, location)
    sent, (signed,) = active(one, location)
    signers = ok(one.get(f"{draft.path}/signers"))["signers"]
    return {
        "location_id": str(location.pk),
        "template_id": template(one, location)["id"],
        "flow_id": flow(one, location)["id"],
        "manager/signing_id": draft.id,
        "manager/document_id": document,
        "signer_id": signers[0]["id"],
        "signer/signing_id": sent.id,
        "signer/document_id": signed,
    }


BODIES: dict[str, Callable[[dict[str, str]], Any]] = {
    "POST v1/signing/manager/signings": lambda ids: {"locationId": ids["location_id"]},
    "POST v1/signing/manager/flows": lambda ids: {
        "locationId": ids["location_id"], "name": "F", "steps": [{"kind": "sign", "title": "Sign"}],
    },
    "PUT v1/workspace/active-org-id": lambda ids: {"organizationId": ids["organization_id"]},
    "POST v1/workspace/orgs": lambda _: {"name": "New", "slug": "new"},
    "POST v1/workspace/orgs/{organization_id}/locations": lambda _: {"name": "Hull"},
    "POST v1/signing/signer/signings/{signing_id}/documents/{document_id}/sign": lambda _: {
        "consent": True, "signatureText": "X",
    },
}  # fmt: skip


def routes() -> Iterator[tuple[str, str]]:
    """Method and path of every closed route, with `{names}` for its parameters, in order."""
    found = set()
    for route, pattern in _patterns(get_resolver("safeclose.urls").url_patterns, ""):
        path = PARAMETER.sub(lambda name: f"{{{name[1] or name[2]}}}", route).replace("\\", "").strip("^$")
        path = path.replace("^", "").replace("$", "")
        if path.startswith(("v1/", "api/")) and not path.startswith("api/public/"):
            methods = set(getattr(pattern.callback, "actions", None) or {"get"}) - {"head"}
            found |= {(path, method.upper()) for method in methods}
    return ((method, path) for path, method in sorted(found))


def _patterns(patterns: list[Any], before: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns, route)
        else:
            yield route, pattern


def filled(path: str, ids: dict[str, str]) -> str:
    """The path with the id for each parameter: of the name together with the part of the path before, or alone."""
    parts: list[str] = []
    for part in path.split("/"):
        if part.startswith("{"):
            name = part.strip("{}")
            known = [f"{before}/{name}" for before in ["/".join(parts), *reversed(parts)]]
            part = next(ids[key] for key in [*known, name] if key in ids)
        parts.append(part)
    return "/" + "/".join(parts)


@cache
def answers() -> dict[str, dict[str, Answer]]:
    """By route: what each of the people is answered. Each request finds the same rows, for all is undone after it."""
    world = World()
    found = {}
    for method, path in routes():
        for place, own in (("", world.toronto), (" at Ottawa", world.ottawa)):
            if place and not re.search("v1/signing/manager/.*({|signings$)", path):
                continue
            ids = {**world.ids, **own}
            body = BODIES.get(f"{method} {path}", lambda _: {})(ids)
            found[f"{method} /{path}{place}"] = {
                name: _undone(one, method, filled(path, ids), body) for name, one in world.people.items()
            }
    return found


def _undone(one: Caller, method: str, path: str, body: Any) -> Answer:
    around: Any = transaction.atomic()
    around._from_testcase = True  # durable transactions may stand in it, as in the one around each test
    with around:
        arguments = [] if method == "GET" else [body]
        answer = getattr(one, method.lower())(path, *arguments)
        content = b"" if answer.streaming else answer.content
        transaction.set_rollback(True)
    return Answer(answer.status_code, content)


def lines(table: dict[str, dict[str, Answer]]) -> list[str]:
    """The table as text."""
    width = max(len(route) for route in table)
    head = f"{'':{width}} {' '.join(f'{name:>8}' for name in PEOPLE)}"
    return [head] + [
        f"{route:{width}} {' '.join(f'{row[name].status:>8}' for name in PEOPLE)}" for route, row in table.items()
    ]
