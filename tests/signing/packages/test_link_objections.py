"""POST /api/public/sign/:token/paper and /withdraw, for signers of packages."""

from typing import Any

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from signing.ceremony.objections.jobs import notify_sender_of_objection
from signing.evidence.models import TrailEvent
from tests.people import Caller
from tests.signing.packages.links import PackageLink, mailed
from tests.signing.packages.stage import Package, Stage, ok
from workspace.models import Event


def post(link: PackageLink, what: str, **body: Any) -> Any:
    return Caller(None).post(f"{link.path}/{what}", body)


def types(package: Package) -> list[str]:
    return list(TrailEvent.objects.filter(trail=f"signing:{package.id}").order_by("seq").values_list("type", flat=True))


def mails() -> list[str]:
    """Run the mails to senders; their words."""
    mail.outbox.clear()
    for job in ProcrastinateJob.objects.filter(task_name="notify_sender_of_objection").order_by("id"):
        notify_sender_of_objection(**job.args)
    return [str(message.body) for message in mail.outbox]


def test_a_signer_asks_for_paper_once_and_can_still_sign(stage: Stage) -> None:
    package, _ = stage.active()
    link = mailed(package)
    assert ok(link.show())["signer"]["paperRequestedAt"] is None
    assert ok(post(link, "paper", reason="I prefer paper.")) == {
        "state": "active", "signer": {"status": "opened"}, "next": "authenticate",
    }  # fmt: skip
    again = post(link, "paper")
    assert (again.status_code, again.json()["message"]) == (409, "The signer has asked for paper already.")
    assert ok(link.show())["signer"]["paperRequestedAt"]
    (signer,) = ok(stage.mia.get(f"{package.path}/signers"))["signers"]
    assert signer["paperRequestedAt"]
    event = Event.objects.get(type="signing.paper_requested")
    assert event.data["reason"] == "I prefer paper."
    (words,) = mails()
    assert "cancel the package" in words
    assert ok(link.consent().take("sign"))["completed"] is True


def test_consent_is_withdrawn_between_two_documents_and_given_again(stage: Stage) -> None:
    package, (first, second) = stage.active(documents=2)
    link = mailed(package).consent()
    ok(link.take("sign", documentId=first))
    assert ok(post(link, "withdraw"))["next"] == "consent"
    refused = link.take("sign", documentId=second)
    assert (refused.status_code, refused.json()["error"]) == (409, "invalid_state")
    assert [one["signed"] for one in ok(link.show())["documents"]] == [True, False]
    assert post(link, "withdraw").status_code == 409
    ok(link.take("consent"))
    ok(post(link, "withdraw", reason="No."))
    ok(link.take("consent"))
    assert ok(link.take("sign", documentId=second))["completed"] is True
    told = ["consent_withdrawn", "consented"]
    assert types(package)[3:] == ["authenticated", "consented", "signed", *told, *told, "signed", "completed"]
    assert Event.objects.filter(type="signing.consent_withdrawn").count() == 2
    assert ProcrastinateJob.objects.filter(task_name="notify_sender_of_objection").count() == 1
    assert not mails(), "the signer is done"


@pytest.mark.parametrize("what", ["paper", "withdraw"])
def test_nothing_is_recorded_once_the_package_has_ended(stage: Stage, what: str) -> None:
    package, _ = stage.active()
    link = mailed(package).consent()
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    answer = post(link, what)
    assert (answer.status_code, answer.json()) == (410, {"state": "gone"})
