"""A tenancy for a year: what leases of all kinds of home share."""

from datetime import date, timedelta
from typing import Any

from documents.packs.samples.days import end_of, first_of_month_from, last_day_of_a_year_from
from documents.packs.samples.lease_pages import ALTERATIONS, MAINTENANCE, MOVING_DAYS

_BROKERAGE = "Harbour & Pine Realty Ltd., Brokerage"


def lease(today: date) -> dict[str, Any]:
    """Everything but the home and its services; every date lies after `today`."""
    offer = today + timedelta(days=1)
    start = first_of_month_from(offer + timedelta(days=30))
    return {
        "parties": {"tenants": tenants(), "landlords": landlords()},
        "lease": lease_terms(start),
        "money": {
            "deposit": {
                "amountCents": 520_000,
                "timing": "within_24_hours",
                "heldBy": _BROKERAGE,
                "interest": "none",
            }
        },
        "dates": {
            "offerDate": offer.isoformat(),
            "irrevocableUntil": end_of(offer + timedelta(days=2)),
            "irrevocableBy": "tenant",
        },
        "occupants": [{"name": "Noé Tremblay-Achebe", "relationship": "Son of the tenants", "minor": True}],
        "inclusions": ["Refrigerator, stove, dishwasher, range hood", "Window coverings", "Two sets of keys"],
        "exclusions": ["Framed mirror in the hall, which the landlords take with them"],
        "work": ["Walls painted white throughout", "Kitchen tap replaced", "Professional cleaning, floors included"],
        "smoking": {"policy": "not_in_home"},
        "pets": ["Mochi, a small dog, eight years old"],
        "insurance": {"required": True, "liabilityCents": 200_000_000, "details": "Contents and water damage as well."},
        "maintenance": MAINTENANCE,
        "alterations": ALTERATIONS,
        "notices": notices(),
        "emergency": {
            "name": "Bytown Property Care",
            "phone": "613-555-0199",
            "email": "help@bytowncare.example.com",
        },
        "landlordResidency": "resident",
        "brokerages": brokerages(),
        "additionalTerms": [
            "The tenants may hang pictures; they fill the holes when they move out.",
            "Bicycles are kept in the room for bicycles, not in the hall.",
        ],
        "schedules": [{"title": "Moving in and out", "body": MOVING_DAYS}],
    }


def tenants() -> list[dict[str, Any]]:
    """Two people who rent together."""
    return [
        {
            "name": "Geneviève Tremblay",
            "email": "genevieve.tremblay@example.com",
            "phone": "613-555-0131",
            "address": "77 Cedar Crescent\nKanata, ON  K2K 1X4",
        },
        {
            "name": "Chidi Achebe",
            "email": "chidi.achebe@example.com",
            "phone": "613-555-0132",
            "address": "77 Cedar Crescent\nKanata, ON  K2K 1X4",
        },
    ]


def landlords() -> list[dict[str, Any]]:
    """A corporation that lets a home."""
    return [
        {
            "name": "Byward Residences Ltd.",
            "email": "leasing@bywardresidences.example.com",
            "phone": "613-555-0150",
            "address": "41 York Street, Suite 200\nOttawa, ON  K1N 5S7",
            "representative": {"name": "Ingrid Sørensen", "capacity": "Vice-President, with authority to bind it"},
        }
    ]


def lease_terms(start: date) -> dict[str, Any]:
    """A fixed term of a year from the first of a month on."""
    return {
        "term": "fixed",
        "startDate": start.isoformat(),
        "endDate": last_day_of_a_year_from(start).isoformat(),
        "rentCents": 260_000,
        "rentParts": [
            {"what": "The home", "amountCents": 242_500},
            {"what": "Parking space", "amountCents": 15_000},
            {"what": "Storage", "amountCents": 2_500},
        ],
        "rentDueDay": 1,
        "payableTo": "Byward Residences Ltd.",
        "paymentMethods": ["e_transfer", "cheque"],
        "paymentDetails": "E-transfers go to rent@bywardresidences.example.com; name the home in the message.",
        "discounts": [
            {
                "description": "In each of the first two months, as long as rent is paid by the due day",
                "amountCents": 5_000,
            }
        ],
        "rentIncreases": "guideline",
        "nsfChargeCents": 2_000,
        "rentDepositCents": 260_000,
        "keyDeposit": {
            "amountCents": 12_000,
            "replacementCostCents": 14_500,
            "items": "Two keys, two fobs, one remote control",
        },
    }


def notices() -> dict[str, Any]:
    """Where each side receives notices, also by e-mail."""
    return {
        "landlords": {
            "careOf": "Ingrid Sørensen",
            "email": "notices@bywardresidences.example.com",
            "fax": "613-555-0151",
            "address": "41 York Street, Suite 200, Ottawa, ON  K1N 5S7",
        },
        "tenants": {"email": "genevieve.tremblay@example.com"},
        "byEmail": True,
    }


def brokerages() -> dict[str, Any]:
    """A brokerage for each side."""
    return {
        "listing": {
            "name": _BROKERAGE,
            "salesperson": "Hannah Petrov",
            "email": "hannah@harbourpine.example.com",
            "phone": "613-555-0170",
            "fax": "613-555-0171",
            "address": "310 Richmond Road, Ottawa, ON  K1Z 6X4",
            "represents": "landlord",
        },
        "cooperating": {
            "name": "Rideau Home Realty Inc., Brokerage",
            "salesperson": "Ravi Chandran",
            "email": "ravi@rideau.example.com",
            "phone": "613-555-0160",
            "address": "77 Somerset Street West, Ottawa, ON  K2P 2M2",
            "represents": "tenant",
            "remuneration": "Half a month's rent plus HST, paid by the listing brokerage when the tenancy starts.",
        },
    }
