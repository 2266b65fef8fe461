"""`manage.py erase_person`: nothing of someone is left, and every proof still holds."""

import json
from io import StringIO
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from clickwrap.chain.jobs import seal_all
from clickwrap.models import Acceptance
from documents.models import Campaign, ChattelDocument, Comment, Document, Loan, Passage, Rendering
from safeclose.storage import files
from signing.ceremony.models import Link
from signing.envelopes.models import Envelope, Signer
from signing.evidence.jobs import seal
from signing.evidence.models import Seal, SealedFile, TrailEvent
from signing.packages.models import PackageSigner, Signing, SigningDocument
from tests.clickwrap.asking import published
from tests.documents.chattel.asking import LOAN, made, started
from tests.paper import ANN, Sent, draft, sample, send, sent
from tests.paper import generated as generated_document
from tests.people import Caller, Person
from tests.signing.envelopes.marking import mark, one, put
from tests.signing.envelopes.test_secrets import everything
from tests.signing.packages.stage import Stage, ok, position
from tests.signing.packages.stage import draft as draft_package
from tests.workspace.erasure.forgetting import ADDRESS, BROWSER, NAME, PHONE, SIGNATURE, Zelda, all_is_well
from workspace.models import Event, IdempotentRequest, Membership, Role, User


@pytest.fixture
def zelda() -> Zelda:
    return Zelda()


def document_with(zelda: Zelda, caller: Caller) -> dict[str, Any]:
    canonical = sample()
    seller = {"name": NAME, "email": zelda.email, "phone": PHONE, "address": "7 Only Lane\nOttawa"}
    canonical["parties"]["sellers"] = [seller]
    return draft(caller, canonical=canonical, title=f"Sale by {NAME}")


def out_for(zelda: Zelda, caller: Caller, **body: Any) -> Sent:
    document = document_with(zelda, caller)
    answer = caller.post(f"/api/documents/{document['id']}/generate")
    assert answer.status_code == 200, answer.json()
    return send(caller, dict(answer.json()), **{"signers": [ANN, zelda.party], **body})


def signed_by(zelda: Zelda, out: Sent) -> None:
    ann, link = out.links
    ann.reach("signed")
    assert zelda.get(link.path).status_code == 200
    for step in ("authenticate", "consent"):
        zelda.post(link.path, {"action": step})
    zelda.post(link.path, {"action": "sign", "signatureText": SIGNATURE})
    seal(trail_id=out.id)


def test_erasure_clears_envelopes_in_every_state(zelda: Zelda, alice: Caller, nobody: Caller) -> None:
    signed = out_for(zelda, alice)
    signed_by(zelda, signed)
    declined = out_for(zelda, alice)
    zelda.get(declined.links[1].path)
    zelda.post(declined.links[1].path, {"action": "decline", "reason": f"{NAME} says no"})
    voided = out_for(zelda, alice)
    assert alice.delete(f"{voided.path}?reason=At the wish of {NAME}").status_code == 200
    other = sent(alice)
    other.sign()
    seal(trail_id=other.id)
    untouched = [list(model.objects.filter(**mine).values()) for model, mine in (
        (Signer, {"envelope": other.id}), (TrailEvent, {"trail": other.id}), (Document, {"id": other.document["id"]}),
    )]  # fmt: skip
    hashes = list(TrailEvent.objects.order_by("id").values_list("payload_hash", "prev_hash", "chain_hash"))
    sealed = SealedFile.objects.get(seal__trail=signed.id)
    named = {sealed.sealed_sha256, sealed.seal.certificate_sha256, sealed.seal.bundle_sha256}
    # Every text that is somebody's: of a test that finds nothing before, nothing afterwards means nothing.
    assert zelda.traces() == set(zelda.needles)
    assert zelda.stored_files()

    report = zelda.erase()

    assert zelda.traces() == set()
    assert zelda.stored_files() == []
    assert report.pop("rows") == sum(report.pop("changes").values()) > 20
    assert report.pop("things")["envelope"] == sorted([signed.id, declined.id, voided.id])
    removed = {each["sha256"]: each["what"] for each in report.pop("filesRemoved")}
    assert report == {"known": True, "dryRun": False, "filesKept": [], "underWay": [], "similar": []}
    assert named <= set(removed)
    assert removed[sealed.sealed_sha256] == f"sealed PDF {sealed.pk} of {signed.id}"
    assert all_is_well()
    assert list(TrailEvent.objects.order_by("id").values_list("payload_hash", "prev_hash", "chain_hash")) == hashes
    assert untouched == [list(model.objects.filter(**mine).values()) for model, mine in (
        (Signer, {"envelope": other.id}), (TrailEvent, {"trail": other.id}), (Document, {"id": other.document["id"]}),
    )]  # fmt: skip
    # The hash stays, and what it was of is told.
    answer = alice.get(f"{signed.path}/sealed")
    sentence = "The file was removed, because someone who is named in it had to be forgotten."
    assert (answer.status_code, answer.json()["message"]) == (409, sentence)
    assert not Link.objects.filter(signer__envelope=signed.id, signer__name="(erased)").exists()
    assert Signer.objects.get(envelope=signed.id, name="Ann Archer").email == "ann@example.com"
    assert Document.objects.get(id=voided.document["id"]).status == "DRAFT"
    assert Document.objects.get(id=signed.document["id"]).status == "FULLY_SIGNED"
    canonical = Document.objects.get(id=signed.document["id"]).canonical
    erased = dict.fromkeys(("name", "email", "phone", "address"), "(erased)")
    assert canonical["parties"] == {**sample()["parties"], "sellers": [erased]}


