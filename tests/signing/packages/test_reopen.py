"""POST /v1/signing/manager/signings/:id/reopen."""

from functools import partial

import pytest

from documents.chattel.register import actions as register
from safeclose.actors import SYSTEM
from safeclose.records.erasure import ERASED
from signing.evidence.serializers import TrailEventShape
from signing.packages.models import Assignment, Flow, PackageSigner, Signing, SigningDocument, Template
from tests import paper
from tests.matching import A_TIME
from tests.people import Caller, acme_and_birch
from tests.racing import at_once, races
from tests.signing.packages.stage import (
    BASE,
    FULL,
    Package,
    Stage,
    active,
    draft,
    flow,
    grant,
    ok,
    refused,
    template,
    user_of,
    when_told,
)
from workspace.models import Event, Location, User


def reopened(package: Package) -> Package:
    made = ok(package.manager.post(f"{package.path}/reopen"), 201)["signing"]
    return Package(package.manager, made["id"])


def cancelled(package: Package, reason: str = "Wrong price") -> Package:
    ok(package.manager.post(f"{package.path}/cancel", {"reason": reason}))
    return package


def without(one: dict[str, object], *keys: str) -> dict[str, object]:
    return {key: value for key, value in one.items() if key not in keys}


def test_a_new_draft_is_answered_that_names_the_cancelled_package(stage: Stage) -> None:
    package, _ = stage.active("sue", "tim", documents=2)
    cancelled(package)
    before = package.shown()
    made = ok(stage.mia.post(f"{package.path}/reopen"), 201)
    assert made == {
        "signing": {
            "id": made["signing"]["id"],
            "title": "Signing at Toronto",
            "status": "draft",
            "note": None,
            "locationId": str(stage.toronto.pk),
            "flowId": None,
            "createdBy": str(user_of(stage.mia).pk),
            "counts": {"documents": 2, "signers": 2, "signed": 0},
            "createdAt": A_TIME,
            "updatedAt": A_TIME,
            "activatedAt": None,
            "expiresAt": None,
            "completedAt": None,
            "cancelledAt": None,
            "cancelReason": None,
            "reopenedFrom": package.id,
        }
    }
    assert made["signing"]["id"] != package.id
    assert ok(stage.mia.get(f"{BASE}/signings/{made['signing']['id']}")) == made
    assert package.shown() == before, "the cancelled one stays as it is"


def test_the_trail_of_the_cancelled_package_stays_and_the_draft_has_none(stage: Stage) -> None:
    package, (document, _) = stage.active("sue", documents=2)
    ok(package.sign(stage.sue, document), 201)
    cancelled(package)
    trail = Signing.objects.get(pk=package.id).trail
    assert trail
    before, head = TrailEventShape(trail.events.all(), many=True).data, trail.head
    other = reopened(package)
    trail.refresh_from_db()
    assert (TrailEventShape(trail.events.all(), many=True).data, trail.head) == (before, head)
    assert Signing.objects.get(pk=other.id).trail is None
    assert ok(stage.mia.get(f"{other.path}/events")) == {"events": [], "head": None}


def test_documents_are_copied_and_their_signatures_are_not(stage: Stage) -> None:
    package, _ = stage.ready("sue", documents=2)
    receipt = template(stage.mia, stage.toronto)
    ok(
        stage.mia.post(f"{package.path}/documents", {"templateId": receipt["id"], "required": False, "position": 7}),
        201,
    )
    package.activate()
    first = ok(stage.mia.get(f"{package.path}/documents"))["documents"][0]
    ok(package.sign(stage.sue, first["id"]), 201)
    cancelled(package)
    documents = ok(stage.mia.get(f"{package.path}/documents"))["documents"]
    copies = ok(stage.mia.get(f"{reopened(package).path}/documents"))["documents"]
    other = ("id", "signingId", "signatures")
    assert [without(one, *other) for one in copies] == [without(one, *other) for one in documents]
    assert [one["signatures"] for one in copies] == [[], [], []]
    assert len({one["id"] for one in (*documents, *copies)}) == 6
    assert copies[2]["templateId"] == receipt["id"]


