"""The plan of a package, against a second model: a graph of what each signer's part of each step waits for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.packages.flows import plan as plans
from signing.packages.flows.plan import Plan, PlannedDocument, PlannedSigner, Progress, made, obstacles

PARTIES = ("buyer", "seller", "lender")
KINDS = ("read", "consent", "upload", "sign", "sign", "sign")
METHODS = ("email_link", "email_otp", "sms_otp", "kba", "account")


class Package(NamedTuple):
    """What a plan is made of."""

    steps: list[dict[str, Any]]
    signers: list[PlannedSigner]
    documents: list[PlannedDocument]


class Part(NamedTuple):
    """What one signer does in one step."""

    step: int
    signer: str


class Graph:
    """The second model: parts, each with all the parts that come before it.

    It takes each signer's documents apart, and knows nothing of the first model's classes but their input.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        self.required = {one.id for one in package.documents if one.is_required}
        self.parts = {
            Part(number, signer.id): self._documents(number, signer)
            for number, step in enumerate(package.steps)
            for signer in package.signers
            if not step.get("signers") or signer.party in step["signers"]
        }
        for part in [part for part, documents in self.parts.items() if self.kind(part) == "sign" and not documents]:
            del self.parts[part]
        self._add_optional()
        self.before = {
            part: [
                other
                for other in self.parts
                if self._order(other.step) < self._order(part.step)
                and (other.signer == part.signer or package.steps[other.step].get("signers"))
            ]
            for part in self.parts
        }

    def kind(self, part: Part) -> str:
        return str(self.package.steps[part.step]["kind"])

    def is_done(self, part: Part, progress: Progress) -> bool:
        match self.kind(part):
            case "read":
                return part.signer in (set(progress.opened) | set(progress.consented))
            case "consent":
                return part.signer in progress.consented
            case "upload":
                return (part.signer, part.step) in progress.uploaded
        signed = {document for signer, document in progress.signed if signer == part.signer}
        return (self.parts[part] & self.required) <= signed

    def is_reached(self, part: Part, progress: Progress) -> bool:
        return all(self.is_done(one, progress) for one in self.before[part])

    def open(self, signer: str, progress: Progress) -> set[str]:
        reached = [part for part in self.parts if part.signer == signer and self.is_reached(part, progress)]
        return {document for part in reached for document in self.parts[part]}

    def has_turn(self, signer: str, progress: Progress) -> bool:
        reached = [part for part in self.parts if part.signer == signer and self.is_reached(part, progress)]
        unsigned = {(signer, one) for one in self.open(signer, progress)} - progress.signed
        return bool(unsigned) or any(self.kind(part) == "read" or not self.is_done(part, progress) for part in reached)

    def _order(self, number: int) -> int:
        return int(self.package.steps[number].get("order", number + 1))

    def _documents(self, number: int, signer: PlannedSigner) -> set[str]:
        step = self.package.steps[number]
        if step["kind"] != "sign":
            return set()
        named = {
            one.id
            for one in self.package.documents
            if one.template_id == step.get("templateId", one.template_id)
            and one.title in step.get("documents", [one.title])
        }
        return named & set(signer.documents)

    def _add_optional(self) -> None:
        for signer in self.package.signers:
            own = [part for part in self.parts if part.signer == signer.id and self.kind(part) == "sign"]
            spare = set(signer.documents) - self.required - {one for part in own for one in self.parts[part]}
            if own:
                self.parts[sorted(own, key=lambda part: (self._order(part.step), part.step))[-1]] |= spare


@st.composite
def documents(draw: Any) -> list[PlannedDocument]:
    template = st.sampled_from([None, "7", "8"])
    rows = draw(
        st.lists(st.tuples(st.sampled_from(["Deed", "Loan", "Note"]), template, st.booleans()), min_size=1, max_size=4)
    )
    return [PlannedDocument(str(number), *row) for number, row in enumerate(rows, start=1)]


