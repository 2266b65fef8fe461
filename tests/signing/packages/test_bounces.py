"""Mails to signers of packages that were taken and came back."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from signing.ceremony.undelivered.jobs import notify_sender_of_undelivered
from signing.evidence.models import TrailEvent
from signing.packages.models import PackageSigner
from signing.packages.notices.ending_jobs import mail_package_end_to_signer
from signing.packages.notices.jobs import notify
from tests.matching import A_TIME
from tests.safeclose.gateways.postmark import Postmark
from tests.signing.packages.stage import Package, Stage, active, ok
from tests.workspace.sending.outcomes.reports import postmark_bounce, report
from workspace.models import Event, SentMessage

CAME_BACK = "The mail came back: the address does not take it (550 5.1.1)."


@pytest.fixture
def postmark(settings: Any) -> Iterator[Postmark]:
    with Postmark() as stand_in:
        stand_in.configure(settings)
        yield stand_in


@pytest.fixture
def package(stage: Stage, postmark: Postmark) -> Package:
    """Sue was mailed."""
    made, _ = active(stage.mia, stage.toronto)
    notify(signer_id=PackageSigner.objects.get().pk)
    return made


def bounce(what: str = "link") -> None:
    assert report(postmark_bounce(SentMessage.objects.get(what=what).message_id)).status_code == 200


def told() -> list[str]:
    events = Event.objects.filter(type="signing.undelivered").order_by("id")
    return [event.data["reason"] for event in events]


def in_trail() -> int:
    return TrailEvent.objects.filter(type="undelivered").count()


def tell_sender(postmark: Postmark) -> list[tuple[str, str]]:
    """Run the mails to senders; recipient and text of what was sent by them."""
    postmark.taken.clear()
    for job in ProcrastinateJob.objects.filter(task_name="notify_sender_of_undelivered"):
        notify_sender_of_undelivered(**job.args)
    return [(one["To"], one["TextBody"]) for one in postmark.taken]


def signer_of(package: Package) -> dict[str, Any]:
    (signer,) = ok(package.manager.get(f"{package.path}/signers"))["signers"]
    return dict(signer)


def test_a_notice_that_came_back_is_told_to_the_sender_once(package: Package, postmark: Postmark) -> None:
    assert "undeliveredAt" not in signer_of(package)
    for _ in range(2):
        bounce()
    assert (told(), in_trail()) == ([CAME_BACK], 1)
    event = TrailEvent.objects.get(type="undelivered")
    data = json.loads(bytes(event.payload))["data"]
    assert (data["channel"], data["what"]) == ("email", "link")
    ((to, letter),) = tell_sender(postmark)
    assert "mia@example.com" in to
    assert "They may not know that they are asked to sign." in letter
    shown = signer_of(package)
    assert (shown["undeliveredAt"], shown["undeliveredReason"]) == (A_TIME, CAME_BACK)


def test_a_notice_that_is_taken_again_ends_it(package: Package, postmark: Postmark) -> None:
    bounce()
    notify(signer_id=PackageSigner.objects.get().pk)
    assert "undeliveredAt" not in signer_of(package)
    assert tell_sender(postmark) == []


@pytest.mark.parametrize("column", ["viewed_at", "consented_at"])
def test_a_bounce_does_not_matter_once_the_signer_has_acted(package: Package, column: str) -> None:
    PackageSigner.objects.update(**{column: SentMessage.objects.get().sent_at})
    bounce()
    assert (told(), in_trail()) == ([], 0)


def test_a_bounce_does_not_matter_once_it_is_signed(stage: Stage, postmark: Postmark) -> None:
    package, (document,) = active(stage.mia, stage.toronto)
    notify(signer_id=PackageSigner.objects.get().pk)
    ok(package.sign(stage.sue, document), 201)
    bounce()
    assert (told(), in_trail()) == ([], 0)


def test_a_mail_about_the_end_that_came_back_is_told(package: Package, postmark: Postmark) -> None:
    ok(package.manager.post(f"{package.path}/cancel", {"reason": "Wrong price"}))
    mail_package_end_to_signer(signer_id=PackageSigner.objects.get().pk, verb="voided")
    bounce("link")
    assert told() == []
    bounce("end")
    assert (told(), in_trail()) == ([CAME_BACK], 0)
    assert ["There is nothing left to sign." in letter for _, letter in tell_sender(postmark)] == [True]


def test_of_a_signer_that_was_removed_nothing_is_told(package: Package) -> None:
    SentMessage.objects.update(subject_id="999999")
    bounce()
    assert told() == []


def test_managers_elsewhere_see_nothing_of_it(package: Package, stage: Stage) -> None:
    bounce()
    assert stage.carl.get(f"{package.path}/signers").status_code == 403
    assert CAME_BACK not in json.dumps(ok(stage.carl.get("/v1/workspace/activity")))
