"""Signers and users find each other by a verified e-mail address, whichever appears first."""

from typing import Any

import pytest

from safeclose.actors import SYSTEM
from safeclose.records.transactions import action
from signing.packages.models import PackageSigner
from signing.packages.signers import actions
from tests.signing.packages.stage import NOT_FOUND, Stage, caller, draft, ok, user_of
from workspace.events import bus
from workspace.models import User


def test_a_signer_is_linked_to_a_user_who_was_there(stage: Stage) -> None:
    package = stage.draft()
    body = {"name": "Sue", "email": "SUE@Example.com"}
    assert ok(stage.mia.post(f"{package.path}/signers", body), 201)["signer"]["userLinked"] is True
    assert PackageSigner.objects.get().user == user_of(stage.sue)


def test_an_unverified_address_links_nobody(stage: Stage) -> None:
    caller("eve", email="new@example.com", verified=False)
    package = draft(stage.mia, stage.toronto)
    assert package.add_signer("new")["userLinked"] is False


def test_an_address_that_looks_alike_links_nobody(stage: Stage) -> None:
    """`ı`.upper() is `I`; what the database calls equal is not enough."""
    caller("eve", email="sıe@example.com")
    caller("eva", email="\u212aim@example.com")  # the Kelvin sign, whose lower case is k
    package = draft(stage.mia, stage.toronto)
    assert package.add_signer("kim")["userLinked"] is False
    assert package.add_signer("sie")["userLinked"] is False


def test_a_user_who_comes_later_is_linked(stage: Stage) -> None:
    package, _ = stage.active("later")
    late = caller("late", email="Later@example.com")
    assert ok(stage.mia.get(f"{package.path}/signers"))["signers"][0]["userLinked"] is False
    assert [row["id"] for row in ok(late.get("/v1/signing/signer/signings"))["signings"]] == [package.id]
    assert ok(stage.mia.get(f"{package.path}/signers"))["signers"][0]["userLinked"] is True


def test_a_user_who_comes_before_activation_is_linked(stage: Stage) -> None:
    package, _ = stage.ready("later")
    user = user_of(caller("late", email="later@example.com"))
    package.activate()
    assert PackageSigner.objects.get().user == user


def test_an_address_verified_later_is_linked(stage: Stage) -> None:
    stage.active("later")
    late = caller("late", email="later@example.com", verified=False)
    assert late.get("/v1/signing/signer/signings").status_code == 404
    user = user_of(late)
    User.objects.filter(pk=user.pk).update(email_verified=True)

    @action
    def publish() -> None:
        bus.publish("user.verified", about=user, by=SYSTEM)

    publish()
    assert PackageSigner.objects.get().user is None  # until the job has run
    assert actions.record_link(user_id=user.pk) == 1
    assert actions.record_link(user_id=user.pk) == 0
    assert PackageSigner.objects.get().user == user


def test_the_event_of_a_verified_address_links_the_user(stage: Stage) -> None:
    stage.active("later")
    user = user_of(caller("late", email="later@example.com"))

    @action
    def publish() -> bus.Event:
        return bus.publish("user.verified", about=user, by=SYSTEM)

    event = publish()
    name = "signing.packages.identities.linking.when_verified"
    for _ in range(2):  # at least once
        bus.handler(name)(event)
    assert PackageSigner.objects.get().user == user


@pytest.mark.parametrize("state", ["unverified", "inactive", "other"])
def test_signers_of_other_users_and_addresses_stay_unlinked(stage: Stage, state: str) -> None:
    stage.active("later")
    user = user_of(caller("late", email="other@example.com" if state == "other" else "later@example.com"))
    User.objects.filter(pk=user.pk).update(email_verified=state != "unverified", is_active=state != "inactive")
    assert actions.record_link(user_id=user.pk) == 0


def test_a_user_is_linked_to_one_signer_of_a_package(stage: Stage) -> None:
    """Sue changes her address to one that another signer of the same package has."""
    package, _ = stage.active("sue", "second")
    User.objects.filter(pk=user_of(stage.sue).pk).update(email="second@example.com")
    assert actions.record_link(user_id=user_of(stage.sue).pk) == 0
    assert [row["userLinked"] for row in ok(stage.mia.get(f"{package.path}/signers"))["signers"]] == [True, False]


def test_another_address_is_another_user(stage: Stage) -> None:
    package = stage.draft()
    signer = package.add_signer("sue")
    path = f"{package.path}/signers/{signer['id']}"
    assert ok(stage.mia.patch(path, {"email": "nobody@example.com"}))["signer"]["userLinked"] is False
    ok(stage.mia.patch(path, {"email": "tim@example.com"}))
    assert PackageSigner.objects.get().user == user_of(stage.tim)


LEFT: list[dict[str, Any]] = [{"email": "sue.new@example.com"}, {"email_verified": False}, {"is_active": False}]


def becomes(stage: Stage, **columns: Any) -> None:
    """Sue's account, as Clerk tells it."""
    User.objects.filter(pk=user_of(stage.sue).pk).update(**columns)


@pytest.mark.parametrize("columns", LEFT, ids=str)
def test_who_has_the_address_now_signs_in_place_of_who_had_it(stage: Stage, columns: dict[str, Any]) -> None:
    package, (document,) = stage.active()
    ok(stage.sue.get(package.queue))
    becomes(stage, **columns)
    heir = caller("heir", email="Sue@example.com")
    assert ok(package.sign(heir, document), 201)["signing"]["status"] == "complete"
    assert PackageSigner.objects.get().user == user_of(heir)
    becomes(stage, email="sue.new@example.com", email_verified=True, is_active=True)
    answer = stage.sue.get(package.queue)
    assert (answer.status_code, answer.json()) == NOT_FOUND


def test_a_draft_is_addressed_to_who_has_the_address_when_it_is_sent(stage: Stage) -> None:
    package, _ = stage.ready()
    becomes(stage, email="sue.new@example.com")
    heir = caller("heir", email="sue@example.com")
    assert actions.record_link(user_id=user_of(heir).pk) == 1
    package.activate()
    assert [row["id"] for row in ok(heir.get("/v1/signing/signer/signings"))["signings"]] == [package.id]


@pytest.mark.parametrize("kept_by", ["address", "signature", "completion", "cancellation"])
def test_who_signed_or_has_the_address_still_keeps_the_package(stage: Stage, kept_by: str) -> None:
    package, documents = stage.active(documents=2)
    signed = {"signature": 1, "completion": 2}.get(kept_by, 0)
    for document in documents[:signed]:
        ok(package.sign(stage.sue, document), 201)
    if kept_by == "cancellation":
        ok(stage.mia.post(f"{package.path}/cancel", {}))
    if kept_by != "address":
        becomes(stage, email="sue.new@example.com")
    heir = caller("heir", email="sue@example.com")
    answer = package.sign(heir, documents[-1])
    assert (answer.status_code, answer.json()) == NOT_FOUND
    assert actions.record_link(user_id=user_of(heir).pk) == 0
    assert PackageSigner.objects.get().user == user_of(stage.sue)
