"""Packages that follow a flow: activation copies it, and signers take turns as it says."""

import json
from typing import Any

import pytest
from django.core.mail import EmailMessage
from procrastinate.contrib.django.models import ProcrastinateJob

from safeclose.secrets import link_tokens
from signing.ceremony.models import Link
from signing.evidence.models import Trail, TrailEvent
from signing.packages.models import Flow, PackageSigner, Signing
from signing.packages.notices import actions as notices
from signing.packages.notices import jobs as notice_jobs
from tests.matching import A_HASH
from tests.signing.packages.links import PackageLink, signer
from tests.signing.packages.stage import BASE, Package, Stage, draft, flow, ok, refused

CANT = "The package can't be activated, because its flow can't be completed: "
WAIT = "It is not your turn yet. First comes: buyer."


def step(kind: str = "sign", title: str = "Sign", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "title": title, **more}


BUYER, SELLER = step(title="Buyer signs", signers=["buyer"]), step(title="Seller signs", signers=["seller"])


def following(stage: Stage, *steps: dict[str, Any], documents: int = 1) -> tuple[Package, list[str], dict[str, str]]:
    """A draft with a flow of these steps: Sue, the buyer, and Tim, the seller, sign all. With the ids of its documents,
    and those of its signers by name."""
    made = flow(stage.mia, stage.toronto, steps=list(steps))
    package = draft(stage.mia, stage.toronto, flowId=made["id"])
    ids = [package.add_file(title=f"Document {number}")["id"] for number in range(1, documents + 1)]
    people = {"sue": "buyer", "tim": "seller"}
    return package, ids, {name: package.add_signer(name, party=party)["id"] for name, party in people.items()}


def kept_out(answer: Any, sentence: str) -> None:
    """The whole of an error for the holder of a link."""
    assert (answer.status_code, answer.json()) == (409, {"error": "invalid_state", "message": sentence})


def mailed() -> list[int]:
    """Who was to be mailed, in the order in which that was queued."""
    jobs = ProcrastinateJob.objects.filter(task_name="notify_signer").order_by("id")
    return [job.args["signer_id"] for job in jobs]


def states(package: Package) -> list[tuple[str, list[str]]]:
    """Of each step, and of each of its signers."""
    shown = package.shown()["progress"]["steps"]
    return [(one["state"], [signer["state"] for signer in one["signers"]]) for one in shown]


def test_signers_take_turns_and_are_mailed_when_theirs_comes_once(stage: Stage) -> None:
    package, (one, two), ids = following(stage, BUYER, SELLER, documents=2)
    sue, tim = int(ids["sue"]), int(ids["tim"])
    package.activate()
    assert mailed() == [sue]
    assert states(package) == [("now", ["now"]), ("waiting", ["waiting"])]
    refused(package.sign(stage.tim, one), 409, WAIT)
    refused(stage.tim.get(f"{package.queue}/documents/{one}/file"), 409, WAIT)
    ok(stage.tim.get(f"{package.queue}/documents"))
    assert PackageSigner.objects.get(pk=tim).viewed_at is None
    ok(package.sign(stage.sue, one), 201)
    assert mailed() == [sue]
    ok(package.sign(stage.sue, two), 201)
    assert mailed() == [sue, tim]
    assert states(package) == [("done", ["done"]), ("now", ["now"])]
    assert stage.tim.get(f"{package.queue}/documents/{one}/file").status_code == 200
    ok(package.sign(stage.tim, one), 201)
    ok(package.sign(stage.tim, two), 201)
    assert mailed() == [sue, tim]
    assert package.shown()["status"] == "complete"
    assert states(package) == [("done", ["done"]), ("done", ["done"])]


def test_progress_is_shown_whole_and_to_managers_alone(stage: Stage) -> None:
    package, _, ids = following(stage, BUYER, SELLER)
    assert "progress" not in package.shown()
    sent = package.activate()
    assert sent["progress"] == package.shown()["progress"] == {
        "steps": [
            {
                "kind": "sign", "title": "Buyer signs", "order": 1, "state": "now",
                "signers": [{"id": ids["sue"], "name": "Sue", "state": "now"}],
            },
            {
                "kind": "sign", "title": "Seller signs", "order": 2, "state": "waiting",
                "signers": [{"id": ids["tim"], "name": "Tim", "state": "waiting"}],
            },
        ]
    }  # fmt: skip
    assert "progress" not in ok(stage.sue.get(package.queue))["signing"]


def test_the_trail_says_the_plan_and_the_mode(stage: Stage) -> None:
    package, (document,), ids = following(stage, BUYER, {**SELLER, "authMethod": "account"})
    package.activate()
    data = json.loads(bytes(TrailEvent.objects.get(type="sent").payload))["data"]
    hidden = {"sha256": A_HASH}
    parts = [[{"id": ids[name], "documents": [document]}] for name in ("sue", "tim")]
    assert data["mode"] == "sequential"
    assert data["plan"] == {
        "steps": [
            {"kind": "sign", "title": hidden, "order": 1, "isWaitedFor": True, "signers": parts[0]},
            {"kind": "sign", "title": hidden, "order": 2, "isWaitedFor": True, "signers": parts[1]},
        ]
    }


