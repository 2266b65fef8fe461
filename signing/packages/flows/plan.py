"""What the steps of a flow ask of the signers of one package: in which order, of which documents, how identified.

Nothing here reads or writes the database. A plan is made once, when a package is sent, and kept with it.

The order: a step that names parties is waited for by everyone whose step has a higher number; a step that names none
is everyone's, each goes through it when they like, and keeps nobody else waiting. Steps of equal number stand side by
side. Each signer takes their own steps in order.

What a step asks for: `read` that the signer has opened the package, `consent` that they have consented, `sign` that
they have signed their required documents of the step, `upload` that they have added a file. Optional documents can be
signed from then on and hold up nobody.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

READ, CONSENT, SIGN, UPLOAD = KINDS = ("read", "consent", "sign", "upload")
DONE, NOW, WAITING = STATES = ("done", "now", "waiting")
LINK, ACCOUNT = "email_link", "account"
SMS_OTP, KBA = "sms_otp", "kba"
METHODS = (LINK, "email_otp", SMS_OTP, KBA, ACCOUNT)
MAX_UPLOADS = 500  # files that the steps of one package ask for: each of the most signers can add one


@dataclass(frozen=True)
class PlannedDocument:
    """A document of the package; `template_id` of the template that it came from."""

    id: str
    title: str
    template_id: str | None = None
    is_required: bool = True


@dataclass(frozen=True)
class PlannedSigner:
    """A signer of the package.

    documents     ids of what they are to sign
    auth_method   what they are asked for without a flow
    """

    id: str
    name: str
    party: str | None = None
    documents: Set[str] = frozenset()
    has_phone: bool = False
    has_questions: bool = False
    auth_method: str = LINK


@dataclass(frozen=True)
class Progress:
    """What was done so far: ids of signers, pairs of signer and document, and pairs of signer and number of a step."""

    opened: Set[str] = frozenset()
    consented: Set[str] = frozenset()
    signed: Set[tuple[str, str]] = frozenset()
    uploaded: Set[tuple[str, int]] = frozenset()


@dataclass(frozen=True)
class Ask:
    """What a step asks of one signer: ids of the documents they can sign in it, and of those that they have to."""

    documents: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlannedStep:
    """One step. `number`: its place in the plan, from 0; `parties`: those that it names, whom others wait for;
    `asks` by the ids of its signers.
    """

    number: int
    kind: str
    title: str
    order: int
    parties: tuple[str, ...]
    asks: Mapping[str, Ask]

    def is_done_by(self, signer_id: str, progress: Progress) -> bool:
        """Whether one of its signers has done what it asks for. Whoever has consented has been shown what there is."""
        if self.kind == READ:
            return signer_id in progress.opened or signer_id in progress.consented
        if self.kind == CONSENT:
            return signer_id in progress.consented
        if self.kind == UPLOAD:
            return (signer_id, self.number) in progress.uploaded
        return all((signer_id, document) in progress.signed for document in self.asks[signer_id].required)

    def is_over_for(self, signer_id: str, progress: Progress) -> bool:
        """Whether there is nothing left in it for the signer, optional documents included.

        Reading is never over: what was shown once stays to be seen.
        """
        left = any((signer_id, one) not in progress.signed for one in self.asks[signer_id].documents)
        return self.kind != READ and not left and self.is_done_by(signer_id, progress)

    def is_done(self, progress: Progress) -> bool:
        """Whether all of its signers have."""
        return all(self.is_done_by(signer_id, progress) for signer_id in self.asks)


@dataclass(frozen=True)
class Plan:
    """The steps of one package; `methods`: by the ids of signers, how each is identified."""

    steps: Sequence[PlannedStep]
    methods: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_waiting(self) -> bool:
        """Whether anyone waits for someone else."""
        return any(
            earlier.parties and earlier.order < later.order and earlier.asks.keys() - {signer_id}
            for earlier in self.steps
            for later in self.steps
            for signer_id in later.asks
        )

    def reached(self, signer_id: str, progress: Progress) -> list[PlannedStep]:
        """The signer's steps whose time has come, done or not."""
        return [
            step for step in self.steps if signer_id in step.asks and not any(self._blocking(step, signer_id, progress))
        ]

    def current(self, signer_id: str, progress: Progress) -> list[PlannedStep]:
        """Those of them that are not over for the signer."""
        return [step for step in self.reached(signer_id, progress) if not step.is_over_for(signer_id, progress)]

    def is_turn(self, signer_id: str, progress: Progress) -> bool:
        """Whether there is anything for the signer to read or to do now."""
        return bool(self.current(signer_id, progress))

    def open_documents(self, signer_id: str, progress: Progress) -> list[str]:
        """The ids of what the signer can sign now, or has signed."""
        steps = self.reached(signer_id, progress)
        return list(dict.fromkeys(one for step in steps for one in step.asks[signer_id].documents))

    def uploads(self, signer_id: str, progress: Progress) -> list[PlannedStep]:
        """The steps in which the signer has to add a file now."""
        return [step for step in self.current(signer_id, progress) if step.kind == UPLOAD]

    def has_to_upload(self, signer_id: str, progress: Progress) -> bool:
        """Whether a file of the signer is missing, be it their turn or not."""
        own = (step for step in self.steps if step.kind == UPLOAD and signer_id in step.asks)
        return any(not step.is_done_by(signer_id, progress) for step in own)

    def waits_for(self, signer_id: str, progress: Progress) -> list[str]:
        """The parties whose steps keep the signer from a step of their own now, each once."""
        reached = self.reached(signer_id, progress)
        own = (step for step in self.steps if signer_id in step.asks and step not in reached)
        ahead = (one for step in own for one in self._blocking(step, signer_id, progress))
        others = (
            step for step in ahead if any(not step.is_done_by(one, progress) for one in step.asks.keys() - {signer_id})
        )
        return list(dict.fromkeys(party for step in others for party in step.parties))

    def turns(self, progress: Progress) -> set[tuple[str, int]]:
        """Pairs of a signer and the number (from 0) of a step that is current for them."""
        signers = {signer_id for step in self.steps for signer_id in step.asks}
        current = {signer_id: self.current(signer_id, progress) for signer_id in signers}
        return {
            (signer_id, number)
            for number, step in enumerate(self.steps)
            for signer_id in step.asks
            if step in current[signer_id]
        }

    def state(self, step: PlannedStep, progress: Progress) -> str:
        """`done`, `now` (someone can do it) or `waiting`."""
        if step.is_done(progress):
            return DONE
        is_now = any(step in self.current(signer_id, progress) for signer_id in step.asks)
        return NOW if is_now else WAITING

    def written(self) -> dict[str, Any]:
        """As it is stored."""
        return {"steps": [_written(step) for step in self.steps], "methods": dict(self.methods)}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Plan":
        """What `written` made."""
        return cls([_read(number, step) for number, step in enumerate(stored["steps"])], stored["methods"])

    def _blocking(self, step: PlannedStep, signer_id: str, progress: Progress) -> Iterator[PlannedStep]:
        for earlier in self.steps:
            if earlier.order < step.order and (
                (signer_id in earlier.asks and not earlier.is_done_by(signer_id, progress))
                or (earlier.parties and not earlier.is_done(progress))
            ):
                yield earlier