def test_signers_are_copied_with_what_is_theirs_to_sign_and_begin_anew(stage: Stage) -> None:
    package, (first, second) = stage.ready("sue", documents=2)
    package.add_signer("tim", [second])
    package.activate()
    ok(package.sign(stage.sue, first), 201)
    cancelled(package)
    other = reopened(package)
    copies = ok(stage.mia.get(f"{other.path}/signers"))["signers"]
    documents = [one["id"] for one in ok(stage.mia.get(f"{other.path}/documents"))["documents"]]
    blank = {"signingId": other.id, "phone": None, "party": None, "status": "pending", "userLinked": True,
             "authMethod": "email_link", "signedDocumentIds": [], "notifiedAt": None, "completedAt": None}  # fmt: skip
    assert [without(one, "id") for one in copies] == [
        {**blank, "name": "Sue", "email": "sue@example.com", "documentIds": documents},
        {**blank, "name": "Tim", "email": "tim@example.com", "documentIds": documents[1:]},
    ]
    sue, tim = PackageSigner.objects.filter(signing=other.id).order_by("pk")
    assert (sue.signs_all, tim.signs_all, Assignment.objects.filter(signer__in=[sue, tim]).count()) == (True, False, 1)
    assert (sue.consented_at, sue.viewed_at) == (None, None)


def test_a_signer_is_linked_to_who_has_the_address_now(stage: Stage) -> None:
    package, _ = stage.active("sue")
    cancelled(package)
    User.objects.filter(pk=user_of(stage.sue).pk).update(email="sue@elsewhere.example")
    signer = PackageSigner.objects.get(signing=reopened(package).id)
    assert (signer.user, signer.email) == (None, "sue@example.com")


def test_a_reopened_package_can_be_sent_signed_and_completed(stage: Stage) -> None:
    package, _ = stage.active("sue")
    other = reopened(cancelled(package))
    assert ok(stage.sue.get("/v1/signing/signer/signings"))["signings"] == [package.shown()], "a draft is not shown"
    other.activate()
    (document,) = ok(stage.mia.get(f"{other.path}/documents"))["documents"]
    assert ok(other.sign(stage.sue, document["id"]), 201)["signing"]["status"] == "complete"
    assert package.shown()["status"] == "cancelled"


def test_a_draft_that_was_cancelled_is_reopened_too_with_its_flow_and_note(stage: Stage) -> None:
    order = flow(stage.mia, stage.toronto)
    package = draft(stage.mia, stage.toronto, flowId=order["id"], note="Call first", title="Deal")
    shown = reopened(cancelled(package)).shown()
    assert (shown["flowId"], shown["note"], shown["title"]) == (order["id"], "Call first", "Deal")
    assert shown["counts"] == {"documents": 0, "signers": 0, "signed": 0}


def test_templates_and_flows_that_went_out_of_use_come_along(stage: Stage) -> None:
    receipt, order = template(stage.mia, stage.toronto), flow(stage.mia, stage.toronto)
    package = draft(stage.mia, stage.toronto, flowId=order["id"])
    ok(stage.mia.post(f"{package.path}/documents", {"templateId": receipt["id"]}), 201)
    cancelled(package)
    Template.objects.update(active=False)
    Flow.objects.update(active=False)
    other = reopened(package)
    assert other.shown()["flowId"] == order["id"]
    assert SigningDocument.objects.get(signing=other.id).template_id == int(receipt["id"])


@pytest.mark.parametrize(("status", "words"), [("draft", "a draft"), ("active", "active"), ("complete", "complete")])
def test_only_a_cancelled_package_is_reopened(status: str, words: str, stage: Stage) -> None:
    package, (document,) = stage.ready("sue")
    if status != "draft":
        package.activate()
    if status == "complete":
        ok(package.sign(stage.sue, document), 201)
    refused(stage.mia.post(f"{package.path}/reopen"), 409, f"The package is {words}, so it can't be reopened.")
    assert Signing.objects.count() == 1