def test_steps_for_everyone_keep_nobody_waiting(stage: Stage) -> None:
    package, (document,), ids = following(stage, step("read", "Read"), step("consent", "Agree"), step())
    package.activate()
    assert mailed() == [int(ids["sue"]), int(ids["tim"])]
    assert json.loads(bytes(TrailEvent.objects.get(type="sent").payload))["data"]["mode"] == "parallel"
    ok(package.sign(stage.tim, document), 201)
    ok(stage.sue.get(package.queue))
    ok(package.sign(stage.sue, document), 201)
    assert package.shown()["status"] == "complete"


def test_a_signature_out_of_turn_records_nothing(stage: Stage) -> None:
    first, last = {"documents": ["Document 1"]}, {"documents": ["Document 2"]}
    package, (_, two), _ = following(stage, step(title="First", **first), step(**last), documents=2)
    package.activate()
    words = "This step has not come yet. First comes the step First."
    refused(package.sign(stage.tim, two), 409, words)
    assert Trail.objects.get().length == 1
    assert not PackageSigner.objects.exclude(consented_at=None).exists()


def test_someone_who_signs_in_two_steps_is_called_twice(stage: Stage) -> None:
    deed = {"signers": ["buyer"], "documents": ["Document 1"]}
    loan = {"signers": ["buyer"], "documents": ["Document 2"]}
    package, (one, two), ids = following(stage, step(**deed), SELLER, step(**loan), documents=2)
    sue, tim = int(ids["sue"]), int(ids["tim"])
    package.activate()
    refused(package.sign(stage.sue, two), 409, "It is not your turn yet. First comes: seller.")
    ok(package.sign(stage.sue, one), 201)
    refused(package.sign(stage.sue, two), 409, "It is not your turn yet. First comes: seller.")
    ok(package.sign(stage.tim, two), 201)
    assert mailed() == [sue, tim]
    ok(package.sign(stage.tim, one), 201)
    assert mailed() == [sue, tim, sue]
    ok(package.sign(stage.sue, two), 201)
    assert package.shown()["status"] == "complete"


def test_reading_is_waited_for_and_stays_possible(stage: Stage) -> None:
    package, (document,), ids = following(stage, step("read", "Read", signers=["seller"]), BUYER, SELLER)
    package.activate()
    assert mailed() == [int(ids["tim"])]
    ok(stage.tim.get(package.queue))
    assert mailed() == [int(ids["tim"]), int(ids["sue"])]
    assert stage.tim.get(f"{package.queue}/documents/{document}/file").status_code == 200
    refused(package.sign(stage.tim, document), 409, WAIT)
    ok(package.sign(stage.sue, document), 201)
    assert mailed() == [int(ids["tim"]), int(ids["sue"]), int(ids["tim"])]
    ok(package.sign(stage.tim, document), 201)


def test_equal_numbers_stand_side_by_side(stage: Stage) -> None:
    package, (document,), ids = following(stage, {**BUYER, "order": 3}, {**SELLER, "order": 3})
    package.activate()
    assert mailed() == [int(ids["sue"]), int(ids["tim"])]
    ok(package.sign(stage.tim, document), 201)


def test_only_those_whose_turn_it_is_are_mailed_again_and_reminded(
    stage: Stage, mailoutbox: list[EmailMessage]
) -> None:
    package, _, ids = following(stage, BUYER, SELLER)
    package.activate()
    assert ok(stage.mia.post(f"{package.path}/resend")) == {"queued": 1}
    assert mailed() == [int(ids["sue"])] * 2
    notice_jobs.notify(signer_id=int(ids["tim"]))
    assert not mailoutbox
    ProcrastinateJob.objects.all().delete()
    activated = Signing.objects.get(pk=package.id).activated_at
    PackageSigner.objects.update(notified_at=activated)
    assert not notices.queue_reminder(signer_id=int(ids["tim"]), before=activated)
    assert notices.queue_reminder(signer_id=int(ids["sue"]), before=activated)


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([step(signers=["lender"]), step()], "the step Sign is for lender, and no signer stands for that party"),
        ([step("read", "Read")], "no sign step is for the signer Sue; no sign step is for the signer Tim"),
        ([BUYER], "no sign step is for the signer Tim"),
        (
            [step(authMethod="sms_otp")],
            "the signer Sue has no phone number, which sms_otp needs; "
            "the signer Tim has no phone number, which sms_otp needs",
        ),
        (
            [step(), step("upload", "Licence", signers=["lender"])],
            "the step Licence is for lender, and no signer stands for that party",
        ),
    ],
)
def test_a_flow_that_cant_be_completed_is_not_sent(stage: Stage, steps: list[dict[str, Any]], words: str) -> None:
    package, _, _ = following(stage, *steps)
    refused(stage.mia.post(f"{package.path}/activate"), 409, f"{CANT}{words}.")
    assert package.shown()["status"] == "draft"
    assert not Trail.objects.exists()


