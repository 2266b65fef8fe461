"""The samples of listings: a house for sale, and an apartment for lease."""

from datetime import date, timedelta
from typing import Any

from documents.packs.samples.days import end_of
from documents.packs.samples.land import house
from documents.packs.samples.pages import LEASE_REMARKS, SALE_REMARKS, SHOWINGS
from documents.packs.samples.parties import brokerages, sellers


def listing_sale(today: date) -> dict[str, Any]:
    """A house on a board's listing service for about four months."""
    start = today + timedelta(days=2)
    return {
        "parties": {"sellers": sellers()},
        "brokerage": agent(),
        "property": house(),
        "listing": {
            "startDate": start.isoformat(),
            "expiryDate": (start + timedelta(days=120)).isoformat(),
            "service": "mls",
            "currency": "CAD",
            "listPriceCents": 127_500_000,
            "payment": "In cash; the buyers may arrange a new mortgage.",
            "possession": "60 to 90 days after acceptance",
        },
        "particulars": house_particulars(start.year),
        "inclusions": ["Refrigerator, gas range, dishwasher, clothes washer and dryer", "Window coverings"],
        "exclusions": ["Dining room chandelier"],
        "rentalItems": ["Hot water tank, Northern Comfort Rentals, $38.50 a month plus HST"],
        "commission": {
            "total": {"basisPoints": 475, "amountCents": 50_000},
            "cooperating": {"basisPoints": 225},
            "withoutCooperating": {"basisPoints": 350},
            "hst": "in_addition",
            "holdoverDays": 60,
            "holdoverEndsWithNewListing": True,
        },
        "deposit": {"leastCents": 5_000_000, "heldBy": brokerages()["listing"]["name"], "interest": "buyer"},
        "marketing": marketing(start) | {"remarks": SALE_REMARKS},
        "statements": owners_statements() | {"hst": "not_taxable", "residency": "resident"},
        "spousalConsent": {"status": "given", "spouses": ["Adaeze Okafor"]},
        "consents": consents(),
        "schedules": [{"title": "What the brokerage prepares", "body": SHOWINGS}],
    }


def listing_lease(today: date) -> dict[str, Any]:
    """An apartment in a condominium, offered for lease for about two months."""
    start = today + timedelta(days=2)
    return {
        "parties": {"landlords": sellers()},
        "brokerage": agent() | {"representation": "brokerage", "designated": []},
        "property": apartment_to_let(),
        "listing": {
            "startDate": start.isoformat(),
            "expiryDate": (start + timedelta(days=60)).isoformat(),
            "service": "exclusive",
            "currency": "CAD",
            "listRentCents": 264_500,
            "availableFrom": (start + timedelta(days=30)).isoformat(),
            "months": 12,
            "term": "a longer term can be agreed on",
        },
        "particulars": apartment_particulars(),
        "services": {
            "electricity": "tenant",
            "heat": "landlord",
            "water": "landlord",
            "internet": "tenant",
            "waste": "landlord",
            "details": "Electricity is metered for each apartment; tenants open the account in their own names.",
            "airConditioning": "included",
            "laundry": "included",
            "guestParking": "pay_per_use",
            "snow": "landlord",
            "other": [{"name": "Bicycle room", "provision": "included", "details": "One place for each apartment."}],
        },
        "inclusions": ["Refrigerator, range, dishwasher, clothes washer and dryer", "Window coverings"],
        "exclusions": ["The locked cabinet in the hall"],
        "letting": {
            "rentDeposit": True,
            "keyDepositCents": 12_000,
            "documents": ["Rental application", "Proof of income", "References of two earlier landlords"],
            "smoking": "none",
            "insurance": True,
            "conditions": "The landlords would like tenants who stay for more than a year.",
        },
        "commission": {
            "total": {"basisPoints": 10_000, "of": "one_month"},
            "cooperating": {"basisPoints": 5_000, "of": "one_month"},
            "withoutCooperating": {"basisPoints": 7_500, "of": "one_month"},
            "hst": "in_addition",
            "holdoverDays": 30,
            "holdoverEndsWithNewListing": False,
            "renewal": {"amountCents": 25_000},
            "purchase": {"basisPoints": 250},
        },
        "marketing": marketing(start) | {"sign": False, "openHouses": False, "remarks": LEASE_REMARKS},
        "statements": owners_statements() | {"defects": ["One window of the second bedroom does not close fully"]},
        "consents": consents(),
        "schedules": [{"title": "What the brokerage prepares", "body": SHOWINGS}],
    }


