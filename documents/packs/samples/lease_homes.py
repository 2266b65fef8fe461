"""Invented homes to rent, with what is served there."""

from typing import Any


def in_a_house() -> dict[str, Any]:
    """The two upper floors of a house."""
    return {
        "property": {
            "address": {"street": "9 Chestnut Street", "city": "Ottawa", "province": "ON", "postalCode": "K1S 0Z9"},
            "kind": "semi_detached",
            "part": "The ground floor and the upper floor; the basement is let to somebody else",
            "shared": ["Laundry room in the basement", "Back yard"],
            "bedrooms": 3,
            "furnishing": "unfurnished",
            "parking": [{"space": "Left half of the driveway", "kind": "driveway"}],
            "lockers": ["Shed behind the house, right side"],
        },
        "services": {
            "electricity": "tenant",
            "heat": "shared",
            "water": "landlord",
            "gas": "shared",
            "internet": "tenant",
            "waterHeater": "landlord",
            "waste": "landlord",
            "details": "The gas account is in the landlords' name. The tenants pay 60% of each bill, within ten days "
            "after they receive a copy.",
            "airConditioning": "included",
            "laundry": "included",
            "snow": "landlord",
            "lawn": "tenant",
            "other": [{"name": "Charging of an electric car", "provision": "not_provided"}],
        },
    }


def in_a_condominium() -> dict[str, Any]:
    """An apartment with a parking space and a locker."""
    return {
        "property": {
            "address": {
                "street": "255 Bay Street",
                "unit": "Unit 1104",
                "city": "Ottawa",
                "province": "ON",
                "postalCode": "K1R 0C5",
            },
            "kind": "apartment",
            "shared": [],
            "bedrooms": 2,
            "furnishing": "partly_furnished",
            "parking": [{"space": "P2-48", "kind": "indoor"}],
            "lockers": ["Locker 17 on level P2"],
            "condo": {
                "corporation": "Ottawa-Carleton Standard Condominium Corporation No. 9842",
                "unit": "4",
                "level": "11",
                "manager": {
                    "name": "Sandy Hill Management Inc.",
                    "email": "office@sandyhillmanagement.example.com",
                    "phone": "613-555-0115",
                    "address": "18 Slater Street, Suite 900, Ottawa, ON  K1P 5H1",
                },
                "rulesGiven": True,
                "rules": ["No barbecues on balconies", "Quiet from 11 p.m. to 7 a.m.", "No short-term rentals"],
                "amenities": ["Gym on level 2", "Terrace on the roof", "Guest suite, booked through the manager"],
                "moving": "The manager books the service elevator on 72 hours' notice, from Monday to Saturday.",
            },
        },
        "services": {
            "electricity": "tenant",
            "heat": "landlord",
            "water": "landlord",
            "internet": "tenant",
            "television": "tenant",
            "telephone": "tenant",
            "waste": "landlord",
            "details": "Before they move in, the tenants open an account with the building's meter company.",
            "airConditioning": "included",
            "laundry": "included",
            "storage": "not_provided",
            "guestParking": "pay_per_use",
            "other": [
                {"name": "Concierge", "provision": "included", "details": "At all hours, in the lobby."},
                {"name": "Second parking space", "provision": "extra", "details": "$150.00 a month, when one is free."},
            ],
        },
    }
