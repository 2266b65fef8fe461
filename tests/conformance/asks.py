"""For each operation one request that is good; one that only reads needs no more than the parameters of its path.

What a request changes or ends is made for it, so that they can be sent in any order.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from schemathesis.schemas import APIOperation, BaseSchema

from tests.conformance.stage import FORM, Stage

# One white pixel.
LOGO = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg==")
MANAGER, SIGNER, ORG = "/v1/signing/manager", "/v1/signing/signer", "/v1/workspace/orgs/{organization_id}"
PACKAGE = f"{MANAGER}/signings/{{signing_id}}"
LINK, CHATTEL = "/api/public/sign/{token}", "/v1/documents/{document_id}"
LOAN = {"providerName": "Bank", "originalAmount": 1000, "remainingAmount": 900.5, "status": "BEHIND"}
OUTREACH = {"sms": True, "email": True, "call": False, "tone": "friendly", "cadence": "weekly"}
PERSON = {"name": "Pia Person", "email": "pia@example.com"}
CODED = {"authMethod": "kba", "kba": [{"question": "Pet?", "answer": "Rover"}]}
POSITION = {"page": 1, "x": 70, "y": 320.5, "width": 200, "height": 60, "kind": "signature", "party": "buyer"}
SIGNED = {"consent": True, "signatureText": "Sam Signer"}
# What needs more than one service: a model, or Redis. There the answer is a good 503.
NOT_CONFIGURED = {
    "POST /api/documents/draft", f"POST {CHATTEL}/comments", f"GET {CHATTEL}/comments/stream", "POST /webhooks/clerk",
    "POST /webhooks/mail", "POST /webhooks/twilio",
}  # fmt: skip


@dataclass(frozen=True)
class Ask:
    """What one request says beside its method and path. `files` makes it a form."""

    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    files: dict[str, Any] | None = None
    who: str = "alice"


def operations(description: BaseSchema) -> list[APIOperation]:
    """All operations, by name."""
    return sorted((found.ok() for found in description.get_all_operations()), key=lambda one: one.label)


def answered(stage: Stage, operation: APIOperation) -> str:
    """What is wrong with the answer to the good request; nothing, if all is well."""
    name = operation.label
    asked = ask(stage, operation.method.upper(), operation.path)
    content = {"data": asked.body, "files": asked.files} if asked.files else {"json": asked.body}
    answer = stage.api.request(
        operation.method,
        operation.path.format(**asked.path),
        params=asked.query,
        headers=stage.headers(asked.who),
        **{key: value for key, value in content.items() if value is not None},
    )
    expected = (503,) if name in NOT_CONFIGURED else range(200, 300)
    if answer.status_code not in expected:
        return f"{name}: {answer.status_code} {answer.text[:500]}"
    try:
        answer.request.read()  # a form is a stream
        operation.validate_response(answer)
    except AssertionError as fault:
        return f"{name}: {fault}"
    return ""


def ask(stage: Stage, method: str, path: str) -> Ask:
    """The good request of an operation."""
    made = GOOD.get(f"{method} {path}")
    if made:
        return made(stage)
    assert method == "GET", f"Say in tests/conformance/asks.py what a good {method} {path} is."
    who = "sam" if path.startswith(SIGNER) else "" if path.startswith("/api/public/") else "alice"
    return Ask(path=place(stage, path), who=who)


def place(stage: Stage, path: str) -> dict[str, str]:
    """What stands in the parameters of a path."""
    here = next((each for start, each in places(stage) if path.startswith(start)), {})
    return {name: value for name, value in here.items() if f"{{{name}}}" in path}


def places(stage: Stage) -> list[tuple[str, dict[str, str]]]:
    """The same for all paths that begin like this; the first that fits."""
    ids, lasting = stage.ids, stage.lasting
    return [
        ("/api/checkpoints/", {"id": lasting["checkpoint"]}),
        ("/api/clickwrap/acceptances/", {"id": lasting["acceptance"]}),
        ("/api/clickwrap/", {"id": ids["agreements"]["terms"]}),
        ("/api/deals/{id}/checklist", stage.closing),
        ("/api/deals/", {"id": ids["deals"]["purchase"]}),
        ("/api/webhooks/", {"id": lasting["webhook"], "webhook_id": lasting["webhook"]}),
        ("/api/documents/obligations/", {"id": lasting["obligation"]}),
        ("/api/documents/packs/", {"id": FORM}),
        ("/api/documents/", {"id": ids["documents"]["fullySigned"]}),
        ("/api/public/clickwrap/receipts/", {"token": lasting["receipt"]}),
        ("/api/public/clickwrap/", {"agreement_id": ids["agreements"]["terms"]}),
        ("/api/public/copy/", {"token": lasting["copy"]}),
        ("/api/public/sign/", {"token": lasting["link"], "number": "1"}),
        ("/api/signatures/", {"id": ids["envelopes"]["completed"]}),
        ("/api/templates/", {"id": lasting["form"]}),
        ("/v1/documents/", {"document_id": ids["chattelDocuments"]["vehicle"]}),
        ("/v1/signing/companies/", {"company_id": ids["companies"]["Acme Auto"]}),
        (f"{MANAGER}/flows/", {"flow_id": ids["flows"]["Toronto"]}),
        (f"{MANAGER}/locations/", {"location_id": ids["locations"]["Toronto"]}),
        (f"{MANAGER}/settings/", {"location_id": ids["locations"]["Toronto"]}),
        (f"{MANAGER}/templates/", {"template_id": ids["templates"]["Toronto"]}),
        (f"{MANAGER}/signings/", {"signing_id": ids["signings"]["complete"], "document_id": lasting["signed"]}),
        (f"{SIGNER}/signings/", stage.package_of_sam),
        ("/v1/workspace/orgs/", {"organization_id": ids["organizations"]["acme"]}),
    ]


def _location(stage: Stage) -> str:
    return stage.ids["locations"]["Toronto"]


def _signer(stage: Stage) -> dict[str, str]:
    sent = stage.sent()
    return {"id": sent["envelopeId"], "signer_id": sent["signers"][0]["id"]}


def _lagging(stage: Stage) -> dict[str, str]:
    made = stage.chattel()
    stage.good("PUT", f"/v1/documents/{made}/loan", json=LOAN)
    return {"document_id": made}


def _campaign(stage: Stage) -> Ask:
    here = _lagging(stage)
    made = stage.post(f"/v1/documents/{here['document_id']}/rcm", OUTREACH)["campaign"]["id"]
    return Ask(here, body={"campaignId": made, "channel": "sms"})


def _draft_parts(*names: str, active: bool = False) -> Callable[[Stage], dict[str, str]]:
    def parts(stage: Stage) -> dict[str, str]:
        made = stage.active() if active else stage.package()
        return {name: made[name] for name in names}

    return parts


def _asked(stage: Stage) -> str:
    token = stage.opened(**CODED)
    stage.post(f"/api/public/sign/{token}/code", {}, who="")
    return token


def _marks(stage: Stage) -> Ask:
    """The first mark of someone who has consented."""
    token = stage.opened()
    path = f"/api/public/sign/{token}"
    for action in ("authenticate", "consent"):
        stage.post(path, {"action": action}, who="")
    first = stage.get(path, who="")["marks"][0]["id"]
    return Ask({"token": token}, body={"marks": [{"markId": first}]}, who="")


def _consented(stage: Stage) -> str:
    token = stage.opened()
    for action in ("authenticate", "consent"):
        stage.post(f"/api/public/sign/{token}", {"action": action}, who="")
    return token


def _extendable(stage: Stage) -> dict[str, str]:
    """A package with a deadline."""
    path = f"{MANAGER}/settings/{_location(stage)}"
    stage.good("PATCH", path, json={"defaultExpiryDays": 3})
    made = stage.active()
    stage.good("PATCH", path, json={"defaultExpiryDays": None})
    return {SIGNING: made[SIGNING]}


def _new_member(stage: Stage) -> dict[str, str]:
    return stage.part("members", "member", {"email": stage.new("m") + "@example.com", "roleSlug": "member"})


def _new_role(stage: Stage) -> dict[str, str]:
    return stage.part("roles", "role", {"name": "Clerk", "slug": stage.new("r")})


def _new_location(stage: Stage) -> dict[str, str]:
    return stage.part("locations", "location", {"name": "Guelph"})


def _appointment(stage: Stage) -> dict[str, Any]:
    """Of Bob, at a location where he has nothing yet."""
    place = _new_location(stage)["location_id"]
    return {"email": "bob@example.com", "locationId": place, "tiers": {"signings": "write"}, "vault": {}}


def _new_manager(stage: Stage) -> dict[str, str]:
    return stage.part("managers", "manager", _appointment(stage))


def _cancelled(stage: Stage) -> dict[str, str]:
    made = stage.package()["signing_id"]
    stage.post(f"{MANAGER}/signings/{made}/cancel", {"reason": "A mistake."})
    return {"signing_id": made}


def _new_flow(stage: Stage) -> dict[str, str]:
    body = {"locationId": _location(stage), "name": "A step", "steps": [{"kind": "read", "title": "Read it"}]}
    return {"flow_id": stage.post(f"{MANAGER}/flows", body)["id"]}


def _new_template(stage: Stage) -> dict[str, str]:
    source = f"{MANAGER}/templates/{stage.ids['templates']['Ottawa']}"
    return {"template_id": stage.post(f"{source}/duplicate", {"name": "To be deleted"})["id"]}


SIGNING, DOCUMENT, SIGNER_ID = "signing_id", "document_id", "signer_id"
GOOD: dict[str, Callable[[Stage], Ask]] = {
    "GET /metrics": lambda s: Ask(who="metrics"),
    "POST /api/clickwrap": lambda s: Ask(body={"key": s.new("k"), "title": "Terms", "body": "Be kind."}),
    "PATCH /api/clickwrap/{id}": lambda s: Ask({"id": s.agreement()}, body={"active": False}),
    "POST /api/clickwrap/{id}/secret": lambda s: Ask({"id": s.agreement()}),
    "GET /api/clickwrap/{id}/status": lambda s: Ask(place(s, "/api/clickwrap/{id}"), {"subjectRef": "ann@example.com"}),
    "POST /api/deals": lambda s: Ask(body={"title": "A sale", "type": "sale", "closingDate": "2031-05-01"}),
    "PATCH /api/deals/{id}": lambda s: Ask({"id": s.deal()}, body={"stage": "firm"}),
    "PATCH /api/deals/{id}/checklist/{milestone_id}": lambda s: Ask(s.closing, body={"done": True}),
    "POST /api/webhooks": lambda s: Ask(body={"url": "https://example.com/hook", "events": ["DOCUMENT_SIGNED"]}),
    "PATCH /api/webhooks/{id}": lambda s: Ask({"id": s.webhook()}, body={"active": False}),
    "DELETE /api/webhooks/{id}": lambda s: Ask({"id": s.webhook()}),
    "POST /api/webhooks/{id}/secret": lambda s: Ask({"id": s.webhook()}),
    "POST /api/webhooks/{id}/test": lambda s: Ask({"id": s.webhook()}),
    "POST /api/webhooks/{webhook_id}/deliveries/{id}/retry": lambda s: Ask(s.delivery()),
    "POST /api/documents": lambda s: Ask(body={"formKey": FORM, "canonical": s.sample}),
    "PATCH /api/documents/{id}": lambda s: Ask({"id": s.draft()}, body={"title": "Another title"}),
    "DELETE /api/documents/{id}": lambda s: Ask({"id": s.draft()}),
    "GET /api/documents/search": lambda s: Ask(query={"q": "a house with a garden"}),
    "POST /api/documents/draft": lambda s: Ask(body={"prompt": "A house for 500,000 dollars."}),
    "POST /api/documents/{id}/generate": lambda s: Ask({"id": s.draft()}),
    "POST /api/documents/{id}/signature": lambda s: Ask({"id": s.generated()}, body={"expiresInDays": 7}),
    "POST /api/documents/obligations/{id}/resolve": lambda s: Ask({"id": s.obligation()}),
    "POST /api/public/clickwrap/receipts/{token}/mail": lambda s: Ask(
        {"token": s.receipt()}, body={"email": "ann@example.com"}, who=""
    ),
    "POST /api/public/clickwrap/{agreement_id}": lambda s: Ask({"agreement_id": s.agreement()}, body={}, who=""),
    f"POST {LINK}": lambda s: Ask({"token": s.opened()}, body={"action": "authenticate"}, who=""),
    f"POST {LINK}/code": lambda s: Ask({"token": s.opened(**CODED)}, body={}, who=""),
    f"POST {LINK}/code/verify": lambda s: Ask({"token": _asked(s)}, body={"answers": ["rover"]}, who=""),
    f"POST {LINK}/marks": _marks,
    f"POST {LINK}/documents": lambda s: Ask(
        {"token": s.consented_in_package()},
        body={"step": "0"},
        files={"file": ("a.pdf", s.pdf, "application/pdf")},
        who="",
    ),
    f"POST {LINK}/paper": lambda s: Ask({"token": s.opened()}, body={"reason": "Large print."}, who=""),
    f"POST {LINK}/withdraw": lambda s: Ask({"token": _consented(s)}, body={}, who=""),
    f"POST {LINK}/lettering": lambda s: Ask(
        {"token": s.opened()}, body={"signature": "Bea Buyer", "initials": "BB"}, who=""
    ),
    "POST /api/public/verify": lambda s: Ask(files={"file": ("a.pdf", s.pdf, "application/pdf")}, who=""),
    "DELETE /api/signatures/{id}": lambda s: Ask({"id": s.sent()["envelopeId"]}, {"reason": "A mistake."}),
    "PATCH /api/signatures/{id}": lambda s: Ask(
        {"id": s.sent(expiresInDays=2)["envelopeId"]}, body={"expiresInDays": 9}
    ),
    "POST /api/signatures/{id}/signers/{signer_id}/link": lambda s: Ask(_signer(s), body={}),
    "POST /api/templates": lambda s: Ask(files={"file": ("Form.pdf", s.form, "application/pdf")}),
    "POST /v1/documents": lambda s: Ask(body={"title": "A van", "chattelType": "vehicle", "loan": LOAN}),
    f"PATCH {CHATTEL}": lambda s: Ask({DOCUMENT: s.chattel()}, body={"description": "Red."}),
    f"DELETE {CHATTEL}": lambda s: Ask({DOCUMENT: s.chattel()}),
    f"POST {CHATTEL}/comments": lambda s: Ask({DOCUMENT: s.chattel()}, body={"text": "Look."}),
    f"PUT {CHATTEL}/loan": lambda s: Ask({DOCUMENT: s.chattel()}, body=LOAN),
    f"DELETE {CHATTEL}/loan": lambda s: Ask(_lagging(s)),
    f"POST {CHATTEL}/rcm": lambda s: Ask(_lagging(s), body=OUTREACH),
    f"POST {CHATTEL}/rcm/opt-out": _campaign,
    f"POST {MANAGER}/flows": lambda s: Ask(
        body={"locationId": _location(s), "name": "Two steps", "steps": [{"kind": "read", "title": "Read it"}]}
    ),
    f"PATCH {MANAGER}/flows/{{flow_id}}": lambda s: Ask({"flow_id": s.ids["flows"]["Ottawa"]}, body={"active": True}),
    f"DELETE {MANAGER}/flows/{{flow_id}}": lambda s: Ask(_new_flow(s)),
    f"PATCH {MANAGER}/settings/{{location_id}}": lambda s: Ask({"location_id": _location(s)}, body={"reminderDays": 3}),
    f"POST {MANAGER}/signings": lambda s: Ask(body={"locationId": _location(s), "title": "Receipt"}),
    f"PATCH {PACKAGE}": lambda s: Ask(_draft_parts(SIGNING)(s), body={"note": "Soon."}),
    f"POST {PACKAGE}/activate": lambda s: Ask(_draft_parts(SIGNING)(s)),
    f"POST {PACKAGE}/cancel": lambda s: Ask(_draft_parts(SIGNING)(s), body={"reason": "A mistake."}),
    f"POST {PACKAGE}/reopen": lambda s: Ask(_cancelled(s)),
    f"POST {PACKAGE}/resend": lambda s: Ask(_draft_parts(SIGNING, active=True)(s)),
    f"POST {PACKAGE}/extend": lambda s: Ask(_extendable(s), body={"expiresInDays": 60}),
    f"POST {PACKAGE}/documents": lambda s: Ask(
        _draft_parts(SIGNING)(s), body={"templateId": s.ids["templates"]["Toronto"]}
    ),
    f"DELETE {PACKAGE}/documents/{{document_id}}": lambda s: Ask(_draft_parts(SIGNING, DOCUMENT)(s)),
    f"PUT {PACKAGE}/documents/{{document_id}}/positions": lambda s: Ask(
        _draft_parts(SIGNING, DOCUMENT)(s), body={"positions": [POSITION]}
    ),
    f"POST {PACKAGE}/signers": lambda s: Ask(_draft_parts(SIGNING)(s), body=PERSON),
    f"PATCH {PACKAGE}/signers/{{signer_id}}": lambda s: Ask(_draft_parts(SIGNING, SIGNER_ID)(s), body=PERSON),
    f"POST {PACKAGE}/signers/{{signer_id}}/link": lambda s: Ask(
        _draft_parts(SIGNING, SIGNER_ID, active=True)(s), body={"delivery": "email"}
    ),
    f"DELETE {PACKAGE}/signers/{{signer_id}}": lambda s: Ask(_draft_parts(SIGNING, SIGNER_ID)(s)),
    f"POST {MANAGER}/templates": lambda s: Ask(
        body={"name": "A receipt", "locationId": _location(s)}, files={"file": ("a.pdf", s.pdf, "application/pdf")}
    ),
    f"PATCH {MANAGER}/templates/{{template_id}}": lambda s: Ask(
        {"template_id": s.ids["templates"]["Ottawa"]}, body={"name": "Another name"}
    ),
    f"DELETE {MANAGER}/templates/{{template_id}}": lambda s: Ask(_new_template(s)),
    f"POST {MANAGER}/templates/{{template_id}}/duplicate": lambda s: Ask(
        {"template_id": s.ids["templates"]["Ottawa"]}, body={"name": "A copy"}
    ),
    f"POST {SIGNER}/signings/{{signing_id}}/documents": lambda s: Ask(
        {SIGNING: s.asking()[SIGNING]},
        body={"step": "0", "consent": "true"},
        files={"file": ("a.pdf", s.pdf, "application/pdf")},
        who="sam",
    ),
    f"GET {SIGNER}/signings/{{signing_id}}/documents/{{document_id}}/sealed": lambda s: Ask(s.sealed_of_sam, who="sam"),
    f"POST {SIGNER}/signings/{{signing_id}}/documents/{{document_id}}/sign": lambda s: Ask(
        _draft_parts(SIGNING, DOCUMENT, active=True)(s), body=SIGNED, who="sam"
    ),
    "PATCH /v1/workspace/profile": lambda s: Ask(body={"name": "Alice Arden"}),
    "PUT /v1/workspace/active-org-id": lambda s: Ask(body={"organizationId": s.ids["organizations"]["acme"]}),
    "POST /v1/workspace/orgs": lambda s: Ask(body={"name": "Cedar", "slug": s.new("o")}, who="sam"),
    f"PUT {ORG}/brand/logo": lambda s: Ask(place(s, ORG), files={"file": ("logo.png", LOGO, "image/png")}),
    f"DELETE {ORG}/brand/logo": lambda s: Ask(place(s, ORG)),
    f"POST {ORG}/locations": lambda s: Ask(place(s, ORG), body={"name": "Hull"}),
    f"PATCH {ORG}/locations/{{location_id}}": lambda s: Ask(_new_location(s), body={"name": "Gatineau"}),
    f"DELETE {ORG}/locations/{{location_id}}": lambda s: Ask(_new_location(s)),
    f"POST {ORG}/managers": lambda s: Ask(place(s, ORG), body=_appointment(s)),
    f"PATCH {ORG}/managers/{{manager_id}}": lambda s: Ask(_new_manager(s), body={"tiers": {"signings": "full"}}),
    f"DELETE {ORG}/managers/{{manager_id}}": lambda s: Ask(_new_manager(s)),
    f"POST {ORG}/members": lambda s: Ask(
        place(s, ORG), body={"email": s.new("m") + "@example.com", "roleSlug": "member"}
    ),
    f"PATCH {ORG}/members/{{member_id}}": lambda s: Ask(_new_member(s), body={"roleSlug": "owner"}),
    f"DELETE {ORG}/members/{{member_id}}": lambda s: Ask(_new_member(s)),
    f"POST {ORG}/roles": lambda s: Ask(place(s, ORG), body={"name": "Clerk", "slug": s.new("r")}),
    f"PATCH {ORG}/roles/{{role_id}}": lambda s: Ask(_new_role(s), body={"permissions": ["brand"]}),
    f"DELETE {ORG}/roles/{{role_id}}": lambda s: Ask(_new_role(s)),
    f"PATCH {ORG}/settings": lambda s: Ask(place(s, ORG), body={"timezone": "America/Toronto"}),
    "POST /webhooks/clerk": lambda s: Ask(body={}, who=""),
    "POST /webhooks/mail": lambda s: Ask(body={}, who=""),
    "POST /webhooks/twilio": lambda s: Ask(body={}, who=""),
}