def test_a_package_is_reopened_once_and_what_came_of_it_once_more(stage: Stage) -> None:
    package, _ = stage.active()
    other = reopened(cancelled(package))
    refused(stage.mia.post(f"{package.path}/reopen"), 409, f"The package was reopened already, as {other.id}.")
    assert reopened(cancelled(other)).shown()["reopenedFrom"] == other.id


def test_reopening_is_told(stage: Stage) -> None:
    package, _ = stage.active()
    other = reopened(cancelled(package))
    event = Event.objects.get(type="signing.reopened")
    assert (event.subject_type, event.subject_id, event.organization) == ("signing", other.id, stage.acme)
    assert event.data == {
        "title": "Signing at Toronto", "locationId": str(stage.toronto.pk), "reopenedFrom": package.id,
    }  # fmt: skip


def test_who_was_erased_from_a_package_is_not_in_the_new_one(stage: Stage) -> None:
    package, _ = stage.active("sue", "tim")
    cancelled(package)
    PackageSigner.objects.filter(email="sue@example.com").update(
        name=ERASED, email="erased-1@erased.invalid", folded_email="erased-1@erased.invalid", user=None
    )
    assert [one.name for one in PackageSigner.objects.filter(signing=reopened(package).id)] == ["Tim"]


def test_an_unknown_package_and_a_foreign_one_are_refused(stage: Stage) -> None:
    refused(stage.mia.post(f"{BASE}/signings/0/reopen"), 404, "Not found.")
    refused(stage.mia.post(f"{BASE}/signings/x/reopen"), 400, "signingId must be a numeric string.")
    package, _ = active(stage.carl, stage.hamilton)
    refused(stage.mia.post(f"{package.path}/reopen"), 403, "This is outside of what you manage.")


def test_a_package_reopened_many_times_at_once_is_reopened_once(committed_stage: Stage) -> None:
    stage = committed_stage
    for held in races(Signing, thorough=10):
        package, _ = active(stage.mia, stage.toronto)
        cancelled(package)
        answers = at_once([partial(stage.mia.post, f"{package.path}/reopen")] * 3, held=held)
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
        assert Signing.objects.filter(reopened_from=package.id).count() == 1


def test_a_document_that_is_deleted_while_its_package_is_reopened_is_named_by_neither(
    committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deletion has told, and is not committed: the reopening waits for it."""
    people = acme_and_birch()
    alice = grant(Caller(people["alice"]), people["alice"].organization, **FULL)
    made = paper.generated(alice)
    package = draft(alice, Location.objects.get(company__organization=people["alice"].organization))
    ok(alice.post(f"{package.path}/documents", {"documentId": made["id"]}), 201)
    cancelled(package)
    begun = when_told(monkeypatch, "document.deleted", partial(alice.post, f"{package.path}/reopen"))
    assert alice.delete(f"/api/documents/{made['id']}").status_code == 204
    answer = begun[0].result(60)
    assert answer.status_code == 201, answer.content
    copies = SigningDocument.objects.order_by("pk").values_list("document_id", "file_sha256")
    assert list(copies) == [(None, made["sha256"])] * 2


def test_a_record_that_is_deleted_while_its_package_is_reopened_is_named_by_neither(
    committed_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = committed_stage
    record = register.create(
        owner_id=user_of(stage.mia).pk, title="Boat", description=None, chattel_type="watercraft", loan=None, by=SYSTEM
    )
    package = draft(stage.mia, stage.toronto)
    ok(stage.mia.post(f"{package.path}/documents", {"chattelDocumentId": record.id}), 201)
    cancelled(package)
    begun = when_told(monkeypatch, "document.deleted", partial(stage.mia.post, f"{package.path}/reopen"))
    assert stage.mia.delete(f"/v1/documents/{record.id}").status_code == 204
    assert begun[0].result(60).status_code == 201
    assert list(SigningDocument.objects.values_list("chattel_document_id", flat=True)) == [None, None]
