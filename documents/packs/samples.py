"""Made-up data that is complete and valid, for demonstrations, API descriptions and tests.

All people, firms and numbers are invented: e-mail addresses end in example.com, telephone numbers have the
exchange 555.
"""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from documents.packs.business_days import business_day_from
from documents.packs.sample_pages import (
    ADDITIONAL_TERMS,
    FINANCING,
    HEATING,
    HOME_INSPECTION,
    SALE_OF_HOME,
    UREA_FOAM,
    WORK_TO_DO,
)


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


def buyers() -> list[dict[str, Any]]:
    """Two people who buy together."""
    return [
        {
            "name": "Beatrice Élodie Tremblay",
            "email": "bea.tremblay@example.com",
            "phone": "613-555-0142",
            "address": "48 Willow Lane, Unit 3\nOttawa, ON  K1S 2B7",
        },
        {
            "name": "Benjamin Oyelaran",
            "email": "ben.oyelaran@example.com",
            "phone": "613-555-0143",
            "address": "48 Willow Lane, Unit 3\nOttawa, ON  K1S 2B7",
        },
    ]


def sellers() -> list[dict[str, Any]]:
    """A person and a corporation that sell together."""
    return [
        {
            "name": "Samuel Okafor",
            "email": "sam.okafor@example.com",
            "phone": "613-555-0188",
            "address": "12 Maple Street\nOttawa, ON  K2P 0A1",
        },
        {
            "name": "Maple Street Holdings Inc.",
            "email": "sophie.larsen@example.com",
            "address": "200 Bank Street, Suite 410\nOttawa, ON  K2P 1W8",
            "representative": {"name": "Sophie Larsen", "capacity": "President, with authority to bind it"},
        },
    ]


def house() -> dict[str, Any]:
    """A detached house on its own lot."""
    return {
        "address": {"street": "12 Maple Street", "city": "Ottawa", "province": "ON", "postalCode": "K2P 0A1"},
        "legalDescription": "Lot 27, Plan 4M-1180, City of Ottawa, subject to an easement as in OC1234567",
        "municipality": "City of Ottawa",
        "rollNumber": "0614 050 301 12345 0000",
        "pin": "04123-0456 (LT)",
        "lot": {
            "frontage": "15.24 m",
            "depth": "36.58 m",
            "area": "557.5 m²",
            "frontsOn": "Maple Street",
            "side": "north",
            "irregularities": "The rear boundary follows the creek.",
        },
        "presentUse": "Detached house for one family",
        "tenancies": [],
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


def warranties() -> list[dict[str, Any]]:
    """What sellers of a house state."""
    return [
        {
            "subject": "urea_foam",
            "statement": UREA_FOAM,
            "survives": True,
        },
        {
            "subject": "heating",
            "statement": HEATING,
            "survives": False,
        },
    ]


def notices() -> dict[str, Any]:
    """Where each side receives notices."""
    return {
        "buyers": {"careOf": "Rideau Home Realty Inc., Brokerage", "email": "offers@rideau.example.com"},
        "sellers": {
            "careOf": "Harbour & Pine Realty Ltd., Brokerage",
            "email": "deals@harbourpine.example.com",
            "fax": "613-555-0171",
        },
    }


def lawyers() -> dict[str, Any]:
    """A lawyer for each side."""
    return {
        "buyers": {
            "name": "Amara Nwosu",
            "firm": "Nwosu Desjardins LLP",
            "email": "amara@nwosu-desjardins.example.com",
            "phone": "613-555-0110",
            "address": "90 Elgin Street, Suite 300, Ottawa, ON  K1P 5E9",
        },
        "sellers": {
            "name": "Peter Lindqvist",
            "firm": "Lindqvist Law",
            "email": "peter@lindqvist.example.com",
            "phone": "613-555-0121",
            "address": "15 Clarence Street, Ottawa, ON  K1N 5P4",
        },
    }


def brokerages() -> dict[str, Any]:
    """A brokerage for each side."""
    return {
        "listing": {
            "name": "Harbour & Pine Realty Ltd., Brokerage",
            "salesperson": "Hannah Petrov",
            "email": "hannah@harbourpine.example.com",
            "phone": "613-555-0170",
            "fax": "613-555-0171",
            "address": "310 Richmond Road, Ottawa, ON  K1Z 6X4",
            "represents": "seller",
        },
        "cooperating": {
            "name": "Rideau Home Realty Inc., Brokerage",
            "salesperson": "Ravi Chandran",
            "email": "ravi@rideau.example.com",
            "phone": "613-555-0160",
            "address": "77 Somerset Street West, Ottawa, ON  K2P 2M2",
            "represents": "buyer",
            "remuneration": "2.25% of the price plus HST, paid by the listing brokerage on completion",
        },
    }


def schedules() -> list[dict[str, Any]]:
    """Two schedules, together about two pages."""
    return [
        {"title": "Additional terms", "body": ADDITIONAL_TERMS},
        {"title": "Work before completion", "body": WORK_TO_DO},
    ]


def end_of(day: date) -> str:
    """One minute to midnight in Toronto, with the offset of that day."""
    return datetime.combine(day, time(23, 59), ZoneInfo("America/Toronto")).isoformat()