@st.composite
def packages(draw: Any) -> Package:
    papers = draw(documents())
    ids = [one.id for one in papers]
    signers = [
        PlannedSigner(
            id=name,
            name=name.title(),
            party=draw(st.sampled_from([None, *PARTIES])),
            documents=frozenset(draw(st.one_of(st.just(ids), st.lists(st.sampled_from(ids), min_size=1)))),
            has_phone=draw(st.booleans()),
            has_questions=draw(st.booleans()),
            auth_method=draw(st.sampled_from(("email_link", *METHODS[:4]))),
        )
        for name in draw(st.lists(st.sampled_from(["ann", "bob", "cy"]), min_size=1, max_size=3, unique=True))
    ]
    return Package(draw(st.lists(steps(), min_size=1, max_size=5)), signers, papers)


@st.composite
def steps(draw: Any) -> dict[str, Any]:
    step: dict[str, Any] = {"kind": draw(st.sampled_from(KINDS)), "title": "Step"}
    about = draw(st.sampled_from(["all", "all", "all", "templateId", "documents"]))
    if about == "templateId":
        step["templateId"] = draw(st.sampled_from(["7", "8"]))
    if about == "documents":
        step["documents"] = draw(st.lists(st.sampled_from(["Deed", "Loan", "Note"]), min_size=1, unique=True))
    if draw(st.booleans()):
        step["order"] = draw(st.integers(1, 4))
    if draw(st.booleans()):
        step["signers"] = draw(st.lists(st.sampled_from(PARTIES), min_size=1, unique=True))
    if draw(st.integers(0, 3)) == 0:
        step["authMethod"] = draw(st.sampled_from(METHODS))
    return step


@st.composite
def progresses(draw: Any, package: Package) -> Progress:
    names = [signer.id for signer in package.signers]
    pairs = [(signer.id, one) for signer in package.signers for one in sorted(signer.documents)]
    some = st.sets(st.sampled_from(names))
    uploads = [(name, number) for name in names for number in range(len(package.steps))]
    signed, uploaded = draw(st.sets(st.sampled_from(pairs))), draw(st.sets(st.sampled_from(uploads)))
    return Progress(draw(some), draw(some), signed, uploaded)


@given(st.data())
def test_turns_and_documents_are_those_of_the_graph(data: st.DataObject) -> None:
    package = data.draw(packages())
    progress = data.draw(progresses(package))
    plan, graph = made(*package), Graph(package)
    for signer in package.signers:
        assert plan.is_turn(signer.id, progress) == graph.has_turn(signer.id, progress)
        assert set(plan.open_documents(signer.id, progress)) == graph.open(signer.id, progress)
        uploads = {part for part in graph.parts if part.signer == signer.id and graph.kind(part) == "upload"}
        missing = {part for part in uploads if not graph.is_done(part, progress)}
        asked = {part.step for part in missing if graph.is_reached(part, progress)}
        assert {step.number for step in plan.uploads(signer.id, progress)} == asked
        assert plan.has_to_upload(signer.id, progress) == bool(missing)
    for number, step in enumerate(plan.steps):
        parts = [part for part in graph.parts if part.step == number]
        assert plan.state(step, progress) == _state(graph, parts, progress)
    waits = any(one.signer != part.signer for part, before in graph.before.items() for one in before)
    assert plan.has_waiting == waits


def _state(graph: Graph, parts: Sequence[Part], progress: Progress) -> str:
    if all(graph.is_done(part, progress) for part in parts):
        return "done"
    open_parts = [part for part in parts if graph.is_reached(part, progress)]
    unsigned = [one for part in open_parts for one in graph.parts[part] if (part.signer, one) not in progress.signed]
    undone = [part for part in open_parts if graph.kind(part) == "read" or not graph.is_done(part, progress)]
    return "now" if unsigned or undone else "waiting"


@given(st.data())
def test_what_has_no_obstacle_is_completed_in_whatever_order_people_act(data: st.DataObject) -> None:
    package = data.draw(packages())
    if obstacles(*package):
        return
    plan, progress = made(*package), Progress()
    while moves := list(_moves(plan, package, progress)):
        progress = data.draw(st.sampled_from(moves))
    required = {one.id for one in package.documents if one.is_required}
    assert {(one.id, document) for one in package.signers for document in one.documents & required} <= progress.signed
    assert all(step.is_done(progress) for step in plan.steps)


