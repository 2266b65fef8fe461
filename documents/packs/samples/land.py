"""Invented properties."""

from typing import Any


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
