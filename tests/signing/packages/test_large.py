"""A package of 500 documents and 100 signers: it activates, lists and signs, in a constant number of queries."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safeclose.storage import files
from signing.evidence.models import TrailEvent
from signing.packages.models import PackageSigner, Signing, SigningDocument
from tests.people import Caller
from tests.signing.packages.stage import BASE, Package, Stage, active, draft, ok, pdf, user_of
from workspace.models import Company, Location, Organization


def filled(stage: Stage, documents: int, signers: int) -> Package:
    """A draft with that many of each; all sign all."""
    package = stage.draft()
    sha256 = files.keep(pdf())
    SigningDocument.objects.bulk_create(
        SigningDocument(
            signing_id=int(package.id), position=number, title=f"Document {number}", file_sha256=sha256, page_count=2
        )
        for number in range(1, documents + 1)
    )
    people = ["sue", *(f"person{number}" for number in range(2, signers + 1))]
    PackageSigner.objects.bulk_create(
        PackageSigner(
            signing_id=int(package.id),
            name=name.title(),
            email=f"{name}@example.com",
            folded_email=f"{name}@example.com",
            user=user_of(stage.sue) if name == "sue" else None,
        )
        for name in people
    )
    return package


def queries(one: Caller, path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        ok(one.get(path))
    return len(caught)


def test_a_package_of_500_documents_activates_lists_and_signs(stage: Stage) -> None:
    package = filled(stage, 500, 100)
    assert package.activate()["counts"] == {"documents": 500, "signers": 100, "signed": 0}
    sent = json.loads(bytes(TrailEvent.objects.get(type="sent").payload))["data"]
    assert (len(sent["documents"]), len(sent["signers"])) == (500, 100)
    documents = ok(stage.sue.get(f"{package.queue}/documents"))
    assert len(documents["documents"]) == 500
    assert "nextCursor" not in documents
    assert [row["position"] for row in documents["documents"]] == list(range(1, 501))
    signers = ok(stage.mia.get(f"{package.path}/signers"))["signers"]
    assert (len(signers), len(signers[99]["documentIds"])) == (100, 500)
    body = ok(package.sign(stage.sue, documents["documents"][499]["id"]), 201)
    assert body["signing"]["status"] == "active"


def test_the_five_hundred_and_first_is_on_the_next_page(stage: Stage) -> None:
    package = filled(stage, 503, 1)
    first = ok(stage.mia.get(f"{package.path}/documents"))
    assert len(first["documents"]) == 500
    second = ok(stage.mia.get(f"{package.path}/documents?cursor={first['nextCursor']}"))
    assert [row["position"] for row in second["documents"]] == [501, 502, 503]
    assert "nextCursor" not in second


@pytest.mark.parametrize("what", ["documents", "signers"])
def test_the_queries_within_a_package_do_not_grow_with_it(stage: Stage, what: str) -> None:
    small, large = filled(stage, 2, 2), filled(stage, 60, 40)
    for package in (small, large):
        package.activate()
        stage.sue.get(package.queue)
        for document in ok(stage.mia.get(f"{package.path}/documents"))["documents"][:2]:
            ok(package.sign(stage.sue, document["id"]), 201)
    for one, path in ((stage.mia, "path"), (stage.sue, "queue")):
        numbers = [queries(one, f"{getattr(package, path)}/{what}") for package in (small, large)]
        assert numbers[0] == numbers[1] < 15, numbers


@pytest.mark.parametrize("path", ["/signings", "/templates", "/flows", "/locations"])
def test_the_queries_of_lists_do_not_grow_with_them(stage: Stage, path: str) -> None:
    def add(number: int) -> None:
        Signing.objects.bulk_create(Signing(location=stage.toronto, title=f"{i}") for i in range(number))
        company = stage.toronto.company
        Location.objects.bulk_create(Location(company=company, name=f"{i}") for i in range(number))

    add(1)
    before = [queries(one, BASE + path) for one in (stage.mia, stage.ada)]
    add(40)
    assert [queries(one, BASE + path) for one in (stage.mia, stage.ada)] == before
    assert max(before) < 10


def test_the_queries_of_a_signers_queue_do_not_grow_with_it(stage: Stage) -> None:
    path = "/v1/signing/signer/signings"
    active(stage.mia, stage.toronto)
    before = queries(stage.sue, path)
    for _ in range(5):
        active(stage.mia, stage.toronto, "sue", "tim", documents=2)
    assert queries(stage.sue, path) == before < 15


def test_an_admins_list_is_cut_at_five_hundred(stage: Stage) -> None:
    Signing.objects.bulk_create(Signing(location=stage.toronto, title=f"Package {i}") for i in range(1203))
    seen: list[str] = []
    path, sizes = f"{BASE}/signings", []
    cursor: str | None = ""
    while cursor is not None:
        body = ok(stage.ada.get(path + cursor))
        sizes.append(len(body["signings"]))
        seen += [row["id"] for row in body["signings"]]
        cursor = f"?cursor={body['nextCursor']}" if "nextCursor" in body else None
        if len(sizes) == 1:  # more come while someone pages
            draft(stage.mia, stage.ottawa)
    assert sizes == [500, 500, 203]
    assert len(set(seen)) == len(seen) == 1203


@pytest.mark.parametrize("path", ["/v1/signing/organizations", "/v1/signing/companies", f"{BASE}/locations"])
def test_lists_of_places_are_cut_too(stage: Stage, path: str) -> None:
    Organization.objects.bulk_create(Organization(name=f"O {i}", slug=f"o-{i}") for i in range(500))
    Company.objects.bulk_create(Company(name=f"C {i}", organization=stage.birch) for i in range(500))
    Location.objects.bulk_create(Location(name=f"L {i}", company=stage.kingston.company) for i in range(500))
    first = ok(stage.ada.get(path))
    key = next(key for key in first if key not in ("scope", "nextCursor"))
    assert (len(first[key]), first["scope"]) == (500, "global")
    second = ok(stage.ada.get(f"{path}?cursor={first['nextCursor']}"))
    assert "nextCursor" not in second
    ids = [row["id"] for row in first[key] + second[key]]
    assert len(ids) == len(set(ids)) > 500
    bad = stage.ada.get(f"{path}?cursor=xyz")
    assert (bad.status_code, bad.json()) == (400, {"error": "cursor is not one that this list gave."})