def _moves(plan: Plan, package: Package, progress: Progress) -> Iterator[Progress]:
    """What each signer could do next; those who can sign nothing may only look and consent."""
    for signer in package.signers:
        if not plan.is_turn(signer.id, progress):
            continue
        if signer.id not in progress.opened:
            yield replace(progress, opened=progress.opened | {signer.id})
            continue
        if signer.id not in progress.consented:
            yield replace(progress, consented=progress.consented | {signer.id})
            continue
        for step in plan.uploads(signer.id, progress):
            yield replace(progress, uploaded=progress.uploaded | {(signer.id, step.number)})
        for document in plan.open_documents(signer.id, progress):
            if (signer.id, document) not in progress.signed:
                yield replace(progress, signed=progress.signed | {(signer.id, document)})


@given(packages())
def test_obstacles_are_those_of_the_graph(package: Package) -> None:
    graph = Graph(package)
    assert bool(obstacles(*package)) == any(_faults(graph, package))


def _faults(graph: Graph, package: Package) -> Iterator[bool]:
    parties = {signer.party for signer in package.signers}
    for number, step in enumerate(package.steps):
        yield not parties.issuperset(step.get("signers", []))
        yield not {one.title for one in package.documents}.issuperset(step.get("documents", []))
        yield "templateId" in step and step["templateId"] not in {one.template_id for one in package.documents}
        yield not any(part.step == number for part in graph.parts)
    for signer in package.signers:
        own = [part for part in graph.parts if part.signer == signer.id]
        signs = [graph.parts[part] for part in own if graph.kind(part) == "sign"]
        yield not signs or bool((signer.documents & graph.required) - set().union(*signs))
        asked = {package.steps[part.step].get("authMethod", "email_link") for part in own} | {signer.auth_method}
        yield len(asked - {"email_link"}) > 1
        yield "sms_otp" in asked and not signer.has_phone
        yield "kba" in asked and not signer.has_questions


@given(packages())
def test_identification_is_the_one_that_is_asked_for(package: Package) -> None:
    plan, graph = made(*package), Graph(package)
    if obstacles(*package):
        return
    for signer in package.signers:
        asked = {package.steps[part.step].get("authMethod") for part in graph.parts if part.signer == signer.id}
        (expected,) = ((asked | {signer.auth_method}) - {None, "email_link"}) or {"email_link"}
        assert plan.methods[signer.id] == expected


@given(packages())
def test_a_stored_plan_is_read_as_it_was(package: Package) -> None:
    plan = made(*package)
    assert Plan.read(plan.written()) == plan


DEED, LOAN, ASIDE = (
    PlannedDocument("1", "Deed", "7"), PlannedDocument("2", "Loan"), PlannedDocument("3", "Aside", is_required=False)
)  # fmt: skip
BEA = PlannedSigner("10", "Bea", "buyer", {"1", "2", "3"})
SAM = PlannedSigner("11", "Sam", "seller", {"1"})


def sign(**more: Any) -> dict[str, Any]:
    return {"kind": "sign", "title": "Sign", **more}