def made(
    steps: Sequence[Mapping[str, Any]], signers: Sequence[PlannedSigner], documents: Sequence[PlannedDocument]
) -> Plan:
    """The plan of these steps, which are as `Flow.steps` holds them; `obstacles` says whether it can be completed.

    Optional documents that are in no step belong to the last sign step of their signer.
    """
    planned = [_planned(step, number, signers, documents) for number, step in enumerate(steps)]
    for signer in signers:
        own = [number for number, step in enumerate(planned) if step.kind == SIGN and signer.id in step.asks]
        covered = {document for number in own for document in planned[number].asks[signer.id].documents}
        left = tuple(one.id for one in documents if one.id in signer.documents - covered and not one.is_required)
        if own and left:
            last = max(own, key=lambda number: (planned[number].order, number))
            planned[last] = _with_optional(planned[last], signer.id, left)
    needed = {signer.id: _needed(signer, steps, planned) for signer in signers}
    return Plan(planned, {signer_id: methods[-1] for signer_id, methods in needed.items()})


def obstacles(
    steps: Sequence[Mapping[str, Any]], signers: Sequence[PlannedSigner], documents: Sequence[PlannedDocument]
) -> list[str]:
    """Why a package with these steps could never be completed, in parts of a sentence; none where it can."""
    planned = made(steps, signers, documents).steps
    return [
        *(
            sentence
            for step, one in zip(steps, planned, strict=True)
            for sentence in _of_step(step, one, signers, documents)
        ),
        *(sentence for signer in signers for sentence in _of_signer(signer, steps, planned, documents)),
        *_of_uploads(planned),
    ]


