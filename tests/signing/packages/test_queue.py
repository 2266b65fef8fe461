"""GET /v1/signing/signer/signings and what is below it; who may is in test_isolation.py."""

from dataclasses import asdict

from documents.intake.presenting import presentable
from signing.ceremony.account_disclosure import ENGLISH, FRENCH
from signing.evidence.models import TrailEvent
from signing.packages.models import PackageSigner, Signing
from tests.signing.packages.stage import Package, Stage, active, draft, ok, pdf, refused, user_of

PATH = "/v1/signing/signer/signings"


def opened(package: Package) -> int:
    return TrailEvent.objects.filter(trail=f"signing:{package.id}", type="opened").count()


def test_a_signers_packages_are_answered_whole(stage: Stage) -> None:
    first, _ = stage.active()
    second, (document,) = active(stage.carl, stage.hamilton, "sue", "tim")
    draft(stage.mia, stage.toronto).add_signer()
    ok(second.sign(stage.tim, document), 201)
    body = ok(stage.sue.get(PATH))
    assert body == {
        "signers": [
            ok(stage.carl.get(f"{second.path}/signers"))["signers"][0],
            ok(stage.mia.get(f"{first.path}/signers"))["signers"][0],
        ],
        "signings": [second.shown(), first.shown()],
    }
    assert opened(first) == opened(second) == 0  # the list shows no package
    ok(stage.mia.post(f"{first.path}/cancel", {}))
    assert [row["status"] for row in ok(stage.sue.get(PATH))["signings"]] == ["cancelled", "active"]


def test_a_signers_list_has_at_most_a_hundred_packages(stage: Stage) -> None:
    packages = Signing.objects.bulk_create(
        Signing(location=stage.toronto, title=f"{number}", status="cancelled", cancelled_at="2026-05-01T00:00:00Z")
        for number in range(130)
    )
    PackageSigner.objects.bulk_create(
        PackageSigner(
            signing=one, user=user_of(stage.sue), name="Sue", email="s@example.com", folded_email="s@example.com"
        )
        for one in packages
    )
    first = ok(stage.sue.get(PATH))
    assert (len(first["signers"]), len(first["signings"])) == (100, 100)
    second = ok(stage.sue.get(f"{PATH}?cursor={first['nextCursor']}"))
    assert (len(second["signers"]), len(second["signings"])) == (30, 30)
    ids = [row["id"] for row in first["signings"] + second["signings"]]
    assert len(set(ids)) == 130
    assert [row["signingId"] for row in first["signers"]] == ids[:100]


def test_a_package_is_answered_whole_to_its_signer(stage: Stage) -> None:
    package, (document,) = stage.active()
    assert ok(stage.sue.get(package.queue)) == {"signing": package.shown()}
    assert opened(package) == 1
    rows = ok(stage.mia.get(f"{package.path}/documents"))["documents"]
    assert rows[0].pop("positions") == []
    shown = {**rows[0], "marks": [], "signable": True}
    assert ok(stage.sue.get(f"{package.queue}/documents")) == {"documents": [shown]}
    assert ok(stage.sue.get(f"{package.queue}/documents/{document}")) == {"document": shown}
    file = stage.sue.get(f"{package.queue}/documents/{document}/file")
    assert (file.content, file.headers["Content-Type"]) == (presentable(pdf()).pdf, "application/pdf")
    assert opened(package) == 1
    assert ok(stage.mia.get(f"{package.path}/signers"))["signers"][0]["status"] == "viewed"


def test_the_first_look_at_any_of_it_is_recorded(stage: Stage) -> None:
    for what in ("", "/documents", "/documents/{}", "/documents/{}/file", "/signers", "/disclosure"):
        package, (document,) = active(stage.mia, stage.toronto)
        assert stage.sue.head(package.queue + what.format(document)).status_code == 200
        assert opened(package) == 0
        assert stage.sue.get(package.queue + what.format(document)).status_code == 200
        assert opened(package) == 1, what


def test_after_the_end_nothing_is_recorded(stage: Stage) -> None:
    package, _ = stage.active()
    ok(stage.mia.post(f"{package.path}/cancel", {}))
    assert ok(stage.sue.get(package.queue))["signing"]["status"] == "cancelled"
    assert opened(package) == 0


def test_documents_are_shown_by_position(stage: Stage) -> None:
    package = stage.draft()
    for title, position in (("C", "9"), ("A", "1"), ("B", "1")):
        package.add_file(title=title, position=position)
    package.add_signer()
    package.activate()
    rows = ok(stage.sue.get(f"{package.queue}/documents"))["documents"]
    assert [row["title"] for row in rows] == ["A", "B", "C"]


def test_the_disclosure_is_in_the_readers_language(stage: Stage) -> None:
    package, _ = stage.active()
    path = f"{package.queue}/disclosure"
    assert ok(stage.sue.get(path)) == {"disclosure": {**asdict(ENGLISH), "sha256": ENGLISH.sha256}}
    assert ok(stage.sue.get(path, headers={"Accept-Language": "fr-CA"})) == {
        "disclosure": {**asdict(FRENCH), "sha256": FRENCH.sha256}
    }


def test_an_unknown_package_is_not_found_by_signers(stage: Stage) -> None:
    package, _ = stage.active()
    refused(stage.sue.get(f"{PATH}/x"), 400, "signingId must be a numeric string.")
    refused(stage.sue.get(f"{PATH}/0"), 404, "Not found.")
    refused(stage.sue.get(f"{PATH}/{2**64}"), 404, "Not found.")
    refused(stage.sue.get(f"{package.queue}/documents/x"), 400, "documentId must be a numeric string.")
    refused(stage.sue.get(f"{package.queue}/documents/0"), 404, "Not found.")
