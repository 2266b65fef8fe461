"""The certificate of completion, made from the trail and nothing else.

It says what events say. A party's identity counts as checked when an `authenticated` event says so, in the way
that event names, and not because somebody had asked for it. Having a link proves nothing where the sender had it, too.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import segno

from documents.rendering.local_instants import Clocks
from documents.rendering.printable_text import in_ascii, printed
from documents.rendering.shaping import is_in_text_font
from documents.rendering.typesetting import Unprintable, typeset
from safeclose.proof.commitments import is_commitment, reveal
from signing.evidence.custody import LATER, NO_CHECK, Custodies, is_link_mail

TEMPLATE = Path(__file__).with_name("certificate.typ")
ERASED = "(erased)"
EVENTS = {
    "sent": "Sent for signature",
    "opened": "Opened the document",
    "code_sent": "Code sent",
    "locked": "Link locked",
    "authenticated": "Identity checked",
    "consented": "Consented to do business electronically",
    "signed": "Signed",
    "declined": "Declined to sign",
    "voided": "Voided",
    "expired": "Expired",
    "completed": "Completed: everyone has signed",
    "link_rotated": "New link issued",
    "delivered": "Copy delivered",
}
METHODS = {
    "email_link": "possession of the personal link",
    "email_otp": "one-time code by e-mail",
    "sms_otp": "one-time code by SMS",
    "kba": "answers to personal questions",
}
LANGUAGES = {"en": "English", "fr": "French"}
ORDERS = {"parallel": "in any order", "sequential": "one after the other"}


def make_certificate(bundle: bytes, *, verify_url: str) -> bytes:
    """The certificate as a PDF, from an evidence bundle; `verify_url` is the page for checking sealed files.

    The same bundle and address give the same bytes.
    """
    content = json.loads(bundle)
    at = datetime.fromisoformat(content["signature"]["at"])
    data = certificate_data(content, verify_url)
    try:
        return typeset(TEMPLATE, printed(data), at=at).pdf
    except Unprintable:  # a certificate is made whatever its names are
        return typeset(TEMPLATE, in_ascii(data), at=at).pdf


def certificate_data(content: Mapping[str, Any], verify_url: str) -> dict[str, Any]:
    """What the template shows, in words."""
    events = [
        each | {"payload": _shown(reveal(each["payload"], each.get("revealed", {})))} for each in content["events"]
    ]
    sent: dict[str, Any] = next((each["payload"]["data"] for each in events if each["type"] == "sent"), {})
    organization = sent.get("organization", {})
    clocks = Clocks.of(organization.get("timezone"))
    steps = Steps(clocks, Custodies(events), _parties(sent, events))
    return {
        "title": content["subject"].get("title", ""),
        "trailId": content["subject"]["trailId"],
        "documents": content.get("documents") or [{"sha256": content["documentSha256"]}],
        "documentSha256": content["documentSha256"],
        "facts": list(_facts(events, sent, clocks)),
        "zone": clocks.zone.key if clocks.zone else "",
        "parties": [_party(each, events, steps) for each in steps.parties],
        "events": [_event(each, steps) for each in events],
        "head": content["head"],
        "certificateSha256": content["signature"]["certificateSha256"],
        "verifyUrl": verify_url,
        "qr": _qr(verify_url),
    }


def _shown(value: Any) -> Any:
    if is_commitment(value):
        return ERASED
    if isinstance(value, dict):
        return {key: _shown(item) for key, item in value.items()}
    return [_shown(item) for item in value] if isinstance(value, list) else value


def _facts(events: list[dict[str, Any]], sent: Mapping[str, Any], clocks: Clocks) -> Iterator[list[str]]:
    for each in events:
        if each["type"] == "sent":
            by = ", ".join(name for name in (_name(each), sent.get("organization", {}).get("name")) if name)
            yield ["Sent by", by]
        if each["type"] in {"sent", "completed", "declined", "voided", "expired"}:
            yield [each["type"].capitalize(), _both(clocks.show(each["at"]))]
    if "pageCount" in sent:
        yield ["Pages", str(sent["pageCount"])]
    if sent.get("mode") in ORDERS:
        yield ["Signing order", ORDERS[sent["mode"]]]


def _parties(sent: Mapping[str, Any], events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if "signers" in sent:
        return list(sent["signers"])
    actors = [each["payload"]["actor"] for each in events if each["payload"]["actor"]["kind"] == "signer"]
    return list({each["id"]: each for each in actors}.values())


def _party(party: Mapping[str, Any], events: list[dict[str, Any]], steps: "Steps") -> dict[str, Any]:
    own = [each for each in events if each["payload"]["actor"]["id"] == party["id"]]
    signature = next((each["payload"]["data"].get("signatureText", "") for each in own if each["type"] == "signed"), "")
    return {
        "id": party["id"],
        "name": party.get("name") or "",
        "role": (party.get("role") or "").replace("_", " "),
        "contact": [party[name] for name in ("email", "phone") if party.get(name)],
        "asked": steps.asked(party),
        "custody": list(steps.custody(party, own)),
        "signature": signature,
        "slanted": is_in_text_font(signature),
        "steps": [steps.step(each) for each in own],
    }


@dataclass(frozen=True)
class Steps:
    """How events are told: in which zone, and with what is known of the links."""

    clocks: Clocks
    custodies: Custodies
    parties: list[dict[str, Any]]

    def step(self, event: dict[str, Any]) -> dict[str, Any]:
        payload = event["payload"]
        what, details = self._told(event)
        return {
            "kind": event["type"],
            "what": what,
            "details": details,
            "at": self.clocks.show(event["at"]),
            "ip": payload.get("ip") or "",
            "userAgent": payload.get("userAgent") or "",
        }

    def asked(self, party: Mapping[str, Any]) -> str:
        """How a party's identity was to be checked; nothing where the link was all, and the sender had it."""
        method = party.get("authMethod")
        first = next(iter(self.custodies.of(party["id"])), None)
        if not method or (method == "email_link" and first and not first.is_mailed):
            return ""
        return METHODS.get(method, str(method))

    def custody(self, party: Mapping[str, Any], own: list[dict[str, Any]]) -> Iterator[str]:
        """Who held a party's links, and what that does not prove."""
        checked = next((each["seq"] for each in own if each["type"] == "authenticated"), None)
        for one in self.custodies.of(party["id"]):
            sentence = one.sentence()
            if party.get("authMethod") == "email_link" and not one.is_mailed:
                sentence += f" {NO_CHECK.capitalize()}."
            yield f"{sentence} {LATER}" if checked and one.seq > checked else sentence

    def _told(self, event: dict[str, Any]) -> tuple[str, list[str]]:
        kind, data = event["type"], event["payload"]["data"]
        what, details = EVENTS.get(kind, kind), list(_details(kind, data))
        if kind == "declined" and data.get("identified") is False:
            return "Declined without having been identified", details
        if not self.custodies:
            return what, details
        if is_link_mail(event):
            return "Link mailed", details
        if kind == "authenticated" and data.get("method") == "email_link":
            return self._by_link(event, what, details)
        held = self.custodies.at(str(data.get("signerId")), event["seq"])
        if kind == "link_rotated" and held:
            name = next((each.get("name") for each in self.parties if each["id"] == data["signerId"]), "")
            return what, [f"for {name}, {held.words}"]
        return what, details

    def _by_link(self, event: dict[str, Any], what: str, details: list[str]) -> tuple[str, list[str]]:
        held = self.custodies.at(event["payload"]["actor"]["id"], event["seq"])
        if held is None:
            return what, details
        if held.is_mailed:
            return what, [f"{details[0]}, {held.words}"]
        return "Used the link", [f"{held.words}; {NO_CHECK}"]


