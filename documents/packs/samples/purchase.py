"""What the samples of all purchases share."""

from datetime import date, timedelta
from typing import Any

from documents.packs.samples.days import end_of
from documents.packs.samples.pages import FINANCING, HOME_INSPECTION, SALE_OF_HOME
from documents.packs.samples.parties import brokerages, buyers, lawyers, notices, sellers
from documents.packs.toolkit.business_days import business_day_from


def purchase(today: date) -> dict[str, Any]:
    """What purchases of all kinds of property share; every date lies after `today`."""
    offer = today + timedelta(days=1)
    completion = business_day_from(offer + timedelta(days=75))
    return {
        "parties": {"buyers": buyers(), "sellers": sellers()},
        "money": purchase_money(due=offer + timedelta(days=14)),
        "dates": {
            "offerDate": offer.isoformat(),
            "irrevocableUntil": end_of(offer + timedelta(days=2)),
            "irrevocableBy": "buyer",
            "completionDate": completion.isoformat(),
            "requisitionDate": (completion - timedelta(days=21)).isoformat(),
        },
        "conditions": conditions(offer),
        "inclusions": [
            "Refrigerator, gas range, dishwasher, range hood, clothes washer and dryer",
            "All light fixtures and ceiling fans, except those excluded",
            "Window coverings with their rods and tracks",
            "Automatic garage door opener with two remote controls",
        ],
        "exclusions": ["Dining room chandelier", "Freezer in the basement", "Potted plants on the porch"],
        "rentalItems": ["Hot water tank, Northern Comfort Rentals, $38.50 a month plus HST"],
        "title": {
            "acceptedEncumbrances": ["Easement for the shared driveway, registered as instrument OC1234567"],
            "survey": "if_available",
            "titleInsurance": True,
        },
        "sellerResidency": "resident",
        "spousalConsent": {"status": "not_needed"},
        "assignment": "with_consent",
        "notices": notices(),
        "lawyers": lawyers(),
        "brokerages": brokerages(),
    }


def purchase_money(*, due: date) -> dict[str, Any]:
    """A price with a first and a further deposit, the latter on the day `due`."""
    holder = "Harbour & Pine Realty Ltd., Brokerage"
    return {
        "priceCents": 124_950_000,
        "currency": "CAD",
        "deposit": {
            "amountCents": 5_000_000,
            "timing": "within_24_hours",
            "heldBy": holder,
            "interest": "buyer",
        },
        "furtherDeposits": [{"amountCents": 2_500_000, "dueDate": due.isoformat(), "heldBy": holder}],
        "hst": "included",
    }


def conditions(offer: date) -> list[dict[str, Any]]:
    """Three conditions that end in the weeks after the offer."""
    return [
        {
            "kind": "financing",
            "description": FINANCING,
            "waiverDate": (offer + timedelta(days=7)).isoformat(),
            "benefitOf": "buyer",
        },
        {
            "kind": "inspection",
            "description": HOME_INSPECTION,
            "waiverDate": (offer + timedelta(days=7)).isoformat(),
            "benefitOf": "buyer",
        },
        {
            "kind": "sale_of_property",
            "description": SALE_OF_HOME,
            "waiverDate": (offer + timedelta(days=30)).isoformat(),
            "benefitOf": "both",
        },
    ]
