"""The second implementation (`independent`) comes to the same hashes, for every kind of chain there is."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from clickwrap.chain.jobs import seal_all
from clickwrap.models import Acceptance, Block, Chain
from safeclose.storage import files
from safeclose.verify.bundle import signed_statement
from signing.evidence.jobs import seal
from signing.evidence.models import Seal, Trail, TrailEvent
from tests.clickwrap.asking import accepted, published
from tests.evidence_examples import example
from tests.people import Caller
from tests.prepared import sent
from tests.signing.evidence import independent
from tests.signing.packages.stage import Stage, active
from tests.workspace.erasure.forgetting import Zelda
from tests.workspace.erasure.test_erase_person import out_for, signed_by


def test_the_second_implementation_needs_only_hashes_and_json() -> None:
    tree = ast.parse(Path(independent.__file__).read_text())
    names = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert names == {"hashlib", "json"}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


def payloads(trail_id: str) -> list[dict[str, Any]]:
    return [json.loads(bytes(event.payload)) for event in TrailEvent.objects.filter(trail=trail_id).order_by("seq")]


def reproduced(trail_id: str) -> None:
    """Head and values of a stored trail, from its payloads and the documents that they name."""
    trail, told = Trail.objects.get(id=trail_id), payloads(trail_id)
    data = told[0]["data"]
    hashes = [each["sha256"] for each in data["documents"]] if "documents" in data else [data["documentSha256"]]
    assert independent.first_hash(hashes) == trail.document_sha256
    assert independent.head(independent.first_hash(hashes), told) == trail.head
    names = {"trailId", "seq", "type", "at", "actor", "ip", "userAgent", "data"}
    for payload, event in zip(told, TrailEvent.objects.filter(trail=trail_id).order_by("seq"), strict=True):
        assert payload.keys() == names
        assert independent.canonical(payload) == bytes(event.payload)
        assert all(independent.opens(payload, pointer, entry) for pointer, entry in event.kept.items())


def test_the_second_implementation_agrees_about_a_bundle() -> None:
    bundle = json.loads(example().bundle)
    told = [event["payload"] for event in bundle["events"]]
    assert independent.head(independent.first_hash([bundle["documents"][0]["sha256"]]), told) == bundle["head"]
    kept = [(event["payload"], *each) for event in bundle["events"] for each in event.get("revealed", {}).items()]
    assert len(kept) == 34
    assert all(independent.opens(*each) for each in kept)
    assert independent.statement(bundle) == signed_statement(bundle)


def test_the_second_implementation_agrees_about_an_envelope(alice: Caller) -> None:
    out = sent(alice, signers=[{"name": 'Zoé \U0001f600 "\\', "email": "z@example.com", "role": "buyer"}])
    reproduced(out.id)
    out.sign()
    reproduced(out.id)
    seal(trail_id=out.id)
    bundle = json.loads(files.read(Seal.objects.get(trail=out.id).bundle_sha256))
    assert [event["payload"] for event in bundle["events"]] == payloads(out.id)[: len(bundle["events"])]


def test_the_second_implementation_agrees_after_an_erasure(alice: Caller) -> None:
    zelda = Zelda()
    out = out_for(zelda, alice)
    signed_by(zelda, out)
    before = TrailEvent.objects.exclude(kept={}).count()
    zelda.erase()
    assert TrailEvent.objects.exclude(kept={}).count() < before
    reproduced(out.id)


@pytest.mark.django_db
def test_the_second_implementation_agrees_about_a_package() -> None:
    stage = Stage()
    package, (first, *_) = active(stage.mia, stage.toronto, "sue")
    assert package.sign(stage.sue, first).status_code == 201
    reproduced(f"signing:{package.id}")


def test_the_second_implementation_agrees_about_acceptances(alice: Caller) -> None:
    agreement = published(alice)
    for subject in ("ann@example.com", "Zoé"):
        accepted(agreement, subjectRef=subject)
    seal_all()
    accepted(agreement)
    seal_all()
    Acceptance.objects.filter(pk=Acceptance.objects.earliest("pk").pk).update(kept={})
    told = [json.loads(bytes(block.payload)) for block in Block.objects.order_by("seq")]
    assert [len(block["acceptances"]) for block in told] == [2, 1]
    first = independent.first_hash_of_acceptances(alice.organization.pk)
    assert independent.head(first, told) == Chain.objects.get().head
    entries = {entry["acceptanceId"]: entry for block in told for entry in block["acceptances"]}
    opened = [
        independent.opens(entries[one.id], *kept) for one in Acceptance.objects.all() for kept in one.kept.items()
    ]
    assert len(opened) > 2
    assert all(opened)


def test_the_second_implementation_sees_every_change() -> None:
    """Else agreement would mean nothing."""
    bundle = json.loads(example().bundle)
    told = [event["payload"] for event in bundle["events"]]
    for change in (told[:-1], [{**told[0], "ip": "x"}, *told[1:]]):
        assert independent.head(bundle["documentSha256"], change) != bundle["head"]
    with pytest.raises(ValueError, match="1 stands where 2 belongs"):
        independent.head(bundle["documentSha256"], [told[0], *told])
    event = bundle["events"][0]
    pointer, entry = next(iter(event["revealed"].items()))
    assert not independent.opens(event["payload"], pointer, {**entry, "value": "x"})
