"""Module × tier × scope × route: a tier acts where it was granted, and nowhere else.

Managers of several overlapping memberships ask every route of a module, for rows at three locations. What is expected
is worked out here, from the memberships as they are listed. The rule is one for all modules, so each two of module,
tier and scope meet, and all three only in `make proof`.
"""

from dataclasses import dataclass
from typing import Any

import pytest

from safeclose.storage import files
from signing.packages.identities.models import MODULES, Tier
from signing.packages.models import Flow, LocationSettings, Signing, SigningDocument, Template
from tests.people import Caller
from tests.signing.packages.stage import BASE, Stage, caller, grant, pdf, uploaded
from tests.thorough import THOROUGH
from workspace.models import Location

PLACES = ("toronto", "ottawa", "hamilton")
# (organization, location or None for all): the tier of the row, T for the one under test. Overlapping on purpose.
SCOPES: dict[str, list[tuple[str, str | None, Tier | str]]] = {
    "nothing": [],
    "everywhere in Acme": [("acme", None, "T")],
    "at Toronto": [("acme", "toronto", "T")],
    "at Toronto, none everywhere": [("acme", None, Tier.NONE), ("acme", "toronto", "T")],
    "at Toronto, read everywhere": [("acme", None, Tier.READ), ("acme", "toronto", "T")],
    "everywhere, none at Toronto": [("acme", None, "T"), ("acme", "toronto", Tier.NONE)],
    "at Toronto, full at Ottawa": [("acme", "toronto", "T"), ("acme", "ottawa", Tier.FULL)],
    "at Toronto, full in Birch": [("acme", "toronto", "T"), ("birch", None, Tier.FULL)],
    "everywhere, write at Toronto": [("acme", None, "T"), ("acme", "toronto", Tier.WRITE)],
    "at a location of another organization": [("birch", "toronto", "T")],
}


@dataclass(frozen=True)
class Rows:
    """What there is at one location."""

    location: Location
    signing: Signing
    document: SigningDocument
    template: Template
    flow: Flow


@dataclass(frozen=True)
class Ask:
    """A route, and what it answers to who may: something else than 403."""

    method: str
    path: str
    allowed: int
    body: Any = None
    form: bool = False
    needs_full: bool = False

    @property
    def needs(self) -> Tier:
        if self.needs_full:
            return Tier.FULL
        return Tier.READ if self.method == "get" else Tier.WRITE

    def of(self, one: Caller, rows: Rows) -> int:
        """The status for rows at one location."""
        ids = {
            "signing": rows.signing.pk, "document": rows.document.pk, "template": rows.template.pk,
            "flow": rows.flow.pk, "location": rows.location.pk, "company": rows.location.company_id,
        }  # fmt: skip
        path = self.path.format(**ids)
        if self.form:
            body = {"file": uploaded(), "name": "Form", "locationId": str(rows.location.pk)}
            return int(getattr(one, self.method)(path, body, format="multipart").status_code)
        body = {key: rows.location.pk if value == "HERE" else value for key, value in (self.body or {}).items()}
        return int(getattr(one, self.method)(path, *([] if self.method == "get" else [body])).status_code)


