"""Invented people and firms: who buys, who sells, and who acts for them."""

from typing import Any


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
