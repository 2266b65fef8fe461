"""What happens where people sign on the pages: the events of envelopes and packages with marks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

from safeclose.marks.definitions import Mark, MarkKind
from safeclose.proof.hashchain import subject_hash
from safeclose.sealing.bundle import make_bundle
from signing.ceremony import marks as ceremony
from tests.evidence_examples import ALICE, SEALED_AT, SENT_AT, SYSTEM, chain, sealing_key, signer
from tests.mark_examples import payloads

ORGANIZATION = {"id": "org_1", "name": "Acme Realty", "timezone": "America/Toronto"}
DOCUMENT = sha256(b"document").hexdigest()
Story = list[tuple[str, dict[str, Any], dict[str, Any]]]
KINDS = (MarkKind.SIGNATURE, MarkKind.NAME, MarkKind.DATE)
STROKES = [[0, 300, 400, 0, 800, 600, 1200, 100, 2600, 400], [900, 650, 2400, 640]]


def mark(kind: MarkKind, page: int, of: str, number: int = 0, label: str = "", **more: Any) -> Mark:
    """A mark of the signer `of`, with an id that says what and where."""
    return Mark(f"{kind}-{of}-{page}-{number}", page, 72, 600 + number, 200, 20, kind, signer=of, label=label, **more)


def usual(of: str, last: int = 8) -> list[Mark]:
    """Initials on three pages; signature, name and date on the last."""
    initials = [mark(MarkKind.INITIALS, page, of) for page in (1, 2, 3)]
    return [*initials, *(mark(kind, last, of) for kind in KINDS)]


class Stage:
    """One envelope, or one package where there are documents; events are added one by one."""

    def __init__(
        self,
        signers: Sequence[Mapping[str, Any]],
        marks: Sequence[Mark] = (),
        documents: Mapping[str, str] | None = None,
        **sent: Any,
    ) -> None:
        """`documents`: titles by id; each then has all marks. `sent`: more data of that event."""
        self.signers = [dict(each) for each in signers]
        self.asked = list(marks)
        self.documents = [
            {"id": id, "title": title, "sha256": sha256(id.encode()).hexdigest()}
            for id, title in (documents or {"": "Agreement of Purchase"}).items()
        ]
        self.story: Story = []
        self.values: dict[tuple[str, str], Any] = {}
        written = [each.written() for each in marks]
        data = {
            "title": "Agreement of Purchase",
            "documentId": "doc_1",
            "documentSha256": DOCUMENT,
            "mode": "parallel",
            "signers": self.signers,
            "organization": ORGANIZATION,
            **({"marks": written, "pageCount": 8} if marks else {}),
            **ceremony.letters(),
            **sent,
        }
        if documents:
            data = {name: data[name] for name in ("title", "mode", "signers", "organization", "letters", *sent)}
            data["documents"] = [
                {**each, "pageCount": 8, "required": True, "marks": written} for each in self.documents
            ]
        else:
            self.documents[0] |= {"id": "doc_1", "sha256": DOCUMENT}
        self.is_package = bool(documents)
        self.say("sent", ALICE, data)

    def say(self, kind: str, actor: Mapping[str, Any], data: Mapping[str, Any]) -> None:
        self.story.append((kind, dict(actor), dict(data)))

    def begin(self, of: str, method: str = "email_link") -> None:
        """Open, identify, consent."""
        self.say("opened", self.actor(of), {})
        self.say("authenticated", self.actor(of), {"method": method})
        self.say("consented", self.actor(of), {"disclosureSha256": "c" * 64, "language": "en"})

    def put(self, of: str, *batch: tuple[str, Any], document: str = "") -> None:
        """One batch of (mark id, value)."""
        values = self.values.get((of, document), {})
        put = ceremony.put(self.own(of), values, [{"mark_id": id, "value": value} for id, value in batch])
        self.values[of, document] = put.values
        self.say("marked", self.actor(of), {**put.data, **self._of(document)})

    def sign(self, of: str, document: str = "", **adopted: Any) -> None:
        """`adopted`: options of signing.ceremony.marks.adopt."""
        seq = len(self.story) + 1
        name = self.actor(of)["name"]
        own = [each for each in payloads(self.story) if each["actor"]["id"] == of and ceremony.draws(each["data"])]
        data = ceremony.signed_data(
            self.own(of),
            self.values.get((of, document), {}),
            ceremony.adopt(name, **adopted),
            at=SENT_AT + timedelta(minutes=seq),
            timezone=ORGANIZATION["timezone"],
            seq=seq,
            before=ceremony.drawn_before(own),
        )
        of_document = self._of(document) or {"documentSha256": DOCUMENT}
        text = adopted.get("signature_text") or name
        self.say("signed", self.actor(of), {"signatureText": text, **of_document, **data})

    def complete(self) -> Story:
        self.say("completed", SYSTEM, {"signers": len(self.signers)})
        return self.story

    def own(self, of: str) -> list[Mark]:
        return [each for each in self.asked if each.signer == of]

    def actor(self, of: str) -> dict[str, Any]:
        (name,) = [each["name"] for each in self.signers if each["id"] == of]
        return {"kind": "signer", "id": of, "name": name}

    def bundle(self, erase: bool = False) -> bytes:
        """The evidence, without personal values if `erase`."""
        documents = [{name: each[name] for name in ("id", "title", "sha256")} for each in self.documents]
        events, revealed = chain(self.story, subject_hash([each["sha256"] for each in documents]))
        subject = {"trailId": "env_1", "kind": "envelope", "title": "Agreement of Purchase"}
        kept = {} if erase else revealed
        return make_bundle(subject, documents, events, sealing_key(), at=SEALED_AT, revealed=kept)

    def _of(self, document: str) -> dict[str, str]:
        if not self.is_package:
            return {}
        (found,) = [each for each in self.documents if each["id"] == document]
        return {"documentId": document, "documentSha256": found["sha256"]}


def named(number: int, name: str = "", **more: Any) -> dict[str, Any]:
    """A signer of `tests.evidence_examples`, perhaps with another name."""
    return {**signer(number), **({"name": name} if name else {}), **more}


def envelope(signers: int = 2, one_by_one: bool = True, **sent: Any) -> Stage:
    """All sign on the usual places: the first put every mark, the others left them to the act of signing."""
    people = [named(number, party=f"buyers.{number - 1}") for number in range(1, signers + 1)]
    stage = Stage(people, [each for person in people for each in usual(person["id"])], **sent)
    for number, person in enumerate(people):
        stage.begin(person["id"])
        if number == 0 and one_by_one:
            stage.put(person["id"], *((each.id, None) for each in usual(person["id"])))
        stage.sign(person["id"])
    stage.complete()
    return stage


def package(documents: int, signers: int, **sent: Any) -> Stage:
    """Every signer signs every document by account."""
    people = [named(number, authMethod="account", role="signer") for number in range(1, signers + 1)]
    titles = {str(number): f"Schedule {number} to the agreement" for number in range(1, documents + 1)}
    stage = Stage(people, [each for person in people for each in usual(person["id"])], titles, **sent)
    for person in people:
        stage.say("opened", stage.actor(person["id"]), {})
        stage.say("consented", stage.actor(person["id"]), {"disclosureSha256": "c" * 64, "language": "en"})
        for document in titles:
            stage.sign(person["id"], document)
    stage.complete()
    return stage


def moved(marks: Sequence[Mark], page: int) -> list[Mark]:
    """The same marks on another page."""
    return [replace(each, page=page) for each in marks]