ONE = f"{BASE}/signings/{{signing}}"
STEP = [{"kind": "read", "title": "Read"}]
ROUTES: dict[str, list[Ask]] = {
    "signings": [
        Ask("get", f"{BASE}/signings?locationId={{location}}", 200),
        Ask("post", f"{BASE}/signings", 201, {"locationId": "HERE"}),
        Ask("get", ONE, 200),
        Ask("patch", ONE, 200, {"note": "Seen"}),
        Ask("get", f"{ONE}/documents", 200),
        Ask("post", f"{ONE}/documents", 400, {}),
        Ask("get", f"{ONE}/documents/{{document}}/file", 200),
        Ask("delete", f"{ONE}/documents/0", 404),
        Ask("put", f"{ONE}/documents/0/positions", 404, {"positions": []}),
        Ask("get", f"{ONE}/signers", 200),
        Ask("post", f"{ONE}/signers", 201, {"name": "Sue", "email": "sue@example.com"}),
        Ask("patch", f"{ONE}/signers/0", 404, {}),
        Ask("delete", f"{ONE}/signers/0", 404),
        Ask("get", f"{ONE}/events", 200),
        Ask("get", f"{ONE}/certificate", 409),
        Ask("get", f"{ONE}/evidence", 409),
        Ask("post", f"{ONE}/resend", 409),
        Ask("post", f"{ONE}/activate", 200),
        Ask("post", f"{ONE}/cancel", 200, {}, needs_full=True),  # it was sent by the line before
        Ask("post", f"{ONE}/reopen", 201, needs_full=True),
        Ask("get", f"{BASE}/locations/{{location}}", 200),
        Ask("get", f"{BASE}/locations?companyId={{company}}", 200),
        Ask("get", "/v1/signing/companies/{company}", 200),
    ],
    "templates": [
        Ask("get", f"{BASE}/templates?locationId={{location}}", 200),
        Ask("post", f"{BASE}/templates", 201, form=True),
        Ask("get", f"{BASE}/templates/{{template}}", 200),
        Ask("get", f"{BASE}/templates/{{template}}/file", 200),
        Ask("patch", f"{BASE}/templates/{{template}}", 200, {"active": True}),
        Ask("post", f"{BASE}/templates/{{template}}/duplicate", 201, {}),
        Ask("delete", f"{BASE}/templates/{{template}}", 204, needs_full=True),
        Ask("get", f"{BASE}/locations/{{location}}", 200),
    ],
    "flows": [
        Ask("get", f"{BASE}/flows?locationId={{location}}", 200),
        Ask("post", f"{BASE}/flows", 201, {"locationId": "HERE", "name": "Flow", "steps": STEP}),
        Ask("get", f"{BASE}/flows/{{flow}}", 200),
        Ask("patch", f"{BASE}/flows/{{flow}}", 200, {"name": "Other"}),
        Ask("delete", f"{BASE}/flows/{{flow}}", 204, needs_full=True),
        Ask("get", f"{BASE}/locations/{{location}}", 200),
    ],
    "reports": [
        Ask("get", f"{BASE}/reports/summary?locationId={{location}}", 200),
        Ask("get", f"{BASE}/reports/signings.csv?locationId={{location}}", 200),
    ],
    "settings": [
        Ask("get", f"{BASE}/settings/{{location}}", 200),
        Ask("patch", f"{BASE}/settings/{{location}}", 200, {"senderName": "Acme"}),
    ],
}
# Company-wide routes: what counts is any location of the company.
OF_COMPANY = ("/companies/", "companyId=")


def tier_at(stage: Stage, scope: str, tier: Tier, place: str) -> Tier:
    """The highest tier of the memberships that hold at a place."""
    found = [Tier.NONE]
    for organization, location, given in SCOPES[scope]:
        at_home = organization == ("birch" if place == "hamilton" else "acme")
        if at_home and location in (None, place):
            found.append(tier if given == "T" else Tier(given))
    return max(found)


def manager(stage: Stage, module: str, scope: str, tier: Tier) -> Caller:
    """Who has nothing in the other modules."""
    one = caller("max")
    others = dict.fromkeys(set(MODULES) - {module}, Tier.NONE)
    for organization, location, given in SCOPES[scope]:
        rights = {**others, module: tier if given == "T" else given}
        grant(one, getattr(stage, organization), location and getattr(stage, location), **rights)
    return one


def rows_at(location: Location) -> Rows:
    """A package that can be activated, a template and a flow."""
    sha256 = files.keep(pdf())
    signing = Signing.objects.create(location=location, title="Package")
    document = SigningDocument.objects.create(
        signing=signing, position=1, title="Document", file_sha256=sha256, page_count=2
    )
    template = Template.objects.create(location=location, name="Template", file_sha256=sha256, page_count=2)
    flow = Flow.objects.create(location=location, name="Flow", steps=STEP)
    return Rows(location, signing, document, template, flow)


CASES = [
    pytest.param(module, tier, scope, id=f"{scope}-{tier.label}-{module}")
    for row, scope in enumerate(SCOPES)
    for column, module in enumerate(MODULES)
    for number, tier in enumerate(Tier)
    if THOROUGH or (row + column + number) % len(Tier) == 0
]


