"""Documents whose step has not come: they can be read, and answers say that they can't be signed yet."""

from tests.signing.packages.stage import Stage, ok
from tests.signing.packages.test_following import SELLER, following, kept_out, link_of, step

FIRST, LAST = (step(signers=["buyer"], documents=[f"Document {number}"], title=f"Part {number}") for number in (1, 2))


def test_by_link_a_document_of_a_later_step_is_read_and_not_signable(stage: Stage) -> None:
    package, (one, two), _ = following(stage, FIRST, SELLER, LAST, documents=2)
    package.activate()
    sue, tim = link_of(package, "sue").consent(), link_of(package, "tim")
    assert [(row["id"], row["signable"]) for row in ok(sue.show())["documents"]] == [(one, True), (two, False)]
    assert sue.get("pages/1.png", two).status_code == 200
    kept_out(sue.take("sign", documentId=two), "It is not your turn yet. First comes: seller.")
    left = ok(sue.take("sign"))["documents"]
    assert [(row["signed"], row["signable"]) for row in left] == [(True, True), (False, False)]
    tim.consent()
    ok(tim.take("sign"))
    ok(tim.take("sign"))
    assert [row["signable"] for row in ok(sue.show())["documents"]] == [True, True]


def test_by_account_only_what_can_be_signed_now_is_signable(stage: Stage) -> None:
    package, (one, two), _ = following(stage, FIRST, SELLER, LAST, documents=2)
    package.activate()

    def signable(who: str) -> list[bool]:
        rows = ok(getattr(stage, who).get(f"{package.queue}/documents"))["documents"]
        return [row["signable"] for row in rows]

    assert (signable("sue"), signable("tim")) == ([True, False], [False, False])
    ok(package.sign(stage.sue, one), 201)
    assert (signable("sue"), signable("tim")) == ([False, False], [True, True])
    for document in (one, two):
        ok(package.sign(stage.tim, document), 201)
    assert (signable("sue"), signable("tim")) == ([False, True], [False, False])
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    assert (signable("sue"), signable("tim")) == ([False, False], [False, False])


def test_who_has_to_be_identified_by_link_can_sign_nothing_by_account(stage: Stage) -> None:
    package, _, _ = following(stage, step(authMethod="email_otp"))
    package.activate()
    assert [row["signable"] for row in ok(stage.sue.get(f"{package.queue}/documents"))["documents"]] == [False]


def test_a_link_says_that_its_signer_has_to_sign_in(stage: Stage) -> None:
    package, _, _ = following(stage, {**step(signers=["buyer"]), "authMethod": "account"}, SELLER)
    package.activate()
    assert ok(link_of(package, "sue").show())["signer"]["hasToSignIn"] is True
    ok(package.sign(stage.sue, ok(stage.sue.get(f"{package.queue}/documents"))["documents"][0]["id"]), 201)
    assert ok(link_of(package, "tim").show())["signer"]["hasToSignIn"] is False
