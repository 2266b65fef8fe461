"""The certificate of completion, made from the trail and nothing else.

It says what events say. A party's identity counts as checked when an `authenticated` event says so, in the way
that event names, and not because somebody had asked for it. Having a link proves nothing where the sender had it, too.

It is in the language of the document. certificate_words.py has every word, certificate.typ how it looks.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno

from documents.rendering.local_instants import Clocks
from documents.rendering.printable_text import in_ascii, printed
from documents.rendering.typesetting import Unprintable, typeset
from safeclose.proof.commitments import is_commitment, reveal
from signing.evidence.browsers import browser_of, system_of
from signing.evidence.certificate_brand import brand_of
from signing.evidence.certificate_marks import TrailMarks, adopted, signed_as
from signing.evidence.certificate_words import Words, words_of
from signing.evidence.custody import Custodies, is_link_mail

TEMPLATE = Path(__file__).with_name("certificate.typ")
Event = dict[str, Any]


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
    """What the template shows, in words. Raises MarksError where the trail says of marks what can't be."""
    payloads = [reveal(each["payload"], each.get("revealed", {})) for each in content["events"]]
    words = words_of(_language(_sent(payloads)))
    erased = words.say("erased")
    events = [
        event | {"payload": _shown(payload, erased)} for event, payload in zip(content["events"], payloads, strict=True)
    ]
    sent = _sent([each["payload"] for each in events])
    clocks = Clocks.of(sent.get("organization", {}).get("timezone"))
    titles = {str(each["id"]): each.get("title") or "" for each in sent.get("documents", [])}
    marks = TrailMarks(sent, payloads, words)
    trail = TrailInWords(words, clocks, Custodies(events), marks, _parties(sent, events), titles)
    return {
        "language": words.language,
        "labels": dict(words.labels),
        "brand": brand_of(sent),
        "title": content["subject"].get("title", ""),
        "trailId": content["subject"]["trailId"],
        "documents": _documents(content, sent),
        "documentSha256": content["documentSha256"],
        "added": list(_added(events)),
        "facts": list(_facts(events, sent, trail)),
        "times": words.say("times.zone", zone=clocks.zone.key) if clocks.zone else words.say("times"),
        "parties": [_party(each, events, trail) for each in trail.parties],
        "events": [_event(each, trail) for each in events],
        "head": content["head"],
        "certificateSha256": content["signature"]["certificateSha256"],
        "verifyUrl": verify_url,
        "qr": _qr(verify_url),
    }