def test_erasure_clears_what_somebody_put_on_the_pages(zelda: Zelda, alice: Caller) -> None:
    """Texts, strokes, outlines of letters and labels; those of others stay, and so does every hash."""
    document = document_with(zelda, alice)
    answer = alice.post(f"/api/documents/{document['id']}/generate")
    asked = [
        mark("text", "text", party="sellers.0", required=False, label="Favourite colour"),
        mark("sign", "signature", party="sellers.0", label=f"Signature of {NAME}"),
        mark("ann", "text", required=False, label="Colour of Ann"),
    ]
    Rendering.objects.filter(document_id=document["id"]).update(marks=asked)
    out = send(alice, dict(answer.json()), signers=[{**ANN, "party": "buyers.0"}, zelda.party])
    left = send_marked(zelda, alice)
    ann, link = out.links
    ann.reach("consented")
    assert put(ann, one("ann", "Anns yellow")).status_code == 200
    ann.take("sign")
    for step in ("authenticate", "consent"):
        zelda.get(link.path)
        zelda.post(link.path, {"action": step})
    zelda.post(f"{link.path}/marks", {"marks": [one("text", "Mauve 3141")]})
    zelda.post(link.path, {"action": "sign", "signatureStrokes": [[4242, 1, 4243, 999]]})
    seal(trail_id=out.id)
    hashes = list(TrailEvent.objects.order_by("id").values_list("payload_hash", "chain_hash"))
    hers = ("Mauve 3141", "M 4242 1 L 4243 999", f"Signature of {NAME}", "Teal 2718")
    assert all(needle in everything() for needle in hers)
    assert kept_labels(out) == ["Favourite colour", f"Signature of {NAME}", "Colour of Ann"]

    zelda.erase()

    left_over = everything()
    assert [needle for needle in hers if needle in left_over] == []
    assert zelda.traces() == set()
    assert "Anns yellow" in left_over
    assert kept_labels(out) == ["Colour of Ann"]
    assert Signer.objects.get(id=left).put_marks == {}
    assert all_is_well()
    assert list(TrailEvent.objects.order_by("id").values_list("payload_hash", "chain_hash")) >= hashes


def kept_labels(out: Sent) -> list[str]:
    kept = TrailEvent.objects.get(trail=out.id, type="sent").kept
    return [entry["value"] for pointer, entry in sorted(kept.items()) if pointer.endswith("/label")]


def send_marked(zelda: Zelda, alice: Caller) -> str:
    """An envelope that ends after she put a text, and before she signed; her signer's id."""
    document = generated_document(alice)
    asked = [mark("text", "text", required=False)]
    Rendering.objects.filter(document_id=document["id"]).update(marks=asked)
    out = send(alice, document, signers=[{**zelda.party, "party": "buyers.0"}])
    zelda.get(out.links[0].path)
    for step in ("authenticate", "consent"):
        zelda.post(out.links[0].path, {"action": step})
    zelda.post(f"{out.links[0].path}/marks", {"marks": [one("text", "Teal 2718")]})
    alice.delete(out.path)
    return out.links[0].id