@pytest.mark.parametrize(("module", "tier", "scope"), CASES)
def test_a_tier_acts_where_it_was_granted_and_nowhere_else(stage: Stage, module: str, tier: Tier, scope: str) -> None:
    one = manager(stage, module, scope, tier)
    best = {place: tier_at(stage, scope, tier, place) for place in PLACES}
    auto = max(best["toronto"], best["ottawa"])
    for place in PLACES:
        rows = rows_at(getattr(stage, place))
        for ask in ROUTES[module]:
            wide = any(part in ask.path for part in OF_COMPANY)
            held = auto if wide and place != "hamilton" else best[place]
            expected = ask.allowed if held >= ask.needs else 403
            assert ask.of(one, rows) == expected, (place, ask.method, ask.path, held)


@pytest.mark.parametrize("module", MODULES)
def test_full_tiers_of_other_modules_do_not_help(stage: Stage, module: str) -> None:
    rights = {other: Tier.FULL for other in MODULES if other != module}
    one = grant(caller("max"), stage.acme, **rights)
    rows = rows_at(stage.toronto)
    shared = "/locations", "/companies"
    for ask in ROUTES[module]:
        if not any(part in ask.path for part in shared):
            assert ask.of(one, rows) == 403, ask.path


@pytest.mark.parametrize("module", MODULES)
def test_admins_may_use_every_route_everywhere(stage: Stage, module: str) -> None:
    for place in PLACES:
        rows = rows_at(getattr(stage, place))
        for ask in ROUTES[module]:
            assert ask.of(stage.ada, rows) == ask.allowed, ask.path


@pytest.mark.parametrize("module", MODULES)
def test_who_is_neither_manager_nor_admin_is_refused(stage: Stage, module: str) -> None:
    rows = rows_at(stage.toronto)
    for ask in ROUTES[module]:
        assert ask.of(stage.sue, rows) == 403, ask.path
        assert ask.of(Caller(None), rows) == 401, ask.path


def test_a_manager_who_may_only_read_writes_nothing(stage: Stage) -> None:
    one = grant(caller("max"), stage.acme, **dict.fromkeys(MODULES, Tier.READ))
    rows = rows_at(stage.toronto)
    counted = (Signing, SigningDocument, Template, Flow, LocationSettings)
    before = [model.objects.count() for model in counted]
    for asks in ROUTES.values():
        for ask in asks:
            assert (ask.of(one, rows) == 403) == (ask.needs > Tier.READ), ask.path
    assert [model.objects.count() for model in counted] == before
    rows.signing.refresh_from_db()
    assert (rows.signing.status, rows.signing.note) == ("draft", "")


@pytest.mark.parametrize("what", ["signings", "templates", "flows"])
def test_lists_hold_only_what_may_be_read(stage: Stage, what: str) -> None:
    for place in PLACES:
        rows_at(getattr(stage, place))
    module = {what: Tier.READ}
    one = grant(caller("max"), stage.acme, stage.toronto, **module)
    grant(one, stage.birch, **dict.fromkeys({"signings", "templates", "flows"} - {what}, Tier.FULL))
    found = one.get(f"{BASE}/{what}").json()
    assert [row["locationId"] for row in found[what]] == [str(stage.toronto.pk)]
    assert found["scope"] == "managed"
    everything = stage.ada.get(f"{BASE}/{what}").json()
    assert (len(everything[what]), everything["scope"]) == (3, "global")


def test_a_template_is_copied_only_to_where_the_caller_may_write(stage: Stage) -> None:
    """Read at its own location is enough to take it; write at the other is needed to put it there."""
    one = grant(caller("max"), stage.acme, stage.toronto, templates=Tier.READ)
    grant(one, stage.acme, stage.ottawa, templates=Tier.WRITE)
    at_toronto, at_ottawa = rows_at(stage.toronto).template, rows_at(stage.ottawa).template
    path = f"{BASE}/templates/{{}}/duplicate"
    taken = one.post(path.format(at_toronto.pk), {"locationId": stage.ottawa.pk})
    assert (taken.status_code, taken.json()["locationId"]) == (201, str(stage.ottawa.pk))
    assert one.post(path.format(at_toronto.pk), {}).status_code == 403
    assert one.post(path.format(at_ottawa.pk), {"locationId": str(stage.toronto.pk)}).status_code == 403
    assert one.post(path.format(at_ottawa.pk), {"locationId": str(stage.hamilton.pk)}).status_code == 403