def _sent(payloads: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    return next((each["data"] for each in payloads if each["type"] == "sent"), {})


def _language(sent: Mapping[str, Any]) -> Any:
    """That of the document, or the one that all documents of a package have."""
    of_documents = {each.get("language") for each in sent.get("documents", [])}
    return sent.get("language") or (of_documents.pop() if len(of_documents) == 1 else None)


def _shown(value: Any, erased: str) -> Any:
    if isinstance(value, dict):
        return erased if is_commitment(value) else {key: _shown(item, erased) for key, item in value.items()}
    return [_shown(item, erased) for item in value] if isinstance(value, list) else value


def _documents(content: Mapping[str, Any], sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    pages = {str(each["id"]): each.get("pageCount") for each in sent.get("documents", [])}
    listed = content.get("documents") or [{"sha256": content["documentSha256"]}]
    return [each | {"pages": str(pages.get(each.get("id")) or "")} for each in listed]


def _added(events: Sequence[Event]) -> Iterator[dict[str, str]]:
    for each in events:
        if each["type"] == "uploaded":
            data = each["payload"]["data"]
            found = {"title": data.get("title"), "id": data.get("documentId"), "pages": data.get("pageCount")}
            told = {name: str(value or "") for name, value in found.items()}
            yield {**told, "by": _name(each), "sha256": data["documentSha256"]}


def _facts(events: Sequence[Event], sent: Mapping[str, Any], trail: "TrailInWords") -> Iterator[list[str]]:
    say = trail.words.say
    for each in events:
        if each["type"] == "sent":
            by = ", ".join(name for name in (_name(each), sent.get("organization", {}).get("name")) if name)
            yield [say("facts.by"), by]
        if each["type"] in {"sent", "completed", "declined", "voided", "expired"}:
            yield [say(f"facts.{each['type']}"), " · ".join(filter(None, trail.at(each).values()))]
    if "pageCount" in sent:
        yield [say("facts.pages"), str(sent["pageCount"])]
    if sent.get("mode") in trail.words.orders:
        yield [say("facts.order"), trail.words.orders[sent["mode"]]]
    for warning in sent.get("warnings", []):
        yield [say("facts.warning"), warning]


def _parties(sent: Mapping[str, Any], events: Sequence[Event]) -> list[dict[str, Any]]:
    if "signers" in sent:
        return list(sent["signers"])
    actors = [each["payload"]["actor"] for each in events if each["payload"]["actor"]["kind"] == "signer"]
    return list({each["id"]: each for each in actors}.values())


def _party(party: Mapping[str, Any], events: Sequence[Event], trail: "TrailInWords") -> dict[str, Any]:
    own = [each for each in events if each["payload"]["actor"]["id"] == party["id"]]
    name = party.get("name") or ""
    return {
        "id": party["id"],
        "name": name,
        "role": trail.role(str(party.get("role") or "")),
        "contact": [party[name] for name in ("email", "phone") if party.get(name)],
        "party": trail.party_of_form(str(party.get("party") or "")),
        "identity": trail.identity(party, own),
        "custody": list(trail.custody(party, own)),
        "adopted": adopted(own, name, trail.marks, trail.words),
        "signedAs": signed_as(own, name, trail.words),
        "marks": trail.marks.of_party(own),
        "steps": [trail.step(each) for each in own],
    }


@dataclass(frozen=True)
class TrailInWords:
    """How events are told: in which language and zone, and with what is known of links, marks and parties."""

    words: Words
    clocks: Clocks
    custodies: Custodies
    marks: TrailMarks
    parties: list[dict[str, Any]]
    titles: Mapping[str, str]

    def at(self, event: Event) -> dict[str, str]:
        """The instant of an event, to the second."""
        return self.clocks.show(event["at"], timespec="seconds", language=self.words.language)

    def step(self, event: Event) -> dict[str, Any]:
        """An event as shown among a party's, and among all."""
        what, details = self._told(event)
        return {
            "kind": event["type"],
            "what": what,
            "details": details,
            "note": details[0] if event["type"] == "authenticated" or self.marks.number(event) else "",
            "at": self.at(event),
            "ip": event["payload"].get("ip") or "",
            "browser": self._browser(event["payload"].get("userAgent") or ""),
        }

    def identity(self, party: Mapping[str, Any], own: Sequence[Event]) -> str:
        """How and when a party's identity was checked before signing, or that it was not."""
        signed = next((each["seq"] for each in own if each["type"] == "signed"), None)
        checks = [each for each in own if each["type"] == "authenticated" and (signed is None or each["seq"] < signed)]
        if checks:
            return self._checked(party, checks[-1])
        method = party.get("authMethod")
        if not method:
            return ""
        if method == "email_link" or (method == "account" and not own):
            return self.words.say("identity.none")
        return self.words.say(
            "identity.account" if method == "account" else "identity.missing", method=self._method(method)
        )

    def custody(self, party: Mapping[str, Any], own: Sequence[Event]) -> Iterator[str]:
        """Who held a party's links, and what that does not prove."""
        checked = next((each["seq"] for each in own if each["type"] == "authenticated"), None)
        for one in self.custodies.of(party["id"]):
            told = [one.sentence(self.words)]
            if party.get("authMethod") == "email_link" and not one.is_mailed:
                told.append(self.words.say("custody.noCheck"))
            if checked and one.seq > checked:
                told.append(self.words.say("custody.later"))
            yield " ".join(told)

    def role(self, role: str) -> str:
        """A signer's role in words."""
        return self.words.roles.get(role, role.replace("_", " "))

    def party_of_form(self, key: str) -> str:
        """Whom of the form a signer stands for, by the party's key: `parties.buyers.0` is the first of the buyers."""
        *_, name, index = ("", *key.split("."))
        if name and index.isascii() and index.isdecimal():
            return self.words.say("party.numbered", name=name, number=int(index) + 1)
        return self.words.say("party", name=key) if key else ""

    def _checked(self, party: Mapping[str, Any], check: Event) -> str:
        method, at = check["payload"]["data"].get("method"), self.at(check)["utc"]
        held = self.custodies.at(party["id"], check["seq"])
        if method != "email_link":
            key = "identity.account" if method == "account" else "identity.checked"
            told = self.words.say(key, method=self._method(method), at=at)
            asked = party.get("authMethod")
            is_other = asked and asked not in (method, "email_link", "account")
            return f"{told} {self.words.say('identity.other', method=self._method(asked))}" if is_other else told
        if held is None:
            return self.words.say("identity.link", method=self._method(method), at=at)
        if held.is_mailed:
            return self.words.say("identity.link.held", method=self._method(method), held=held.held(self.words), at=at)
        return self.words.say("identity.held", held=held.held(self.words))

    def _method(self, method: Any) -> str:
        return self.words.methods.get(str(method), str(method))

    def _browser(self, user_agent: str) -> str:
        if user_agent in ("", self.words.say("erased")):
            return user_agent
        browser, system = browser_of(user_agent) or self.words.say("browser.unknown"), system_of(user_agent)
        return self.words.say("browser.on", browser=browser, system=system) if system else browser

    def _told(self, event: Event) -> tuple[str, list[str]]:
        kind, data = event["type"], event["payload"]["data"]
        what, details = self.words.events.get(kind, kind), [*self._details(event), *self.marks.of_event(event)]
        if kind == "declined" and data.get("identified") is False:
            return self.words.say("event.unidentified"), details
        if not self.custodies:
            return what, details
        if is_link_mail(event):
            return self.words.say("event.linkMailed"), details
        if kind == "authenticated" and data.get("method") == "email_link":
            return self._by_link(event, what, details)
        held = self.custodies.at(str(data.get("signerId")), event["seq"])
        if kind == "link_rotated" and held:
            name = next((each.get("name") for each in self.parties if each["id"] == data["signerId"]), "")
            return what, [self.words.say("event.for", name=name, held=held.held(self.words))]
        return what, details

    def _by_link(self, event: Event, what: str, details: list[str]) -> tuple[str, list[str]]:
        held = self.custodies.at(event["payload"]["actor"]["id"], event["seq"])
        if held is None:
            return what, details
        if held.is_mailed:
            method = self._method("email_link")
            return what, [self.words.say("event.by.held", method=method, held=held.held(self.words))]
        return self.words.say("event.linkUsed"), [self.words.say("event.noCheck", held=held.held(self.words))]

    def _details(self, event: Event) -> Iterator[str]:
        """What an event tells beyond its kind, in words."""
        say, kind, data = self.words.say, event["type"], event["payload"]["data"]
        if kind == "authenticated":
            yield say("event.by", method=self._method(data.get("method", "")))
        if kind == "consented":
            tag = str(data.get("language"))
            language = self.words.languages.get(tag) or say("event.language", language=tag)
            yield say("event.disclosure", language=language, sha256=data.get("disclosureSha256"))
        if kind == "signed":
            yield from self._signed(event)
        if kind == "uploaded":
            yield str(data.get("title") or "")
            yield say("event.file", sha256=data["documentSha256"])
            yield say("event.received", sha256=data.get("receivedSha256"))
        if kind == "locked":
            yield say("event.locked", number=data.get("wrongAnswers"))
        if kind == "extended":
            yield say("event.extended", value=self.clocks.show(data["expiresAt"], timespec="seconds")["utc"])
        if kind in ("paper_requested", "consent_withdrawn") and data.get("identified") is False:
            yield say("event.notIdentified")
        for name in ("reason", "channel", "recipient"):
            # Why a message did not arrive is an English sentence of ours; others are what a person wrote.
            if data.get(name) and (kind, name) != ("undelivered", "reason"):
                yield say(f"event.{name}", value=data[name])

    def _signed(self, event: Event) -> Iterator[str]:
        """The number and title of a document of a package; its hash is at the beginning."""
        data = event["payload"]["data"]
        if number := self.marks.number(event):
            yield self.words.say("event.documentOf", number=number, title=self.titles[str(data["documentId"])])
        elif "documentSha256" in data:
            yield self.words.say("event.document", sha256=data["documentSha256"])


def _event(event: Event, trail: TrailInWords) -> dict[str, Any]:
    shown = {name: event[name] for name in ("seq", "payloadHash", "chainHash")}
    kind = event["payload"]["actor"]["kind"]
    who = _name(event) or trail.words.sentences.get(f"actor.{kind}", kind)
    return shown | trail.step(event) | {"who": who}


def _name(event: Event) -> str:
    return event["payload"]["actor"].get("name") or ""


@lru_cache(maxsize=8)
def _qr(url: str) -> str:
    drawn = BytesIO()
    segno.make(url, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False, svgns=True)
    return drawn.getvalue().decode("utf-8")