def _event(event: dict[str, Any], steps: Steps) -> dict[str, Any]:
    shown = {name: event[name] for name in ("seq", "payloadHash", "chainHash")}
    return shown | steps.step(event) | {"who": _name(event) or event["payload"]["actor"]["kind"]}


def _details(kind: str, data: Mapping[str, Any]) -> Iterator[str]:
    """What an event tells beyond its kind, in words."""
    if kind == "authenticated":
        yield f"by {METHODS.get(data.get('method', ''), data.get('method'))}"
    if kind == "consented":
        language = data.get("language")
        yield f"in {LANGUAGES.get(str(language), language)}, disclosure {data.get('disclosureSha256')}"
    if kind == "signed" and "documentSha256" in data:
        yield f"document {data['documentSha256']}"
    if kind == "locked":
        yield f"after {data.get('wrongAnswers')} wrong codes or answers; only a fresh link opens it again"
    for name in ("reason", "channel", "recipient"):
        if data.get(name):
            yield f"{name}: {data[name]}"


def _name(event: dict[str, Any]) -> str:
    return event["payload"]["actor"].get("name") or ""


def _both(instant: Mapping[str, str]) -> str:
    return " · ".join(each for each in (instant["utc"], instant["local"]) if each)


def _qr(url: str) -> str:
    drawn = BytesIO()
    segno.make(url, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False, svgns=True)
    return drawn.getvalue().decode("utf-8")