def agent() -> dict[str, Any]:
    """The listing brokerage, with one person who is designated."""
    firm = {key: value for key, value in brokerages()["listing"].items() if key != "represents"}
    return firm | {
        "representation": "designated",
        "designated": [{"name": "Hannah Petrov", "email": "hannah@harbourpine.example.com", "phone": "613-555-0172"}],
        "services": [
            "Advice on the price, and on the state in which to show the property",
            "Photographs, a floor plan, and advertisements",
            "Visits, and the negotiation of offers",
        ],
        "multipleRepresentation": "ask_first",
    }


def house_particulars(year: int) -> dict[str, Any]:
    """What buyers want to know about the property of `samples.house`."""
    return {
        "kind": "detached",
        "style": "Two storeys, brick",
        "age": "built in 1931, extended in 2004",
        "floorArea": "196 m²",
        "bathrooms": 3,
        "kitchens": 1,
        "rooms": [
            {"name": "Living room", "level": "main floor", "size": "5.18 × 4.02 m", "remarks": "gas fireplace"},
            {"name": "Kitchen", "level": "main floor", "size": "4.60 × 3.35 m"},
            {"name": "Principal bedroom", "level": "second floor", "size": "4.45 × 3.90 m", "remarks": "own bathroom"},
            {"name": "Second bedroom", "level": "second floor", "size": "3.60 × 3.05 m"},
            {"name": "Recreation room", "level": "basement"},
        ],
        "heating": "forced air, natural gas",
        "cooling": "central air conditioning",
        "laundry": "in the basement",
        "features": ["Deck over the creek", "Oak floors"],
        "bedrooms": 4,
        "basement": "finished, with a separate entrance",
        "parking": "detached garage for one car, driveway for three",
        "water": "municipal",
        "sewage": "municipal",
        "annualTaxesCents": 784_216,
        "taxYear": year,
        "occupancy": "owner",
    }


def apartment_to_let() -> dict[str, Any]:
    """An apartment that is for lease, with its condominium."""
    return {
        "address": {
            "street": "88 Albert Street",
            "unit": "Suite 902",
            "city": "Ottawa",
            "province": "ON",
            "postalCode": "K1P 5G4",
        },
        "kind": "apartment",
        "part": "The whole apartment",
        "shared": ["Roof terrace"],
        "bedrooms": 2,
        "furnishing": "unfurnished",
        "parking": [{"space": "P2-17", "kind": "indoor"}],
        "lockers": ["L-048"],
        "condo": {
            "corporation": "Ottawa-Carleton Standard Condominium Corporation No. 812",
            "unit": "2",
            "level": "9",
            "manager": {
                "name": "Capital Towers Management Ltd.",
                "email": "office@capitaltowers.example.com",
                "phone": "613-555-0195",
                "address": "240 Sparks Street, Suite 900, Ottawa, ON  K1P 6C9",
            },
            "rules": ["No lease for less than one year"],
            "amenities": ["Fitness room"],
            "moving": "The service elevator is booked a week ahead; the corporation holds a deposit of $300.",
        },
    }


def apartment_particulars() -> dict[str, Any]:
    """What tenants want to know of that apartment."""
    return {
        "style": "High-rise",
        "age": "built in 2012",
        "floorArea": "78 m²",
        "bathrooms": 2,
        "kitchens": 1,
        "rooms": [{"name": "Living and dining room", "level": "ninth floor", "size": "6.10 × 3.80 m"}],
        "heating": "heat pump",
        "cooling": "heat pump",
        "laundry": "in the apartment",
        "features": ["Balcony to the south"],
    }


def marketing(start: date) -> dict[str, Any]:
    """How a property is shown; offers wait until a week after the day `start`."""
    return {
        "sign": True,
        "lockbox": True,
        "internet": True,
        "photographs": True,
        "openHouses": True,
        "otherBrokerages": False,
        "showings": "With two hours’ notice by message, between 9 a.m. and 8 p.m.; the dog is taken along.",
        "offers": "from_date",
        "offersFrom": end_of(start + timedelta(days=7)),
        "shareOffers": False,
    }


def owners_statements() -> dict[str, Any]:
    """What owners state about a property."""
    return {
        "interests": ["A first mortgage to Ottawa Valley Savings, paid off from the price or kept up to date"],
        "defects": ["Water came through the east wall of the basement in the spring of 2023"],
        "earlierListings": "One with Gatineau Gate Realty Inc., whose holdover has ended.",
    }


def consents() -> dict[str, Any]:
    """What owners have received and agree to."""
    return {
        "informationGuide": True,
        "identification": True,
        "data": True,
        "dataAfterExpiry": False,
        "inquiries": True,
        "findersFees": False,
    }