def test_the_event_of_an_erasure_names_no_one(zelda: Zelda, alice: Caller) -> None:
    signed_by(zelda, out_for(zelda, alice))
    report = zelda.erase()
    told = Event.objects.get(type="person.erased")
    assert (told.actor, told.subject_type, told.subject_id) == (
        {"kind": "system", "id": "system", "name": "Safeclose"}, "person", "erased",
    )  # fmt: skip
    files_removed = len(report["filesRemoved"])
    assert told.data == {"rows": report["rows"], "files": files_removed, "filesKept": False}
    (job,) = ProcrastinateJob.objects.filter(task_name="remove_files")
    assert len(job.args["digests"].split()) == files_removed


def test_a_second_erasure_and_that_of_a_stranger_change_nothing(zelda: Zelda, alice: Caller) -> None:
    signed_by(zelda, out_for(zelda, alice))
    zelda.erase()
    events = Event.objects.count()
    nothing = {
        "known": False, "rows": 0, "changes": {}, "things": {}, "dryRun": False, "filesKept": [], "filesRemoved": [],
        "underWay": [], "similar": [],
    }  # fmt: skip
    assert zelda.erase() == nothing
    assert Event.objects.count() == events
    printed = StringIO()
    call_command("erase_person", "who@example.com", "--yes", stdout=printed)
    assert printed.getvalue() == "Nobody is known by this address. Nothing was changed.\n"
    with pytest.raises(CommandError, match="Give the person's e-mail address"):
        call_command("erase_person", "Zelda", "--yes")


def test_files_may_be_kept(zelda: Zelda, alice: Caller) -> None:
    signed_by(zelda, out_for(zelda, alice))
    before = len(zelda.stored_files())
    printed = StringIO()
    call_command("erase_person", zelda.email, "--keep-files", "--yes", stdout=printed)
    assert zelda.traces() == set()
    assert len(zelda.stored_files()) == before
    lines = printed.getvalue().splitlines()
    assert [line[:7] for line in lines[1:-1]] == ["kept   "] * (len(lines) - 2)
    assert lines[-1] == "The files above still name the person, as --keep-files asks."
    assert all_is_well()
    digest = SealedFile.objects.get().sealed_sha256
    assert files.read(digest)
    # Whoever changes their mind: the files are still known by their trails.
    assert all_is_well()


def test_a_rehearsal_writes_nothing(zelda: Zelda, alice: Caller) -> None:
    signed_by(zelda, out_for(zelda, alice))
    before, kept = zelda.traces(), zelda.stored_files()
    report = zelda.erase("--dry-run")
    assert report["rows"] > 5
    assert report["filesRemoved"]
    assert (zelda.traces(), zelda.stored_files()) == (before, kept)
    assert not Event.objects.filter(type="person.erased").exists()
    assert not ProcrastinateJob.objects.filter(task_name="remove_files").exists()
    real = zelda.erase()
    assert {**real, "dryRun": True} == report


def test_an_envelope_out_for_signature_holds_an_erasure_back(zelda: Zelda, alice: Caller) -> None:
    out = out_for(zelda, alice)
    before = zelda.traces()
    with pytest.raises(CommandError, match=f"The envelope {out.id} is out for their signature."):
        zelda.erase()
    with pytest.raises(CommandError, match=f"The envelope {out.id} is out for their signature."):
        zelda.erase("--dry-run")
    report = zelda.erase("--dry-run", "--void")
    assert report["underWay"] == [f"The envelope {out.id} is out for their signature."]
    assert (report["things"]["envelope"], report["rows"] > 5) == ([out.id], True)
    assert Envelope.objects.get(id=out.id).status == "sent"
    assert zelda.traces() == before
    zelda.erase("--void")
    assert Envelope.objects.get(id=out.id).status == "voided"
    assert zelda.traces() == set()
    assert all_is_well()


def test_a_trail_that_is_being_sealed_holds_an_erasure_back(zelda: Zelda, alice: Caller) -> None:
    out = out_for(zelda, alice)
    out.sign()
    with pytest.raises(CommandError, match=f"The trail {out.id} is being sealed; try again in a moment."):
        zelda.erase("--void")
    with pytest.raises(CommandError, match=f"The trail {out.id} is being sealed; try again in a moment."):
        zelda.erase("--dry-run", "--void")


def test_erasure_leaves_a_namesake_alone(zelda: Zelda, alice: Caller) -> None:
    namesake = {**zelda.party, "email": "another@example.com", "phone": None}
    other = sent(alice, signers=[namesake])
    other.sign()
    seal(trail_id=other.id)
    signed_by(zelda, out_for(zelda, alice))
    zelda.erase()
    assert Signer.objects.get(envelope=other.id).name == NAME
    assert files.read(Seal.objects.get(trail=other.id).certificate_sha256)