def _planned(
    step: Mapping[str, Any], number: int, signers: Sequence[PlannedSigner], documents: Sequence[PlannedDocument]
) -> PlannedStep:
    named = tuple(dict.fromkeys(step.get("signers", ())))
    about = _documents_of(step, documents)
    asks = {
        signer.id: Ask(
            tuple(one.id for one in about if one.id in signer.documents),
            tuple(one.id for one in about if one.id in signer.documents and one.is_required),
        )
        if step["kind"] == SIGN
        else Ask()
        for signer in signers
        if (not named or signer.party in named)
        and (step["kind"] != SIGN or any(one.id in signer.documents for one in about))
    }
    return PlannedStep(number, step["kind"], step["title"], step.get("order", number + 1), named, asks)


def _documents_of(step: Mapping[str, Any], documents: Sequence[PlannedDocument]) -> list[PlannedDocument]:
    if "templateId" in step:
        return [one for one in documents if one.template_id == step["templateId"]]
    if "documents" in step:
        return [one for one in documents if one.title in step["documents"]]
    return list(documents)


def _with_optional(step: PlannedStep, signer_id: str, documents: tuple[str, ...]) -> PlannedStep:
    ask = step.asks[signer_id]
    asks = {**step.asks, signer_id: Ask(ask.documents + documents, ask.required)}
    return replace(step, asks=asks)


def _needed(signer: PlannedSigner, steps: Sequence[Mapping[str, Any]], planned: Sequence[PlannedStep]) -> list[str]:
    """The identifications that are asked of a signer. Whatever else is asked for includes having the link."""
    asked = [step.get("authMethod", LINK) for step, one in zip(steps, planned, strict=True) if signer.id in one.asks]
    return list(dict.fromkeys(one for one in (*asked, signer.auth_method) if one != LINK)) or [LINK]


def _of_step(
    step: Mapping[str, Any],
    planned: PlannedStep,
    signers: Sequence[PlannedSigner],
    documents: Sequence[PlannedDocument],
) -> Iterator[str]:
    title = step["title"]
    parties = {signer.party for signer in signers}
    titles = {document.title for document in documents}
    strange = [party for party in planned.parties if party not in parties]
    missing = [one for one in step.get("documents", ()) if one not in titles]
    for party in strange:
        yield f"the step {title} is for {party}, and no signer stands for that party"
    for document in missing:
        yield f"the step {title} names the document {document}, which the package does not have"
    is_lost = "templateId" in step and not _documents_of(step, documents)
    if is_lost:
        yield f"the step {title} is about a template of which the package has no document"
    if not (planned.asks or strange or missing or is_lost):
        yield f"the step {title} gives none of its signers a document to sign"


def _of_signer(
    signer: PlannedSigner,
    steps: Sequence[Mapping[str, Any]],
    planned: Sequence[PlannedStep],
    documents: Sequence[PlannedDocument],
) -> Iterator[str]:
    asks = [step.asks[signer.id] for step in planned if step.kind == SIGN and signer.id in step.asks]
    if not asks:
        yield f"no sign step is for the signer {signer.name}"
    covered = {document for ask in asks for document in ask.required}
    for document in documents if asks else ():
        if document.is_required and document.id in signer.documents - covered:
            yield f"no step lets the signer {signer.name} sign the document {document.title}"
    needed = _needed(signer, steps, planned)
    if len(needed) > 1:
        yield f"the signer {signer.name} is asked for several identifications ({', '.join(needed)})"
    if SMS_OTP in needed and not signer.has_phone:
        yield f"the signer {signer.name} has no phone number, which {SMS_OTP} needs"
    if KBA in needed and not signer.has_questions:
        yield f"the signer {signer.name} has no questions, which {KBA} needs"


def _of_uploads(planned: Sequence[PlannedStep]) -> Iterator[str]:
    asked = sum(len(step.asks) for step in planned if step.kind == UPLOAD)
    if asked > MAX_UPLOADS:
        yield f"its steps ask signers for {asked} files, and {MAX_UPLOADS} are the most"


def _written(step: PlannedStep) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "title": step.title,
        "order": step.order,
        "parties": list(step.parties),
        "asks": {
            signer_id: {"documents": list(ask.documents), "required": list(ask.required)}
            for signer_id, ask in step.asks.items()
        },
    }


def _read(number: int, stored: Mapping[str, Any]) -> PlannedStep:
    asks = {
        signer_id: Ask(tuple(ask["documents"]), tuple(ask["required"])) for signer_id, ask in stored["asks"].items()
    }
    return PlannedStep(number, stored["kind"], stored["title"], stored["order"], tuple(stored["parties"]), asks)
