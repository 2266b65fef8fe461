"""The sample of a condominium: an apartment with a parking space and a locker."""

from datetime import date, timedelta
from typing import Any

from documents.packs.samples.pages import CONDO_TERMS, RENOVATIONS, STATUS_CERTIFICATE, WINDOWS
from documents.packs.samples.purchase import conditions


def condo_sale(offer: date) -> dict[str, Any]:
    """What the sale of a condominium has of its own, around the day of the offer."""
    certificate = {
        "kind": "status_certificate",
        "description": STATUS_CERTIFICATE,
        "waiverDate": (offer + timedelta(days=20)).isoformat(),
        "benefitOf": "buyer",
    }
    return {
        "property": apartment() | {"condo": sold_unit(offer)},
        "conditions": [conditions(offer)[0], certificate],
        "inclusions": [
            "Refrigerator, range, dishwasher, microwave oven, clothes washer and dryer",
            "All light fixtures and window coverings",
        ],
        "exclusions": ["Wall-mounted shelves in the study"],
        "rentalItems": ["Heat pump in the unit, Northern Comfort Rentals, $54.90 a month plus HST"],
        "title": {
            "acceptedEncumbrances": ["Agreement with the City of Ottawa on shared roads, instrument OC2345678"],
            "survey": "none",
            "titleInsurance": True,
        },
        "warranties": [{"subject": "renovations", "statement": RENOVATIONS, "survives": True}],
        "schedules": [{"title": "Additional terms", "body": CONDO_TERMS}],
    }


def apartment() -> dict[str, Any]:
    """An apartment, as registry and municipality know it."""
    return {
        "address": {
            "street": "88 Albert Street",
            "unit": "Suite 1404",
            "city": "Ottawa",
            "province": "ON",
            "postalCode": "K1P 5G4",
        },
        "legalDescription": "Unit 4, Level 14, Ottawa-Carleton Standard Condominium Plan No. 812, and its share",
        "municipality": "City of Ottawa",
        "rollNumber": "0614 021 101 45678 0000",
        "pin": "15812-0204 (LT)",
        "presentUse": "Home for one household",
        "tenancies": [],
    }


def unit() -> dict[str, Any]:
    """The same apartment, as its condominium knows it."""
    return {
        "corporation": "Ottawa-Carleton Standard Condominium Corporation No. 812",
        "plan": "Ottawa-Carleton Standard Condominium Plan No. 812",
        "building": "The Larkspur",
        "unit": "4",
        "level": "14",
        "commonInterest": "0.41825 per cent",
        "exclusiveUse": ["Balcony on the west side"],
        "parking": [
            {"label": "P2-41", "right": "owned", "unit": "41", "level": "B", "pin": "15812-0388 (LT)"},
            {"label": "P1-07", "right": "rented", "monthlyCostCents": 14_500},
        ],
        "lockers": [{"label": "L-112", "right": "exclusive_use"}],
        "commonExpenses": {
            "monthlyCents": 68_742,
            "includes": ["heat", "water", "building_insurance", "amenities"],
            "alsoIncludes": ["Bicycle room, one place for each unit"],
        },
        "management": {
            "name": "Capital Towers Management Ltd.",
            "email": "office@capitaltowers.example.com",
            "phone": "613-555-0195",
            "address": "240 Sparks Street, Suite 900, Ottawa, ON  K1P 6C9",
        },
        "rules": ["Two pets at most, none above 20 kg", "No lease for less than one year"],
    }


def sold_unit(offer: date) -> dict[str, Any]:
    """The same, with what buyers ask about the corporation."""
    return unit() | {
        "statusCertificate": {"state": "sellers_order", "orderBy": (offer + timedelta(days=4)).isoformat()},
        "specialAssessments": {
            "status": "some",
            "entries": [
                {
                    "purpose": WINDOWS,
                    "amountCents": 412_500,
                    "dueDate": (offer + timedelta(days=45)).isoformat(),
                    "paidBy": "seller",
                }
            ],
        },
        "legalActions": "A claim against the roofing contractor, in which the corporation is the plaintiff.",
        "reserveFund": {
            "balanceCents": 231_840_000,
            "asOf": "the end of the corporation’s last financial year",
            "source": "audited financial statements",
            "remarks": "The last study found the fund sufficient until the garage membrane is renewed.",
        },
        "approvalNeeded": False,
    }
