"""With a real model, obvious questions find what they are about."""

from collections.abc import Callable
from typing import Any

from documents.models import Document, Passage
from documents.search import indexing
from safeclose.gateways import ai
from tests.documents.search.shelf import generated
from tests.people import Caller
from tests.safeclose.gateways.test_minilm import NEEDED

PURCHASE, CONDO, LEASE = "on/freehold-purchase", "on/condo-purchase", "on/freehold-lease"
LISTING, APPLICATION = "on/listing-sale", "on/rental-application"


def place(street: str, city: str) -> dict[str, Any]:
    return {"property": {"address": {"street": street, "city": city, "province": "ON"}}}


# form, what it says, and a question that is about it
DOCUMENTS: list[tuple[str, dict[str, Any], str]] = [
    (PURCHASE, {**place("12 Maple Street", "Ottawa"), "parties": {"buyers": [{"name": "Geneviève Tremblay"}]}},
     "What did Geneviève Tremblay buy?"),
    (PURCHASE, {**place("3 Dock Road", "Kingston"), "inclusions": ["motor boat and its trailer", "boat lift"]},
     "Which sale includes a boat?"),
    (PURCHASE, {**place("88 Hill Lane", "Barrie"), "conditions": [
        {"kind": "other", "description": "A test of the well shows that the water is fit to drink."}]},
     "drinking water from the well must be tested"),
    (PURCHASE, {**place("5 Quarry Road", "Sudbury"), "schedules": [
        {"title": "Roof", "body": "The sellers replace the damaged shingles of the roof before completion."}]},
     "Who has to repair the roof?"),
    (CONDO, {**place("400 Bay Street", "Toronto"), "conditions": [
        {"kind": "status_certificate", "description": "The lawyer is content with the status certificate."}]},
     "condominium purchase with status certificate condition"),
    (LEASE, {**place("7 Orchard Crescent", "Guelph"), "pets": "Two cats may live in the home."},
     "Where are cats allowed to live?"),
    (LEASE, {**place("61 Granite Way", "Thunder Bay"), "lease": {"startDate": "2026-09-01", "rentCents": 310_000},
             "occupants": [{"name": "Noé", "relationship": "student at the university"}]},
     "rental for a university student"),
    (LISTING, {**place("9 Harbour Street", "Port Hope"), "marketing": {"remarks": "Open house on Sunday afternoons."}},
     "listing with an open house on Sundays"),
    (APPLICATION, {**place("30 Station Street", "Oshawa"), "employment": [
        {"employer": "City Hospital", "position": "Nurse", "incomeCents": 8_400_000}]},
     "application of a nurse who works at a hospital"),
    (APPLICATION, {**place("31 Station Street", "Oshawa"), "vehicles": [{"make": "Tesla", "plate": "ABCD 123"}]},
     "Which applicant has an electric car?"),
]  # fmt: skip


def copy_passages(sources: list[Document], targets: list[Document]) -> None:
    """As if the targets, which say the same, were indexed too."""
    for source, target in zip(sources, targets, strict=True):
        rows = list(Passage.objects.filter(document=source))
        for row in rows:
            row.pk, row.document, row.organization = None, target, target.organization
        Passage.objects.bulk_create(rows)


def test_nine_of_ten_questions_find_their_document_first(
    alice: Caller, charlie: Caller, needs: Callable[..., None], settings: Any, tmp_path: Any
) -> None:
    needs(*NEEDED)
    (tmp_path / "models.json").write_text('{"embedding": {"local": "all-minilm-l6-v2", "dimensions": 384}}')
    settings.MODELS_JSON = str(tmp_path / "models.json")
    model = ai.embedding_model()
    assert model
    documents = [generated(alice, said, form=form, title="Agreement")[0] for form, said, _ in DOCUMENTS]
    foreign = [generated(charlie, said, form=form, title="Agreement")[0] for form, said, _ in DOCUMENTS]
    indexing.index(documents, model=model)
    copy_passages(documents, foreign)
    missed = []
    for document, (_, _, question) in zip(documents, DOCUMENTS, strict=True):
        hits = alice.get("/api/documents/search", {"q": question}).json()["hits"]
        assert {hit["documentId"] for hit in hits} == {one.id for one in documents}
        if hits[0]["documentId"] != document.id:
            missed.append(question)
    assert len(missed) <= 1, missed
