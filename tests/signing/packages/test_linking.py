"""Signers and users find each other by a verified e-mail address, whichever appears first."""

import pytest

from safeclose.actors import SYSTEM
from safeclose.transactions import action
from signing.packages.identities import actions
from signing.packages.models import PackageSigner
from tests.signing.packages.stage import Stage, active, caller, draft, ok, ready, user_of
from workspace.events import bus
from workspace.models import User


def test_the_user_was_there(stage: Stage) -> None:
    package = draft(stage.mia, stage.toronto)
    body = {"name": "Sue", "email": "SUE@Example.com"}
    assert ok(stage.mia.post(f"{package.path}/signers", body), 201)["signer"]["userLinked"] is True
    assert PackageSigner.objects.get().user == user_of(stage.sue)


def test_not_by_an_address_that_is_not_verified(stage: Stage) -> None:
    caller("eve", email="new@example.com", verified=False)
    package = draft(stage.mia, stage.toronto)
    assert package.add_signer("new")["userLinked"] is False


def test_not_by_an_address_that_only_looks_alike(stage: Stage) -> None:
    """`ı`.upper() is `I`; what the database calls equal is not enough."""
    caller("eve", email="sıe@example.com")
    caller("eva", email="\u212aim@example.com")  # the Kelvin sign, whose lower case is k
    package = draft(stage.mia, stage.toronto)
    assert package.add_signer("kim")["userLinked"] is False
    assert package.add_signer("sie")["userLinked"] is False


def test_the_user_comes_later(stage: Stage) -> None:
    package, _ = active(stage.mia, stage.toronto, "later")
    late = caller("late", email="Later@example.com")
    assert ok(stage.mia.get(f"{package.path}/signers"))["signers"][0]["userLinked"] is False
    assert [row["id"] for row in ok(late.get("/v1/signing/signer/signings"))["signings"]] == [package.id]
    assert ok(stage.mia.get(f"{package.path}/signers"))["signers"][0]["userLinked"] is True


def test_the_user_comes_between_draft_and_activation(stage: Stage) -> None:
    package, _ = ready(stage.mia, stage.toronto, "later")
    user = user_of(caller("late", email="later@example.com"))
    package.activate()
    assert PackageSigner.objects.get().user == user


def test_the_address_is_verified_later(stage: Stage) -> None:
    active(stage.mia, stage.toronto, "later")
    late = caller("late", email="later@example.com", verified=False)
    assert late.get("/v1/signing/signer/signings").status_code == 404
    user = user_of(late)
    User.objects.filter(pk=user.pk).update(email_verified=True)

    @action
    def publish() -> None:
        bus.publish("user.verified", subject_type="user", subject_id=str(user.pk), by=SYSTEM)

    publish()
    assert PackageSigner.objects.get().user is None  # until the job has run
    assert actions.record_link(user_id=user.pk) == 1
    assert actions.record_link(user_id=user.pk) == 0
    assert PackageSigner.objects.get().user == user


def test_handler_of_the_event(stage: Stage) -> None:
    active(stage.mia, stage.toronto, "later")
    user = user_of(caller("late", email="later@example.com"))

    @action
    def publish() -> bus.Event:
        return bus.publish("user.verified", subject_type="user", subject_id=str(user.pk), by=SYSTEM)

    event = publish()
    name = "signing.packages.identities.linking.when_verified"
    for _ in range(2):  # at least once
        bus.handler(name)(event)
    assert PackageSigner.objects.get().user == user


@pytest.mark.parametrize("state", ["unverified", "inactive", "other"])
def test_who_is_not_linked(stage: Stage, state: str) -> None:
    active(stage.mia, stage.toronto, "later")
    user = user_of(caller("late", email="other@example.com" if state == "other" else "later@example.com"))
    User.objects.filter(pk=user.pk).update(email_verified=state != "unverified", is_active=state != "inactive")
    assert actions.record_link(user_id=user.pk) == 0


def test_nobody_is_two_signers_of_one_package(stage: Stage) -> None:
    """Sue changes her address to one that another signer of the same package has."""
    package, _ = active(stage.mia, stage.toronto, "sue", "second")
    User.objects.filter(pk=user_of(stage.sue).pk).update(email="second@example.com")
    assert actions.record_link(user_id=user_of(stage.sue).pk) == 0
    assert [row["userLinked"] for row in ok(stage.mia.get(f"{package.path}/signers"))["signers"]] == [True, False]


def test_another_address_is_another_user(stage: Stage) -> None:
    package = draft(stage.mia, stage.toronto)
    signer = package.add_signer("sue")
    path = f"{package.path}/signers/{signer['id']}"
    assert ok(stage.mia.patch(path, {"email": "nobody@example.com"}))["signer"]["userLinked"] is False
    ok(stage.mia.patch(path, {"email": "tim@example.com"}))
    assert PackageSigner.objects.get().user == user_of(stage.tim)
