"""Two people who apply for a home."""

from datetime import date, timedelta
from typing import Any

from documents.packs.samples.days import first_of_month_from
from documents.packs.samples.lease import brokerages
from documents.packs.samples.lease_pages import ABOUT_US
from documents.packs.samples.prose import paragraphs

_GENEVIEVE, _CHIDI = "Geneviève Tremblay", "Chidi Achebe"


def rental_application(today: date) -> dict[str, Any]:
    """A complete application; all dates lie after `today`, except the dates of birth."""
    applied = today + timedelta(days=1)
    return {
        "parties": {"applicants": applicants(today)},
        "property": {
            "address": {
                "street": "255 Bay Street",
                "unit": "Unit 1104",
                "city": "Ottawa",
                "province": "ON",
                "postalCode": "K1R 0C5",
            },
            "landlord": "Byward Residences Ltd.",
            "parkingSpaces": 1,
            "lockers": 1,
        },
        "lease": {
            "moveInDate": first_of_month_from(applied + timedelta(days=30)).isoformat(),
            "rentCents": 260_000,
            "term": "One year",
            "wishes": "If possible, the keys on the afternoon before the first day.",
        },
        "dates": {
            "applicationDate": applied.isoformat(),
            "answerBy": (applied + timedelta(days=5)).isoformat(),
        },
        "residences": residences(),
        "employment": employment(),
        "otherIncome": [{"applicant": _GENEVIEVE, "source": "Canada child benefit", "monthlyCents": 48_000}],
        "debts": [
            {
                "applicant": _CHIDI,
                "creditor": "Rideau Credit Union",
                "purpose": "Loan for a car",
                "monthlyCents": 31_250,
            }
        ],
        "banks": [
            {"applicant": _GENEVIEVE, "name": "Caisse Bytown", "branch": "120 Rideau Street, Ottawa, ON  K1N 5X2"},
            {"applicant": _CHIDI, "name": "Rideau Credit Union", "branch": "55 Hazeldean Road, Kanata, ON  K2L 1V5"},
        ],
        "references": references(),
        "occupants": [{"name": "Noé Tremblay-Achebe", "relationship": "Son of the applicants", "minor": True}],
        "vehicles": [{"make": "Kestrel Wagon", "year": 2021, "plate": "CXYZ 482"}],
        "pets": ["Mochi, a small dog, eight years old"],
        "smoking": False,
        "answers": {
            "bankruptcy": True,
            "eviction": False,
            "rentOwed": False,
            "details": paragraphs("""
                Chidi's first firm closed six years ago, and he went bankrupt with it. He was discharged the year after
                and has owed nothing from it since.
            """),
        },
        "consent": {
            "givenTo": ["Byward Residences Ltd.", "Harbour & Pine Realty Ltd., Brokerage"],
            "consumerReport": True,
            "employers": True,
            "landlords": True,
            "references": True,
        },
        "remarks": "We are moving closer to Noé's school and hope to stay for many years.",
        "brokerages": brokerages(),
        "schedules": [{"title": "About us", "body": ABOUT_US}],
    }


def applicants(today: date) -> list[dict[str, Any]]:
    return [
        {
            "name": _GENEVIEVE,
            "email": "genevieve.tremblay@example.com",
            "phone": "613-555-0131",
            "dateOfBirth": (today - timedelta(days=34 * 365 + 120)).isoformat(),
            "identification": {"kind": "drivers_licence", "issuer": "Province of Ontario"},
        },
        {
            "name": _CHIDI,
            "email": "chidi.achebe@example.com",
            "phone": "613-555-0132",
            "dateOfBirth": (today - timedelta(days=36 * 365 + 41)).isoformat(),
            "identification": {"kind": "passport", "issuer": "Canada"},
        },
    ]


def residences() -> list[dict[str, Any]]:
    """Where both live now, and where each lived before."""
    return [
        {
            "kind": "current",
            "address": "77 Cedar Crescent\nKanata, ON  K2K 1X4",
            "length": "Four years",
            "tenure": "rented",
            "rentCents": 215_000,
            "landlord": {"name": "Orla Kinsella", "phone": "613-555-0122", "email": "orla.kinsella@example.com"},
            "reason": "The owner's daughter moves in.",
        },
        {
            "applicant": _GENEVIEVE,
            "kind": "previous",
            "address": "3 rue des Érables\nGatineau, QC  J8X 2K9",
            "length": "Six years",
            "tenure": "with_family",
            "reason": "To live together.",
        },
        {
            "applicant": _CHIDI,
            "kind": "previous",
            "address": "908 Laurier Avenue East, Apartment 6\nOttawa, ON  K1N 6P4",
            "length": "Two years",
            "tenure": "rented",
            "rentCents": 124_500,
            "landlord": {"name": "Sandy Hill Rentals", "phone": "613-555-0126"},
            "reason": "To live together.",
        },
    ]


def employment() -> list[dict[str, Any]]:
    """A teacher, and somebody with a firm of his own."""
    return [
        {
            "applicant": _GENEVIEVE,
            "kind": "current",
            "situation": "employed",
            "employer": "École des Pionniers",
            "position": "Teacher of music",
            "address": "720 Dubois Street, Ottawa, ON  K1K 3P2",
            "length": "Seven years",
            "monthlyIncomeCents": 702_500,
            "supervisor": {
                "name": "Anne-Marie Gagnon",
                "phone": "613-555-0181",
                "email": "am.gagnon@pionniers.example.com",
            },
        },
        {
            "applicant": _CHIDI,
            "kind": "current",
            "situation": "self_employed",
            "employer": "Achebe Woodworks",
            "position": "Cabinetmaker",
            "address": "12 Antares Drive, Unit 7, Ottawa, ON  K2E 7Y8",
            "length": "Three years",
            "monthlyIncomeCents": 540_000,
            "supervisor": {"name": "Lena Brandt, accountant", "phone": "613-555-0184"},
        },
        {
            "applicant": _CHIDI,
            "kind": "previous",
            "situation": "employed",
            "employer": "Carleton Kitchens Ltd.",
            "position": "Joiner",
            "length": "Five years",
        },
    ]


def references() -> dict[str, Any]:
    """Friends, and a firm that was always paid."""
    return {
        "personal": [
            {
                "name": "Farida Haidari",
                "relationship": "Neighbour",
                "knownFor": "Four years",
                "phone": "613-555-0137",
            },
            {
                "name": "Tomasz Wójcik",
                "relationship": "Conductor of the choir",
                "knownFor": "Nine years",
                "email": "tomasz.wojcik@example.com",
            },
        ],
        "financial": [
            {
                "name": "Rideau Credit Union, Ms. Osei",
                "relationship": "Adviser",
                "knownFor": "Three years",
                "phone": "613-555-0128",
                "email": "osei@rideaucu.example.com",
            }
        ],
    }