def test_a_flow_that_changes_later_changes_nothing_of_what_was_sent(stage: Stage) -> None:
    package, (document,), _ = following(stage, BUYER, SELLER)
    package.activate()
    before = package.shown()
    path = f"{BASE}/flows/{before['flowId']}"
    ok(stage.mia.patch(path, {"steps": [SELLER]}))
    assert package.shown() == before
    refused(package.sign(stage.tim, document), 409, WAIT)
    ok(package.sign(stage.sue, document), 201)
    assert Flow.objects.get().steps == [SELLER]


def test_a_reopened_package_is_planned_anew(stage: Stage) -> None:
    package, _, _ = following(stage, BUYER, SELLER)
    package.activate()
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    again = Package(stage.mia, ok(stage.mia.post(f"{package.path}/reopen"), 201)["signing"]["id"])
    assert "progress" not in again.shown()
    again.activate()
    assert states(again) == [("now", ["now"]), ("waiting", ["waiting"])]


def test_an_identification_that_an_account_does_not_give_is_asked_for_by_link(stage: Stage) -> None:
    package, (document,), _ = following(stage, step(authMethod="email_otp"))
    package.activate()
    words = "This package asks for an identification that an account does not give. Sign by the link in the mail."
    refused(package.sign(stage.sue, document), 409, words)


def test_a_package_without_a_flow_has_no_progress_and_no_order(stage: Stage) -> None:
    package, (document,) = stage.active("sue", "tim")
    assert "progress" not in package.shown()
    assert Signing.objects.get(pk=package.id).plan is None
    ok(package.sign(stage.tim, document), 201)


def link_of(package: Package, name: str) -> PackageLink:
    """A link that someone has kept from an earlier mail."""
    token, token_hash = link_tokens.fresh()
    Link.objects.create(package_signer=signer(package, name), purpose=Link.Purpose.SIGN, token_hash=token_hash)
    return PackageLink(token)


def test_by_link_signers_wait_and_are_called(stage: Stage) -> None:
    package, (one, two), ids = following(stage, BUYER, SELLER, documents=2)
    package.activate()
    sue, tim = link_of(package, "sue"), link_of(package, "tim")
    waiting = ok(tim.show())
    assert (waiting["state"], waiting["title"]) == ("waiting", "Signing at Toronto")
    assert (waiting["envelope"]["mode"], waiting["envelope"]["signed"]) == ("sequential", 0)
    assert "documents" not in waiting
    assert tim.get("file").status_code == 409
    assert tim.take("authenticate").status_code == 409
    sue.consent()
    assert ok(sue.take("sign"))["state"] == "active"
    assert mailed() == [int(ids["sue"])]
    assert ok(sue.take("sign", documentId=two))["state"] == "signed"
    assert mailed() == [int(ids["sue"]), int(ids["tim"])]
    tim.consent()
    ok(tim.take("sign", documentId=one))
    assert ok(tim.take("sign"))["completed"] is True
    assert package.shown()["status"] == "complete"


def test_by_link_only_what_has_its_turn_is_signed(stage: Stage) -> None:
    deed = {"signers": ["buyer"], "documents": ["Document 2"]}
    loan = {"signers": ["buyer"], "documents": ["Document 1"]}
    package, (one, two), _ = following(stage, step(**deed), SELLER, step(**loan), documents=2)
    package.activate()
    sue = link_of(package, "sue").consent()
    assert ok(sue.show())["document"]["id"] == two
    kept_out(sue.take("sign", documentId=one), "It is not your turn yet. First comes: seller.")
    ok(sue.take("sign"))
    assert ok(sue.show())["state"] == "waiting"


def test_who_signs_by_account_cant_sign_by_link(stage: Stage) -> None:
    package, (document,), _ = following(stage, step(authMethod="account"))
    package.activate()
    sue = link_of(package, "sue")
    ok(sue.show())
    words = "This package is to be signed with your account. Sign in to it, and sign there."
    kept_out(sue.take("authenticate"), words)
    ok(package.sign(stage.sue, document), 201)


def test_the_identification_of_a_step_is_asked_of_its_signers(stage: Stage) -> None:
    package, _, _ = following(stage, {**BUYER, "authMethod": "email_otp"}, SELLER)
    package.activate()
    assert (signer(package, "sue").auth_method, signer(package, "tim").auth_method) == ("email_otp", "email_link")
    assert ok(link_of(package, "sue").show())["signer"]["authMethod"] == "email_otp"
