"""Made-up data that is complete and valid, for demonstrations, API descriptions and tests.

All people, firms and numbers are invented: e-mail addresses end in example.com, telephone numbers have the
exchange 555.
"""

from documents.packs.samples.condo import apartment, condo_sale, sold_unit, unit
from documents.packs.samples.days import end_of
from documents.packs.samples.freehold import schedules, warranties
from documents.packs.samples.land import house
from documents.packs.samples.listing import listing_lease, listing_sale
from documents.packs.samples.parties import brokerages, buyers, lawyers, notices, sellers
from documents.packs.samples.purchase import conditions, purchase, purchase_money

__all__ = [
    "apartment",
    "brokerages",
    "buyers",
    "conditions",
    "condo_sale",
    "end_of",
    "house",
    "lawyers",
    "listing_lease",
    "listing_sale",
    "notices",
    "purchase",
    "purchase_money",
    "schedules",
    "sellers",
    "sold_unit",
    "unit",
    "warranties",
]