def test_erasure_clears_an_account_and_what_it_did(zelda: Zelda, alice: Caller, people: dict[str, Person]) -> None:
    organization = alice.organization
    user = User.objects.create(
        clerk_user_id="user_2abc", name=NAME, email=zelda.email, email_verified=True, image_url="https://x.test/z.png"
    )
    role = Role.objects.get(organization=organization, slug="owner")
    Membership.objects.create(organization=organization, user=user, role=role, invited_email=zelda.email.lower())
    caller = Caller(Person(user, organization))
    zelda.post("/api/clickwrap", {"key": "t", "title": "T", "body": "B"}, caller)
    document = zelda.post("/v1/documents", {"title": "Truck", "chattelType": "vehicle"}, caller).json()["document"]
    Comment.objects.create(document_id=document["id"], number=1, author=user, author_name=NAME, text=f"{NAME} is me")
    paper = generated_document(caller)
    mine = send(caller, paper, signers=[ANN])
    mine.sign()
    seal(trail_id=mine.id)
    body = {"email": zelda.email, "roleSlug": "member"}
    birch = Caller(people["charlie"])
    headers = {"Idempotency-Key": "k"}
    assert birch.post("/v1/workspace/organizations/members", body, headers=headers).status_code in (201, 404)
    LogEntry.objects.create(
        user=people["alice"].user, content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk),
        object_repr=NAME, action_flag=CHANGE, change_message=json.dumps([{"changed": {"name": zelda.email}}]),
    )  # fmt: skip
    IdempotentRequest.objects.create(
        user=people["alice"].user, scope="s" * 64, request="POST /x", fingerprint="f" * 64, status=200,
        body={"signers": [{"name": NAME, "email": zelda.email}]}, is_carried_out=True,
    )  # fmt: skip
    assert {zelda.email.lower(), NAME.lower()} <= zelda.traces()
    zelda.erase()
    assert zelda.traces() == set()
    assert all_is_well()
    user.refresh_from_db()
    assert (user.email, user.name, user.image_url, user.is_active) == ("", "", "", False)
    assert caller.get("/v1/workspace/profile").status_code == 401
    assert Membership.objects.get(user=user).status == "REMOVED"
    assert not Membership.objects.filter(invited_email__contains="@example.com").exists()
    assert IdempotentRequest.objects.get(scope="s" * 64).body is None
    feed = alice.get("/v1/workspace/activity").json()["events"]
    assert {one["actor"]["name"] for one in feed if one["actor"]["id"] == str(user.pk)} == {None}


