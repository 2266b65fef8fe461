"""The demo's deal: sown once, with the document that is ready to be sent."""

import pytest

from documents.deals.models import Deal
from documents.demo import seed
from documents.models import Document
from workspace import demo as workspace


@pytest.mark.django_db
def test_seeding_twice_makes_one_deal_with_its_document() -> None:
    seen = []
    for _ in range(2):
        ids: dict[str, dict[str, str]] = {}
        workspace.seed(ids)
        seed(ids)
        seen.append(ids)
    assert seen[0] == seen[1]
    deal = Deal.objects.get()
    assert seen[0]["deals"] == {"purchase": deal.id}
    document = Document.objects.get(deal=deal)
    assert (document.id, document.status) == (seen[0]["documents"]["generated"], "GENERATED")
    assert document.organization == deal.organization