@pytest.mark.parametrize(
    ("steps", "changes", "sentences"),
    [
        ([sign()], {}, []),
        ([sign(signers=["lender"]), sign()], {}, ["the step Sign is for lender, and no signer stands for that party"]),
        (
            [sign(documents=["Lease"]), sign()],
            {},
            ["the step Sign names the document Lease, which the package does not have"],
        ),
        (
            [sign(templateId="9"), sign()],
            {},
            ["the step Sign is about a template of which the package has no document"],
        ),
        (
            [sign(signers=["seller"], documents=["Loan"]), sign()],
            {},
            ["the step Sign gives none of its signers a document to sign"],
        ),
        ([sign(signers=["buyer"])], {}, ["no sign step is for the signer Sam"]),
        (
            [{"kind": "read", "title": "Read"}],
            {},
            ["no sign step is for the signer Bea", "no sign step is for the signer Sam"],
        ),
        ([sign(templateId="7")], {}, ["no step lets the signer Bea sign the document Loan"]),
        (
            [sign(authMethod="account"), {"kind": "read", "title": "Read", "authMethod": "email_otp"}],
            {},
            [
                "the signer Bea is asked for several identifications (account, email_otp)",
                "the signer Sam is asked for several identifications (account, email_otp)",
            ],
        ),
        (
            [sign(authMethod="sms_otp")],
            {"has_phone": True},
            ["the signer Sam has no phone number, which sms_otp needs"],
        ),
        ([sign()], {"auth_method": "kba"}, ["the signer Bea has no questions, which kba needs"]),
        (
            [sign(), {"kind": "upload", "title": "Your licence", "signers": ["lender"]}],
            {},
            ["the step Your licence is for lender, and no signer stands for that party"],
        ),
    ],
    ids=repr,
)  # fmt: skip
def test_an_obstacle_is_named(steps: list[dict[str, Any]], changes: Mapping[str, Any], sentences: list[str]) -> None:
    assert obstacles(steps, [replace(BEA, **changes), SAM], [DEED, LOAN, ASIDE]) == sentences


def test_more_files_than_a_package_takes_are_an_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [sign(), {"kind": "upload", "title": "Your licence"}, {"kind": "upload", "title": "A bill"}]
    monkeypatch.setattr(plans, "MAX_UPLOADS", 4)
    assert obstacles(steps, [BEA, SAM], [DEED, LOAN, ASIDE]) == []
    monkeypatch.setattr(plans, "MAX_UPLOADS", 3)
    sentence = "its steps ask signers for 4 files, and 3 are the most"
    assert obstacles(steps, [BEA, SAM], [DEED, LOAN, ASIDE]) == [sentence]


def test_a_file_is_asked_for_in_its_step_and_not_in_one_like_it() -> None:
    licence = {"kind": "upload", "title": "Your licence", "order": 1}
    plan = made([licence, licence, sign(order=2)], [BEA], [DEED, LOAN])
    first = Progress(uploaded={("10", 0)})
    assert [step.number for step in plan.uploads("10", first)] == [1]
    assert plan.open_documents("10", first) == []
    assert plan.open_documents("10", Progress(uploaded={("10", 0), ("10", 1)})) == ["1", "2"]


def test_optional_documents_of_no_step_come_with_the_last_one() -> None:
    plan = made([sign(documents=["Deed"]), sign(documents=["Loan"])], [BEA], [DEED, LOAN, ASIDE])
    signed = Progress(signed={("10", "1")})
    assert plan.open_documents("10", Progress()) == ["1"]
    assert plan.open_documents("10", signed) == ["1", "2", "3"]


def test_parties_are_waited_for_by_name() -> None:
    plan = made([sign(signers=["buyer"]), sign(signers=["seller"])], [BEA, SAM], [DEED, LOAN])
    assert (plan.waits_for("10", Progress()), plan.waits_for("11", Progress())) == ([], ["buyer"])
    done = Progress(signed={("10", "1"), ("10", "2")})
    assert plan.waits_for("11", done) == []
    assert plan.turns(done) - plan.turns(Progress()) == {("11", 1)}
    assert [plan.state(step, done) for step in plan.steps] == ["done", "now"]


def test_what_was_shown_to_read_stays_to_be_seen() -> None:
    read = {"kind": "read", "title": "Read", "signers": ["seller"]}
    plan = made([read, sign(signers=["buyer"]), sign(signers=["seller"])], [BEA, SAM], [DEED, LOAN])
    opened = Progress(opened={"11"})
    assert plan.is_turn("11", opened)
    assert plan.waits_for("11", opened) == ["buyer"]
    assert plan.open_documents("11", opened) == []


def test_the_kinds_are_those_that_flows_take() -> None:
    assert set(plans.KINDS) == {"read", "consent", "sign", "upload"}