def test_an_answer_that_was_lost_is_not_carried_out_again(zelda: Zelda, alice: Caller) -> None:
    """Who repeats the request is told so."""
    document = generated_document(alice)
    path, body = f"/api/documents/{document['id']}/signature", {"signers": [zelda.party]}
    headers = {"Idempotency-Key": "1"}
    assert alice.post(path, body, headers=headers).status_code == 201
    zelda.erase("--void")
    answer = alice.post(path, body, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (409, "idempotency_answer_lost")
    assert zelda.traces() == set()


def test_erasure_clears_acceptances_and_seals_hold(zelda: Zelda, alice: Caller) -> None:
    agreement = published(alice)
    path = f"/api/public/clickwrap/{agreement['id']}"
    zelda.post(path, {"subjectRef": zelda.email})
    seal_all()
    zelda.post(path, {"subjectRef": zelda.email.lower()})
    Caller(None).post(path, {"subjectRef": "ann@example.com"})
    assert {zelda.email.lower(), ADDRESS, BROWSER.lower()} <= zelda.traces()
    zelda.erase()
    assert zelda.traces() == set()
    seal_all()
    assert all_is_well()
    assert Acceptance.objects.exclude(kept={}).count() == 1
    assert Acceptance.objects.count() == 3


def test_erasure_clears_borrowers_and_ends_their_campaigns(zelda: Zelda, alice: Caller) -> None:
    borrower = {"name": NAME, "email": zelda.email, "phone": PHONE}
    loan = {**LOAN, "status": "BEHIND", "borrower": borrower}
    document = made(alice, title=f"Truck of {NAME}", description=f"Ask {zelda.email}", loan=loan)
    started(alice, document, notes=f"{NAME} is slow")
    assert {zelda.email.lower(), PHONE, NAME.lower()} <= zelda.traces()
    zelda.erase()
    assert zelda.traces() == set()
    kept = Loan.objects.get()
    assert (kept.borrower_name, kept.borrower_email, kept.borrower_phone, kept.status) == (None, None, None, "BEHIND")
    assert Campaign.objects.get().active is False
    assert ChattelDocument.objects.get().title == "Truck of (erased)"


def test_erasure_clears_signing_packages_after_they_ended(zelda: Zelda, db: None) -> None:
    stage = Stage()
    user = User.objects.create(clerk_user_id="user_2abc", name=NAME, email=zelda.email, email_verified=True)
    caller = Caller(Person(user, None))
    package = draft_package(stage.mia, stage.toronto, title=f"For {NAME}", note=f"Call {PHONE}")
    document = package.add_file()["id"]
    ok(stage.mia.post(f"{package.path}/signers", {"name": NAME, "email": zelda.email, "phone": PHONE}), 201)
    package.activate()
    for options in ([], ["--dry-run"]):
        with pytest.raises(CommandError, match=f"The signing package {package.id} is out for their signature."):
            zelda.erase(*options)
    assert zelda.erase("--dry-run", "--void")["things"]["signing"] == [str(package.id)]
    content = {"consent": True, "signatureText": SIGNATURE}
    zelda.post(f"{package.queue}/documents/{document}/sign", content, caller)
    seal(trail_id=f"signing:{package.id}")
    waiting = draft_package(stage.mia, stage.toronto)
    ok(stage.mia.post(f"{waiting.path}/signers", {"name": NAME, "email": zelda.email}), 201)
    assert set(zelda.needles) - zelda.traces() == set()
    zelda.erase()
    assert zelda.traces() == set()
    assert all_is_well()
    assert not PackageSigner.objects.filter(signing=waiting.id).exists()
    assert Signing.objects.get(pk=package.id).status == "complete"
    # The presented file is everybody's form, and does not name her.
    assert files.read(SealedFile.objects.get().document_sha256)


def test_erasure_clears_what_they_put_on_the_pages_of_packages(zelda: Zelda, db: None) -> None:
    stage = Stage()
    user = User.objects.create(clerk_user_id="user_2abc", name=NAME, email=zelda.email, email_verified=True)
    caller = Caller(Person(user, None))
    package = draft_package(stage.mia, stage.toronto)
    document = package.add_file()["id"]
    person = {"name": NAME, "email": zelda.email, "party": NAME}
    signer = ok(stage.mia.post(f"{package.path}/signers", person), 201)["signer"]["id"]
    package.ask(
        document,
        position(label=f"Signature of {NAME}", party=NAME),
        position("text", id=signer, page=1, label=f"{NAME}, in her words", signer=signer),
    )
    package.activate()
    content = {
        "consent": True, "signatureText": SIGNATURE, "initialsText": "ZQ",
        "marks": [{"markId": signer, "value": "Her secret words"}],
    }  # fmt: skip
    zelda.post(f"{package.queue}/documents/{document}/sign", content, caller)
    seal(trail_id=f"signing:{package.id}")
    waiting = draft_package(stage.mia, stage.toronto)
    other = waiting.add_file()["id"]
    waited = ok(stage.mia.post(f"{waiting.path}/signers", person), 201)["signer"]["id"]
    waiting.ask(other, position(signer=waited), position(label="Left"))
    assert "her secret words" in everything().lower()
    zelda.erase()
    assert zelda.traces() == set()
    assert "her secret words" not in everything().lower()
    assert '"outlines": {"value"' not in everything(), "the shape of her signature"
    assert all_is_well()
    left = PackageSigner.objects.get(signing=package.id)
    assert (left.put_marks, left.party) == ({}, None)
    assert [one["label"] for one in SigningDocument.objects.get(pk=other).positions] == ["Left"]
    labels = [one["label"] for one in SigningDocument.objects.get(pk=document).marks]
    assert labels == ["Signature of (erased)", "(erased), in her words"]


def test_what_was_searched_for_is_not_found_any_more(zelda: Zelda, alice: Caller) -> None:
    document = document_with(zelda, alice)
    Passage.objects.create(
        document_id=document["id"], organization=alice.organization, number=0, model="m", dimensions=3,
        text_sha256="0" * 64, embedding=[1.0, 0.0, 0.0],
    )  # fmt: skip
    zelda.erase()
    assert not Passage.objects.exists()
    assert zelda.traces() == set()
